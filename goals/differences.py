"""What differs between two states of a row, for people: words put in and taken out."""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import SequenceMatcher

from django.db.models import CharField, TextField
from django.utils import formats, timezone
from django.utils.text import capfirst

WORD = re.compile(r"\s+|\w+|[^\w\s]")
MANY_WORDS = 4000  # beyond it, comparing word by word takes seconds: the texts stand one by one
KEPT, REMOVED, ADDED = "kept", "removed", "added"


@dataclass(frozen=True)
class Labelled:
    field: object  # of the model

    @property
    def label(self):
        return label_of(self.field)


@dataclass(frozen=True)
class Difference(Labelled):
    before: str
    after: str

    @property
    def pieces(self):
        """(kind, text) in reading order; of a date or a choice, never parts of it."""
        is_text = isinstance(self.field, (CharField, TextField)) and not self.field.choices
        return [*(pieces if is_text else whole)(self.before, self.after)]


@dataclass(frozen=True)
class LinkDifference(Labelled):
    """What was added to a many-to-many field, and what was removed from it."""

    removed: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def pieces(self):
        named = [(REMOVED, name) for name in self.removed] + [(ADDED, name) for name in self.added]
        for number, (kind, name) in enumerate(named):
            if number:
                yield KEPT, ", "
            yield kind, name


def label_of(field):
    return capfirst(str(field.verbose_name))


def in_words(field, value):
    """A value as people read it; what a relation leads to is given by name already."""
    if value is None or value == "":
        return ""
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    match value:
        case bool():
            return "ja" if value else "nein"
        case datetime():
            return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
        case date():
            return formats.date_format(value, "SHORT_DATE_FORMAT")
        case Decimal():
            return formats.localize(value)
        case dict() | list():
            return json.dumps(value, ensure_ascii=False) if value else ""
    return str(value).replace("\r\n", "\n")


def pieces(before, after):
    old, new = WORD.findall(before), WORD.findall(after)
    if not old or not new or len(old) + len(new) > MANY_WORDS:
        yield from whole(before, after)
        return
    for kind, start, end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            yield KEPT, "".join(old[start:end])
        else:
            yield from whole("".join(old[start:end]), "".join(new[new_start:new_end]))


def whole(before, after):
    if before:
        yield REMOVED, before
    if after:
        yield ADDED, after
