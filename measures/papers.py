"""Measures by the Vorlagen-Nr. of a decision on them, as people type it among other words."""

import re

from django.db.models import Q

from goals.models.search import MOST_WORDS
from measures.models import Resolution

PAPER = re.compile(r"\b\w++(?:[./-]\w++)++")  # 2024/017 or SR/BeVoSr/17/2024, not a sign behind it


def of_papers(text):
    """Condition on measures: a decision has a number in the text, or one that ends with it."""
    named = Q()
    for paper in papers_in(text):
        named |= Q(paper__iexact=paper) | Q(paper__iendswith=f"/{paper}")
    return Q(pk__in=Resolution.objects.filter(named).values("measure")) if named else Q()


def papers_in(text):
    found = dict.fromkeys(PAPER.findall(text))
    return [word for word in found if "/" in word and re.search(r"\d", word)][:MOST_WORDS]
