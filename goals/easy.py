"""Texts in Leichte Sprache: how they stand on a page, and what keeps their check honest."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

NAME, EASY = "sprache", "leicht"
# What else the pages with such a text know. Nothing more is taken along: links with the words
# of one visitor would stay in the cache for all others.
KEPT = ("karte",)
# A sentence ends here; not after "St. Georgsberg" or "am 3. Mai".
SENTENCE_END = re.compile(r"(?:(?<=[a-zäöüß]{3}[.!?])|(?<=\d{4}[.!?])) +(?=[A-ZÄÖÜ„])")
POINT = re.compile(r"[-–•] +")
STALE = (
    "Der Text in Leichter Sprache ist geändert, der Tag seiner Prüfung nicht. Bitte in der Spalte "
    "„Leichte Sprache geprüft am“ die Zelle leeren oder den neuen Tag eintragen."
)


@dataclass(frozen=True)
class Block:
    """A paragraph, one sentence per line, or a list, one point per line."""

    is_list: bool
    lines: tuple


def blocks(text):
    """The text in blocks, whatever way it was typed."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        was_list = None
        for line in filter(None, map(str.strip, paragraph.split("\n"))):
            is_list = bool(POINT.match(line))
            lines = [POINT.sub("", line, count=1)] if is_list else SENTENCE_END.split(line)
            if is_list == was_list:
                found[-1] = Block(is_list, (*found[-1].lines, *lines))
            else:
                found.append(Block(is_list, tuple(lines)))
            was_list = is_list
    return found


class Easy:
    """The text in Leichte Sprache of a goal, place or offer, on the page that is asked for."""

    def __init__(self, thing, query):
        self.thing = thing
        self.exists = bool(thing.easy_text.strip())
        self.is_on = self.exists and query.get(NAME) == EASY
        self.checked_on = thing.easy_checked_on
        self.kept = {name: query[name] for name in KEPT if name in query}

    @property
    def blocks(self):
        return blocks(self.thing.easy_text)

    @property
    def first_line(self):
        """What the text is about, for a list of such texts."""
        return self.blocks[0].lines[0]

    @property
    def address(self):
        return f"{self.thing.get_absolute_url()}?{urlencode(self.kept | {NAME: EASY})}"

    @property
    def everyday_address(self):
        query = f"?{urlencode(self.kept)}" if self.kept else ""
        return f"{self.thing.get_absolute_url()}{query}"


class EasyTextRows:
    """A table of texts: one that was changed is no longer checked, and its line has to say so."""

    def refusal(self, line):
        text, day = self.fields["easy_text"], self.fields["easy_checked_on"]
        is_stale = text in line.before and day not in line.after and day.get_value(line.instance)
        return STALE if is_stale and not line.is_new else super().refusal(line)
