from html import unescape

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY

from districts.models import District, Offer
from goals.addresses import absolute
from goals.models import Goal
from measures.models import Measure

register = template.Library()


@register.simple_tag
def last_change():
    """When public content was last changed, or None; for the foot of every page."""
    first, *others = (_newest(kind) for kind in (Goal, District, Offer, Measure))
    return max(first.union(*others, all=True), default=None)


def _newest(kind):
    # Limited inside, so that an index tells; SQLite knows no limit for the parts of a union.
    newest = kind.objects.public().order_by("-changed_at").values("pk")[:1]
    rows = kind._base_manager.filter(pk__in=newest).order_by()
    return rows.values_list("changed_at", flat=True)


@register.inclusion_tag("_social.html", takes_context=True)
def social(context):
    """What search engines and those who pass on a link tell of a page."""
    request = context["request"]
    return {
        # Its address without parameters: they only choose from what the page has.
        "address": absolute(request.path, request),
        "title": _again(context, "title"),
        "description": _again(context, "description"),
    }


def _again(context, name):
    """What the page writes into a block, as plain text; a template shows a block only once."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return unescape(block.render(context)).strip()
