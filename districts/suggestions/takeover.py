"""What staff make of a suggestion with one click; the caller holds its row locked."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from districts.models import Offer, Suggestion
from districts.models.offer import TAKEN_SLUGS
from goals.models.content import Publication, fold

COPIED = (
    "text",
    "address",
    "times_text",
    "cost_text",
    "access_text",
    "phone",
    "email",
    "website",
    "district",
)
# The words of an offer, and what says the same for maps, filters and programs: new words would
# contradict it.
BESIDE = {
    Suggestion.Field.ADDRESS: ("latitude", "longitude"),
    Suggestion.Field.TIMES: ("opening_hours",),
    Suggestion.Field.COST: ("is_free",),
    Suggestion.Field.REGISTRATION: ("needs_registration",),
    Suggestion.Field.ACCESS: ("access",),
}
TRIES = 5
IN_BETWEEN = (
    "Beim Angebot steht inzwischen etwas anderes als damals: „{now}“ statt „{then}“. Bitte ändern "
    "Sie es von Hand, wenn der Hinweis noch zutrifft."
)
NOTHING = "Der Hinweis nennt keine einzelne Angabe; bitte ändern Sie das Angebot von Hand."


def reason_of(suggestion):
    """Stands in the history of what was made of it; says nothing of what was sent."""
    return f"Hinweis {suggestion.spelled_number} übernommen."


def make_draft(suggestion):
    """The offer that was proposed, as a draft; the one that was made before, if there is one."""
    if suggestion.offer:
        return suggestion.offer
    offer = Offer(
        name=suggestion.subject,
        kind=suggestion.offer_kind,
        organisation_note=suggestion.organisation_text,
        publication=Publication.DRAFT,
        **{name: getattr(suggestion, name) for name in COPIED},
    )
    if suggestion.audience_text:
        offer.text = f"{offer.text}\n\nFür wen: {suggestion.audience_text}"
    offer._change_reason = reason_of(suggestion)
    save_at_free_address(offer)
    suggestion.offer = offer
    _taken(suggestion)
    return offer


def take_over(suggestion):
    """Put the value that was sent in into its offer; a ValidationError says why not.

    Returns the offer and the names of the columns beside it that were emptied.
    """
    offer = Offer._base_manager.select_for_update(of=("self",)).get(pk=suggestion.offer_id)
    name, value = suggestion.field, suggestion.new_value
    if not name or not value:
        raise ValidationError(NOTHING)
    now = str(getattr(offer, name))
    if now not in (suggestion.old_value, value):
        raise ValidationError(IN_BETWEEN.format(now=now, then=suggestion.old_value))
    emptied = []
    if now != value:
        setattr(offer, name, Offer._meta.get_field(name).clean(value, offer))
        emptied = empty_beside(offer, name)
        offer._change_reason = reason_of(suggestion)
        offer.save()
    _taken(suggestion)
    return offer, emptied


def empty_beside(offer, name):
    """Empty what would contradict the new words; the names of the columns that held anything."""
    emptied = []
    for column in map(Offer._meta.get_field, BESIDE.get(name, ())):
        if getattr(offer, column.name) != column.get_default():
            setattr(offer, column.name, column.get_default())
            emptied.append(str(column.verbose_name))
    return emptied


def save_at_free_address(offer):
    """Somebody may take the same address at the same moment: then the next one."""
    for left in reversed(range(TRIES)):
        offer.slug = free_slug(offer.name)
        try:
            with transaction.atomic():
                offer.save()
                return
        except IntegrityError:
            if not left:
                raise


def free_slug(name):
    """The name as an address that no offer has, "spieletreff-2" where it has been taken."""
    stem = slugify(fold(name))[:90].strip("-") or "angebot"
    slugs = Offer._base_manager.filter(slug__startswith=stem).values_list("slug", flat=True)
    taken = {*slugs, *TAKEN_SLUGS}
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _taken(suggestion):
    suggestion.state = Suggestion.State.TAKEN
    suggestion.save()
