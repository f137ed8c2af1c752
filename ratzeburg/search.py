"""One search over everything public: what is looked through, and which hit comes first."""

import re
from collections import Counter

from django.db.models import Q, Value
from django.utils.functional import cached_property

from goals.models import Goal
from goals.models.search import Query, fold, search_text
from measures.models import Resolution
from ratzeburg.search_kinds import KINDS

MOST = 500  # hits of one kind; who finds more has to say more exactly what they look for
LONGEST = 200  # characters of a query
CODE = re.compile(r"(?:(?:leit|mittler|handlungs)?ziel|lz|mz|hz|m)?\s*(\d{1,3}(?:\.\d{1,3}){0,2})")
PAPER = re.compile(r"\S*\d\S*/\S*|\S*/\S*\d\S*")  # Vorlagen-Nr., as 2024/017 or SR/BeVoSr/17/2024


class Search:
    """What people typed, and what is found: `hits` is [(kind, pk), …], best first."""

    def __init__(self, text):
        self.text = text[:LONGEST]
        self.query = Query(self.text)
        code = CODE.fullmatch(fold(self.text).strip())
        self.code = code and code[1]
        self.label = code and search_text(Goal(code=code[1]).label)
        self.is_partial = False
        self.crowded = []  # kinds that have more hits than are shown

    @cached_property
    def hits(self):
        if not self.query.words:
            return []
        rows = self._rows(KINDS, "search", self.query.all)
        if not rows and len(self.query.words) > 1:
            self.is_partial = True  # none has all words: then those with most of them
            rows = self._rows(KINDS, "search", self.query.any)
        self.crowded = crowded(rows)
        # Of these not any rows, but those whose heading says it, if need be as a word of its own.
        heading = self._rows(self.crowded, "search_heading", self.query.all)
        whole = self._rows(crowded(heading), "search_heading", self.query.whole)
        return self._in_order(rows | heading | whole)

    @cached_property
    def counts(self):
        """{kind: hits}, of those that have any."""
        found = Counter(kind for kind, _ in self.hits)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    def _rows(self, kinds, column, groups):
        """{(kind, pk): search columns} of public rows; MOST and one more of a kind are enough."""
        if not kinds:
            return {}
        condition = Q(**{f"{column}__among_first": groups})
        first, *others = (self._arm(kind, condition | self._by_number(kind)) for kind in kinds)
        found = first.union(*others, all=True)
        return {(KINDS[number], pk): columns for number, pk, *columns in found}

    def _arm(self, kind, condition):
        # Limited inside: SQLite knows no limit for the parts of a union.
        first = kind.public().filter(condition).order_by("pk").values("pk")[: MOST + 1]
        rows = kind.model._base_manager.filter(pk__in=first).order_by()
        return rows.values_list(Value(KINDS.index(kind)), "pk", "search_heading", "search")

    def _by_number(self, kind):
        """The goal of a number, the measures of a paper of the council."""
        if kind.name == "ziel" and self.code:
            return Q(code=self.code)
        if kind.name == "massnahme" and PAPER.fullmatch(self.text.strip()):
            papers = Resolution.objects.filter(paper__iexact=self.text.strip())
            return Q(pk__in=papers.values("measure"))
        return Q()

    def _in_order(self, rows):
        order = sorted(rows, key=lambda row: self._place(*row, *rows[row]))
        taken, hits = Counter(), []
        for kind, pk in order:
            taken[kind] += 1
            if taken[kind] <= MOST:
                hits.append((kind, pk))
        return hits

    def _place(self, kind, pk, heading, text):
        is_number = kind.name == "ziel" and self.label and heading.startswith(self.label)
        return (not is_number, *self.query.rank(heading, text), KINDS.index(kind), heading, pk)


def crowded(rows):
    """The kinds that have more rows than are shown."""
    found = Counter(kind for kind, _ in rows)
    return [kind for kind in KINDS if found[kind] > MOST]
