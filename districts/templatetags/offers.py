"""What pages with offers and their contacts need in Python."""

import re

from django import template

from districts import when
from districts.models import Offer

register = template.Library()
register.filter("next_date", when.next_date)
register.filter("when_in_words", when.when_in_words)
register.filter("occurrence_in_words", when.occurrence_in_words)


@register.filter
def dial(phone):
    """A phone number as a telephone takes it; nothing where it is more than one number."""
    number = re.sub(r"[\s/().–-]", "", phone.replace("(0)", ""))
    return number if re.fullmatch(r"\+?\d{3,20}", number) else ""


FREE = {True: ("kostenfrei", "success"), False: ("mit Kosten", "info")}
REGISTRATION = {True: ("Anmeldung nötig", "info"), False: ("ohne Anmeldung", "success")}
ACCESS = {
    Offer.Access.YES: ("barrierefrei", "success"),
    Offer.Access.PARTLY: ("teilweise barrierefrei", "info"),
    Offer.Access.NO: ("nicht barrierefrei", "warning"),
}


@register.filter
def terms(offer):
    """[(word, kind of badge), …]: what is known of costs, registration and access.

    What is not known is left out; the offer's own page says that it is not known.
    """
    said = (
        FREE.get(offer.is_free),
        REGISTRATION.get(offer.needs_registration),
        ACCESS.get(offer.access),
    )
    return [term for term in said if term]
