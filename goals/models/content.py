"""What all published content has in common: a state of publication, a source, a search text."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import formats, timezone
from simple_history.models import HistoricalRecords

from goals.models.search import SearchField, fold, matching  # noqa: F401  (parts of content too)

PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


# What staff may be allowed to do with a kind of content, each a permission of its own.
ACTIONS = ("add", "change", "delete", "view")
EXCHANGE = (*ACTIONS, "import", "export")
PUBLISHING = (*ACTIONS, "publish")
PUBLISHING_EXCHANGE = (*EXCHANGE, "publish")


class Publication(models.TextChoices):
    DRAFT = "entwurf", "Entwurf"
    REVIEW = "zur-freigabe", "zur Freigabe"
    PUBLISHED = "veroeffentlicht", "veröffentlicht"
    ARCHIVED = "archiviert", "archiviert"


class NaturalQuerySet(models.QuerySet):
    def get_by_natural_key(self, key):
        return self.get(**{self.model.natural_key_field: key})


class Natural(models.Model):
    """Known by a name of its own in fixtures and spreadsheets, whatever its number here."""

    natural_key_field = "slug"

    class Meta:
        abstract = True

    def natural_key(self):
        return (getattr(self, self.natural_key_field),)


class PublishableQuerySet(NaturalQuerySet):
    def published(self):
        return self.filter(publication=Publication.PUBLISHED)


class Publishable(models.Model):
    publication = models.CharField(
        "Veröffentlichung",
        max_length=20,
        choices=Publication.choices,
        default=Publication.DRAFT,
        db_index=True,
    )
    changed_at = models.DateTimeField("zuletzt geändert", auto_now=True)

    class Meta:
        abstract = True

    @property
    def is_published(self):
        return self.publication == Publication.PUBLISHED


class Sourced(models.Model):
    """Content that may come from a public source and waits for the town to confirm it."""

    source_url = models.URLField("Quelle (Adresse)", max_length=500, blank=True)
    source_date = models.CharField(
        "Stand der Quelle",
        max_length=40,
        blank=True,
        help_text="So genau, wie die Quelle es sagt: 2024-09-24, 2024-09 oder „nicht sichtbar“.",
    )
    confirmed_on = models.DateField(
        "von der Stadt bestätigt am",
        null=True,
        blank=True,
        help_text="Leer heißt: noch nicht von der Stadt bestätigt.",
    )

    class Meta:
        abstract = True


class Record(HistoricalRecords):
    """Keeps who changed what and when, without what a program writes by itself."""

    computed = ("search", "search_heading", "changed_at", "lft", "rght", "tree_id", "level")

    def finalize(self, sender, **kwargs):
        if sender is self.cls:
            names = {field.name for field in sender._meta.local_fields}
            self.excluded_fields = [name for name in self.computed if name in names]
            sender.record = self
        super().finalize(sender, **kwargs)

    def fields_included(self, model):
        return [field for field in model._meta.fields if field.name not in self.computed]

    def create_historical_record_m2ms(self, history_instance, instance):
        instance.__dict__["_written"] = (history_instance, self.request)
        super().create_historical_record_m2ms(history_instance, instance)

    def m2m_changed(self, instance, action, attr, pk_set, reverse, **kwargs):
        """One form is one record: its links, which are saved last, join the one of its columns."""
        record, request = instance.__dict__.get("_written", (None, None))
        if request and request is self.request and action.startswith("post_") and not reverse:
            for links in self.m2m_models.values():
                if links.history.field.related_model is type(record):
                    links.objects.filter(history=record).delete()
            self.create_historical_record_m2ms(record, instance)
        else:
            super().m2m_changed(instance, action, attr, pk_set, reverse, **kwargs)

    @property
    def request(self):
        """The one that is being answered; None outside of the web."""
        return getattr(self.context, "request", None)

    def begin(self):
        """Write down the rows that stand now, so that their first change has a before."""
        for row in self.cls._base_manager.all():
            self.create_historical_record(row, "+")


def recorded(*links):
    """The history of a model's columns and of the given many-to-many fields."""
    return Record(m2m_fields=links)


def not_in_future(day):
    if day > timezone.localdate():
        raise ValidationError("Dieses Datum liegt in der Zukunft.", code="future")


def a_partial_date(value):
    if PARTIAL_DATE.fullmatch(value):
        try:
            date.fromisoformat((value + "-01-01")[:10])
        except ValueError:
            pass
        else:
            return
    raise ValidationError(
        "Bitte ein Datum wie 2024, 2024-03 oder 2024-03-05 angeben.", code="partial_date"
    )


class PartialDateField(models.CharField):
    """A date as exact as it is known: "2024", "2024-03" or "2024-03-05".

    The ISO form sorts and compares by time; "2024" stands for its first day in comparisons.
    """

    default_validators = [a_partial_date]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("help_text", "JJJJ, JJJJ-MM oder JJJJ-MM-TT, so genau wie bekannt.")
        super().__init__(*args, **kwargs)


def partial_date(value):
    """A PartialDateField's value as a date where the day is known, else in words ("März 2024").

    Text that is no such date comes back as it is: a source may say 2024-13.
    """
    try:
        if len(value) == 10:
            return date.fromisoformat(value)
        if len(value) == 7:
            return formats.date_format(date.fromisoformat(f"{value}-01"), "F Y")
    except ValueError:
        pass
    return value


def has_passed(name, day):
    """Rows whose PartialDateField of this name is over; "2025" lasts until 31.12.2025."""
    today = day.isoformat()
    within = [today[:4], today[:7]]
    return Q(**{f"{name}__gt": "", f"{name}__lt": today}) & ~Q(**{f"{name}__in": within})


def keep_links(links, target):
    """Refuse to delete a `target` that is linked; Django would drop the links without a word."""
    links.through._meta.get_field(target).remote_field.on_delete = models.PROTECT
