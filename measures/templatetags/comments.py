"""What people say about measures, lent to pages of measures and of what they sent in."""

from django import template

from districts.models import Suggestion
from goals.scope import in_scope
from measures.models import Comment, Measure

register = template.Library()

SHOWN = 3  # on the form of a measure; the rest is a link away


@register.inclusion_tag("measures/_taking_part.html")
def taking_part(measure):
    """What a reader of a measure can do; wants `has_answers` (measures/answers.py)."""
    return {"measure": measure}


@register.inclusion_tag("admin/measures/_comment_on.html", takes_context=True)
def measure_of(context, suggestion):
    """The measure that a suggestion is about, on its form."""
    comment = Comment.objects.select_related("measure").filter(suggestion=suggestion).first()
    may_see = context["user"].has_perm("measures.view_measure")
    return {"measure": comment.measure if comment and may_see else None}


@register.inclusion_tag("admin/districts/suggestion/_about.html", takes_context=True)
def comments_on(context, measure: Measure):
    """What waits about a measure, on its form."""
    user = context["user"]
    if not user.has_perm("districts.view_suggestion"):
        return {}
    rows = Suggestion.objects.open().filter(comment__measure=measure)
    return {"suggestions": in_scope(rows, user)[:SHOWN]}
