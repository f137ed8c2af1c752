"""What the templates of the status report need in Python."""

from django import template

from measures.cover import AROUND, MEANINGS
from measures.report import CELLS

register = template.Library()


@register.simple_tag
def cells(report, goal, shown):
    """[(PlaceLine, Cell), …] of a Handlungsziel in some of the report's places."""
    row, wanted = report.matrix[goal.code], {place.slug for place in shown}
    return [
        (place, CELLS[index])
        for place, index in zip(report.places, row, strict=True)
        if place.slug in wanted
    ]


@register.inclusion_tag("measures/_coverage_key.html")
def coverage_key():
    """What the words in the matrix mean."""
    return {"meanings": MEANINGS, "around": AROUND}
