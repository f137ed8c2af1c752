"""What people sent in, on the pages of what it is about and on staff's first page."""

from django import template
from django.db.models import Count

from districts.models import Suggestion
from goals.scope import in_scope

register = template.Library()

SHOWN = 3  # answers on the page of what they are about


@register.inclusion_tag("districts/_answers.html")
def answers_about(offer):
    """The newest published answers about an offer."""
    rows = offer.suggestions.answered().order_by("-answered_on", "-pk")
    answers = list(rows[: SHOWN + 1])
    return {"offer": offer, "answers": answers[:SHOWN], "has_more": len(answers) > SHOWN}


@register.inclusion_tag("admin/districts/suggestion/_waiting.html", takes_context=True)
def waiting_suggestions(context):
    """How many of which kind nobody has dealt with, of those that the user may see."""
    user = context["user"]
    if not user.has_perm("districts.view_suggestion"):
        return {}
    rows = in_scope(Suggestion.objects.open(), user).order_by("kind")
    counts = rows.values("kind").annotate(number=Count("pk")).values_list("kind", "number")
    return {
        "kinds": [(kind, Suggestion.Kind(kind).label, number) for kind, number in counts],
    }


@register.inclusion_tag("admin/districts/suggestion/_about.html", takes_context=True)
def suggestions_about(context, offer):
    """What waits about an offer, on its form."""
    user = context["user"]
    if not user.has_perm("districts.view_suggestion"):
        return {}
    rows = in_scope(offer.suggestions.open(), user)
    return {"suggestions": rows[:SHOWN]}
