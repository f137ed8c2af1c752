"""One search over everything public: what is looked through, and which hit comes first."""

import re
from collections import Counter

from django.db.models import Case, Q, Value, When
from django.utils.functional import cached_property

from goals.models.search import Query, fold
from measures.papers import of_papers
from ratzeburg.search_kinds import KINDS

MOST = 500  # hits of one kind; who finds more has to say more exactly what they look for
LONGEST = 200  # characters of a query
CODE = re.compile(r"(?:(?:leit|mittler|handlungs)?ziel|lz|mz|hz|m)?\s*(\d{1,3}(?:\.\d{1,3}){0,2})")


class Search:
    """What people typed, and what is found: `hits` is [(kind, pk), …], best first."""

    def __init__(self, text):
        self.text = text[:LONGEST]
        self.query = Query(self.text)
        code = CODE.fullmatch(fold(self.text).strip(" .,;:!?"))
        self.code = code and code[1]
        self.papers = of_papers(self.text)
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
        """{(kind, pk): (is it named by number, *search columns)} of public rows.

        MOST and one more of a kind are enough.
        """
        if not kinds:
            return {}
        first, *others = (
            self._arm(kind, Q(**{f"{column}__among_first": groups})) for kind in kinds
        )
        found = first.union(*others, all=True)
        return {(KINDS[number], pk): columns for number, pk, *columns in found}

    def _arm(self, kind, condition):
        numbered = self._by_number(kind)
        is_named = Case(When(numbered, then=1), default=0) if numbered else Value(0)
        order = [is_named.desc(), "pk"] if numbered else ["pk"]
        # Limited inside: SQLite knows no limit for the parts of a union.
        first = kind.public().filter(condition | numbered).order_by(*order)
        rows = kind.model._base_manager.filter(pk__in=first.values("pk")[: MOST + 1]).order_by()
        return rows.values_list(
            Value(KINDS.index(kind)), "pk", is_named, "search_heading", "search"
        )

    def _by_number(self, kind):
        """The goal of a number, the measures of a paper of the council."""
        if kind.name == "ziel" and self.code:
            return Q(code=self.code)
        return self.papers if kind.name == "massnahme" else Q()

    def _in_order(self, rows):
        order = sorted(rows, key=lambda row: self._place(*row, *rows[row]))
        taken, hits = Counter(), []
        for kind, pk in order:
            taken[kind] += 1
            if taken[kind] <= MOST:
                hits.append((kind, pk))
        return hits

    def _place(self, kind, pk, is_named, heading, text):
        return (not is_named, *self.query.rank(heading, text), KINDS.index(kind), heading, pk)


def crowded(rows):
    """The kinds that have more rows than are shown."""
    found = Counter(kind for kind, _ in rows)
    return [kind for kind in KINDS if found[kind] > MOST]
