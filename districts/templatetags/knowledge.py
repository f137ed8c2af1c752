"""What is known of a place or a goal: figures, documents, actors; with examples from elsewhere."""

from django import template
from django.utils import timezone

from districts import charts
from districts.figures import figures_for, figures_in, known_in
from districts.knowledge import SHOWN, about_goal, about_place
from districts.models import Document, Indicator, Organisation
from goals.models import Example

register = template.Library()
register.filter("number", charts.number)

DRAWN = 6  # figures with a course
WANTED = (Document.Kind.STRUCTURE, Document.Kind.NEEDS)  # said too where there is none


@register.simple_tag
def knowledge_in(place):
    """The actors and the documents of a place, and which kinds of documents it lacks."""
    found = about_place(place)
    actors, documents = found[Organisation], found[Document]
    return {
        "actors": actors[:SHOWN],
        "has_more_actors": len(actors) > SHOWN,
        "documents": documents[:SHOWN],
        "has_more_documents": len(documents) > SHOWN,
        "missing": missing_kinds(documents),
        "query": f"ort={place.slug}",
    }


def missing_kinds(documents):
    """The kinds that every place is to have of its own; none where not all of them were read."""
    known = [document.kind for document in documents if document.is_own]
    return [] if len(known) > SHOWN else [kind for kind in WANTED if kind not in known]


@register.inclusion_tag("districts/_figures.html")
def figures_of(place):
    """The public figures of a place, up to today."""
    today = timezone.localdate()
    figures, groups = figures_in(place, known_in(place, today), today)
    return {"figures": figures[:DRAWN], "groups": groups, "has_more": len(figures) > DRAWN}


@register.inclusion_tag("districts/_knowledge.html")
def knowledge_of(goal):
    """Figures, documents and examples of a goal and of those below it."""
    found = about_goal(goal)
    indicators, documents, examples = (found[kind] for kind in (Indicator, Document, Example))
    shown = [indicator.pk for indicator in indicators[:DRAWN]]
    figures, groups = figures_for(shown, timezone.localdate())
    return {
        "query": f"ziel={goal.code}",
        "figures": figures,
        "groups": groups,
        "has_more_figures": len(indicators) > DRAWN,
        "documents": documents[:SHOWN],
        "has_more_documents": len(documents) > SHOWN,
        "examples": examples[:SHOWN],
        "has_more_examples": len(examples) > SHOWN,
    }
