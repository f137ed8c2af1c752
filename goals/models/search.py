"""Words as they are searched: alike on both databases, in any spelling, inflected or in compounds.

A SearchField holds the words of a row's other columns, each followed by its stem where they
differ: " buergerbuero burgerburo rathaus unter den linden ". A query finds a row where each of
its words stands in there, by one of its forms, as plain text; so a LIKE would be all that either
database has to do.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer
from django.db import models
from django.db.models import Q

from goals.models.search_lookups import AmongFirst, Holds

STEM = snowballstemmer.stemmer("german")
WORD = re.compile(r"\w+")
NUMBER = re.compile(r"(?<!\d)\d++(?:\.\d++)++")  # a goal's, but also a day like 24.12.2026
TOKEN = re.compile(rf"{NUMBER.pattern}|{WORD.pattern}")
# What people also write as one word: "Repair-Café", "Begegnungs-" before "räume", "Gleis 21".
RUN = re.compile(
    r"\b(?:\w++(?:[-\u2010\u2011\u00ad][\r\n]*+\w++)++|[^\W\d_]++\s\d++\w*+)(?![.:]\d)"
)
APART = re.compile(r"(?<=[^\W\d_])(?=\d)")  # "Gleis21"
ZEROS = re.compile(r"\b0+(?=\d)")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
MOST_WORDS = 20  # of a query
LONGEST_WORD = 60  # that is looked at for its stem
SHORT, SHORT_STEM = 2, 3  # letters: these are sought only where a word begins

# What people say beside what they look for; left out where anything else remains.
FILLERS = frozenset(
    WORD.findall("""
aber alle als am an auf aus bei bin das dem den der des die ein eine einem einen einer eines es fuer
gibt hat ich ihr im in ist kann man mein meine mich mit nach oder sich sie sind so und unser unsere
vom von wann was welche wer wie wir wo zu zum zur
""")
)
# Stems of words that people take for one another.
SAME = (
    ("kita", "kindertagesstatt", "kindergart", "kripp"),
    ("bucherei", "bibliothek"),
    ("volkshochschul", "vhs"),
    ("schwimmbad", "schwimmhall", "hallenbad"),
    ("rollstuhl", "barrierefrei"),
    ("behindert", "behinder", "inklusion"),
    ("fluchtling", "geflucht"),
    ("sankt", "st"),
)
WHOLE = frozenset(["sankt", "st"])  # not in "Sanktion" or "Stadt"


def fold(text):
    """Text as it is searched: lower case, ß as ss, ä as ae, other marks dropped."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(UMLAUTS)
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words_in(text):
    """Each folded word of a text once, in its order.

    A number with points is one also as a whole, and so are words that may be written together;
    what a column has together is one in its parts.
    """
    text = RUN.sub(lambda run: f"{run[0]} {''.join(WORD.findall(run[0]))}", fold(text))
    numbers = map(plain, NUMBER.findall(text))
    return dict.fromkeys([*numbers, *WORD.findall(text), *WORD.findall(APART.sub(" ", text))])


def plain(token):
    """Of a number with points no part begins with 0: 16.09.2025 is 16.9.2025."""
    return ZEROS.sub("", token) if NUMBER.fullmatch(token) else token


def stems(word):
    """The stems under which a folded word is looked for; the first one is kept in columns."""
    return _stems(word) if len(word) <= LONGEST_WORD else (word,)


@lru_cache(maxsize=20_000)
def _stems(word):
    """
    The stemmer takes every "ue" for "ü", which is right in "buerger" and wrong in "aktuell":
    parted by a mark, the two letters stay what they are.
    """
    stem = STEM.stemWord(word) or word
    apart = STEM.stemWord(re.sub("(?<=[aou])e", "'e", word)).replace("'", "")
    # "Nachbarn", "Tafeln": the stemmer leaves this n, which "Nachbarschaft" lacks.
    plain = word[:-1] if re.search("...[lr]n$", word) else stem
    return (_shorter(stem), stem, apart or word, plain)


def _shorter(stem):
    """Endings that the stemmer leaves where they are."""
    if len(stem) > 4 and re.search("[aoiy]s$", stem):  # Kitas, Büros, Hobbys
        return stem[:-1]
    if len(stem) > 6 and stem.endswith("inn"):  # Seniorinnen
        return stem[:-3]
    return stem[:-1] if stem.endswith("uss") else stem  # Busse


def search_text(text):
    """What a SearchField holds of a text: each word between spaces, followed by its stem."""
    return f" {' '.join(dict.fromkeys(form for word in words_in(text) for form in _forms(word)))} "


def _forms(word):
    return word, stems(word)[0]


class SearchField(models.TextField):
    """The searched words of other columns, written whenever the row is saved.

    A model that is searched has two: `search` of everything, `search_heading` of what comes first.
    A change of the columns wants a migration that fills the rows anew.
    """

    def __init__(self, *sources, **kwargs):
        self.sources = sources
        kwargs.update(editable=False, default="", blank=True)
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, _, kwargs = super().deconstruct()
        for key in ("editable", "default", "blank"):
            kwargs.pop(key, None)
        return name, path, list(self.sources), kwargs

    def pre_save(self, instance, add):
        value = search_text(" ".join(getattr(instance, name) or "" for name in self.sources))
        setattr(instance, self.attname, value)
        return value


SearchField.register_lookup(Holds)
SearchField.register_lookup(AmongFirst)


class Word:
    """One word of a query, with all forms by which it is found."""

    def __init__(self, text):
        is_number = NUMBER.fullmatch(text) or text.isdigit()
        forms = {text} if is_number else {text, *stems(text)}
        same = {form for group in SAME if forms & {*group} for form in group}
        forms |= same
        # What contains another form finds nothing more than that one does.
        self.parts = [self._part(form, text) for form in sorted(forms, key=len)]
        self.parts = [
            part
            for number, part in enumerate(self.parts)
            if not any(other in part for other in self.parts[:number])
        ]
        # Each word of a column has its stem beside it.
        stem = text if is_number else stems(text)[0]
        self.wholes = [f" {form} " for form in sorted({stem, *same})]
        self.text, self.forms = text, forms
        self.is_long = len(text) > SHORT

    @staticmethod
    def _part(form, text):
        if NUMBER.fullmatch(form):
            return f" {form}"  # 1.1 is the beginning of 1.1.1
        if form.isdigit() or form in WHOLE:
            return f" {form} "
        # "zu" stands in every second word, and "les" of "lesen" in "alles".
        is_short = len(form) <= SHORT or (form != text and len(form) <= SHORT_STEM)
        end = " " if form[-1].isdigit() else ""  # "Gleis21" is not "Gleis 210"
        return f" {form}{end}" if is_short else f"{form}{end}"

    def is_in(self, text):
        return any(part in text for part in self.parts)

    def is_whole_in(self, text):
        return any(whole in text for whole in self.wholes)


class Query:
    """What people typed: the words that must be found, in any order."""

    def __init__(self, text):
        words = dict.fromkeys(map(plain, TOKEN.findall(fold(text))))
        meant = [word for word in words if word not in FILLERS] or list(words)
        self.words = [Word(word) for word in meant[:MOST_WORDS]]
        self._marks = {}

    # Groups of texts, for the lookups of search columns: of each group, one is to be found.

    @property
    def all(self):
        return [word.parts for word in self.words]

    @property
    def any(self):
        """One of the words, but a short one only where there is none else."""
        longer = [word for word in self.words if word.is_long] or self.words
        return [[part for word in longer for part in word.parts]]

    @property
    def whole(self):
        """All, and not in compounds."""
        return [word.wholes for word in self.words]

    def rank(self, heading, text):
        """What sorts hits, given both their search columns, best first."""
        missing = beside = parts = 0
        whole = ""
        for word in self.words:
            if word.is_whole_in(heading):
                whole += word.text
            elif word.is_in(heading):
                parts += 1
            elif word.is_in(text):
                beside += 1
                parts += not word.is_whole_in(text)
            else:
                missing += 1
        # "gleis", "21" and "gleis21" of a heading are all in "Gleis 21", and in "Gleis21".
        named = all(
            (len(text) > 1 and text in whole) or any(text in word.forms for word in self.words)
            for text in heading.split()
        )
        return missing, not named, beside, parts

    def marks(self, word):
        """Whether a word of a text, in its own spelling, is among those that were found."""
        if word not in self._marks:
            text = search_text(word)
            self._marks[word] = any(one.is_in(text) for one in self.words)
        return self._marks[word]


def matching(query, field="search"):
    """Condition on a SearchField: each word of the query, or its stem, stands in the text.

    An empty query asks for all, "?!" for something, but for nothing that can be found.
    """
    if not query.strip():
        return Q()
    groups = Query(query).all
    return Q(**{f"{field}__holds": groups}) if groups else Q(pk__in=[])
