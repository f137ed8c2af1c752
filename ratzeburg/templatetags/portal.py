from html import unescape

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY

from districts.models import District, Document, Indicator, Offer, Organisation
from goals.addresses import absolute
from goals.models import Example, Goal
from measures.models import Measure, ProgressReport

register = template.Library()


@register.simple_tag
def last_change():
    """When public content was last changed, or None; for the foot of every page."""
    kinds = (
        *(kind.objects.public() for kind in (Goal, District, Offer, Measure)),
        *(kind.objects.published() for kind in (Organisation, Document, Indicator, Example)),
    )
    reports = ProgressReport.objects.public().up_to()
    newest = _newest(reports, "created_at", "-pk")  # in the order in which they are written
    others = (_newest(rows, "changed_at", "-changed_at") for rows in kinds)
    return max(newest.union(*others, all=True), default=None)


def _newest(rows, name, order):
    # Limited inside, so that an index tells; SQLite knows no limit for the parts of a union.
    newest = rows.order_by(order).values("pk")[:1]
    rows = rows.model._base_manager.filter(pk__in=newest).order_by()
    return rows.values_list(name, flat=True)


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
