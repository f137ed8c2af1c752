from datetime import date

from django import template
from django.utils import formats

from goals.models.content import PARTIAL_DATE, partial_date

register = template.Library()


@register.filter
def in_words(value):
    """A date as exact as it is known: "5. März 2024", "März 2024", "2024"; other text as it is."""
    if PARTIAL_DATE.fullmatch(value or ""):
        value = partial_date(value)
    return formats.date_format(value, "j. F Y") if isinstance(value, date) else value
