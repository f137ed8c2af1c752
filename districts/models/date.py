"""The dates of offers, single and recurring ones."""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from districts.models.holiday import holiday
from districts.models.offer import Offer
from districts.models.rule_text import a_rule, parse

# What ends until then belongs to the evening before: a dance until 2 is no date of the next day.
NIGHT_ENDS = time(6)
MIDNIGHT = time(0)
LONGEST = 366  # days
MOST_EXCEPTIONS = 400
# Dates outside are a slip of the keyboard; time zones end at the years 1 and 9999.
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)


def iso_dates(value):
    """The validator of exceptions: a list of days as texts, "2026-12-24"."""
    if not isinstance(value, list) or not all(isinstance(day, str) for day in value):
        raise ValidationError(
            "Ausnahmen sind eine Liste von Tagen wie 24.12.2026.", code="exceptions"
        )
    for day in value:
        try:
            known = len(day) == 10 and EARLIEST <= date.fromisoformat(day) <= LATEST
        except ValueError:
            known = False
        if not known:
            raise ValidationError(
                "„%(day)s“ ist kein Tag, den es gibt; gemeint ist zum Beispiel 24.12.2026.",
                params={"day": day[:40]},
                code="exceptions",
            )
    if len(value) > MOST_EXCEPTIONS:
        raise ValidationError(
            f"Mehr als {MOST_EXCEPTIONS} Ausnahmen: Ist die Wiederholung richtig?",
            code="exceptions",
        )


def further_days(start, end):
    """How many days after its first one something lasts, from its local times."""
    if end is None:
        return 0
    days = (end.date() - start.date()).days
    if end.time() <= NIGHT_ENDS:
        days -= 1
    return min(max(days, 0), LONGEST)


def days_of(start, rule, exceptions, skips_holidays, first, last):
    """The local days from `first` to `last` on which a date begins; `rule` is its text.

    A text that is no rule names no day: a wrong date is worse than a missing one.
    """
    day = start.date()
    if not rule:
        days = (day,) if first <= day <= last else ()
    else:
        try:
            rule = parse(rule)
        except ValidationError:
            return []
        until = rule.last_day(start.time())
        days = rule.days(day, first, min(last, until) if until else last)
    if isinstance(exceptions, list) and exceptions:
        days = [day for day in days if day.isoformat() not in exceptions]
    if skips_holidays:
        days = [day for day in days if not holiday(day)]
    return days


class OfferDateQuerySet(models.QuerySet):
    def public(self):
        return self.filter(offer__in=Offer.objects.public())

    def around(self, first, last):
        """All that may take place from a day to another; what recurs has to be looked at."""
        begin = as_time(max(first - timedelta(days=LONGEST + 2), EARLIEST))
        end = as_time(last + timedelta(days=1))
        once = Q(rule="") & (Q(starts_at__gte=as_time(first)) | Q(ends_at__gte=as_time(first)))
        recent = Q(starts_at__gte=begin) | ~Q(rule="")
        return self.filter(once | ~Q(rule=""), recent, starts_at__lt=end, starts_at__gte=OLDEST)

    def for_list(self):
        rows = self.select_related("offer__district", "offer__organisation")
        return rows.defer("offer__district__outline")


def as_time(day):
    """The beginning of a day in Europe/Berlin."""
    return timezone.make_aware(datetime.combine(day, MIDNIGHT))


OLDEST = datetime.combine(EARLIEST, MIDNIGHT, tzinfo=timezone.get_fixed_timezone(0))


class OfferDate(models.Model):
    """One date of an offer, or a rule by which it recurs.

    From 0:00 without an end, or until 0:00 of another day, it lasts all day. A rule counts in
    local days and keeps the time on the clock.
    """

    offer = models.ForeignKey(
        Offer, verbose_name="Angebot", on_delete=models.CASCADE, related_name="dates"
    )
    starts_at = models.DateTimeField("Beginn", help_text="0:00 Uhr ohne Ende heißt: ganztägig.")
    ends_at = models.DateTimeField("Ende", null=True, blank=True)
    rule = models.CharField(
        "Wiederholung",
        max_length=300,
        blank=True,
        validators=[a_rule],
        help_text=(
            "Regel nach RFC 5545. FREQ=WEEKLY;BYDAY=MO: jeden Montag. "
            "FREQ=MONTHLY;BYDAY=2TU: jeden 2. Dienstag im Monat. "
            "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231: alle zwei Wochen bis Ende 2026."
        ),
    )
    exceptions = models.JSONField(
        "Ausnahmen",
        default=list,
        blank=True,
        validators=[iso_dates],
        help_text="Tage, an denen es ausfällt, zum Beispiel 24.12.2026, 31.12.2026.",
    )
    skips_holidays = models.BooleanField(
        "nicht an Feiertagen",
        default=False,
        help_text="Fällt an gesetzlichen Feiertagen in Schleswig-Holstein aus.",
    )
    note = models.CharField("Hinweis", max_length=200, blank=True)
    changed_at = models.DateTimeField("zuletzt geändert", auto_now=True)

    objects = OfferDateQuerySet.as_manager()

    class Meta:
        verbose_name = "Termin"
        verbose_name_plural = "Termine"
        ordering = ("starts_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=models.F("starts_at")),
                name="dates_end_after_they_start",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            )
        ]

    def __str__(self):
        return f"{self.offer} {self.start:%d.%m.%Y %H:%M}"

    def save(self, *args, **kwargs):
        self.rule = self.rule.upper()  # RFC 5545 knows no difference; who compares texts does
        super().save(*args, **kwargs)

    save.alters_data = True

    def clean(self):
        if self.starts_at is None:
            return
        if not EARLIEST < self.starts_at.date() < LATEST:
            raise ValidationError(
                {"starts_at": f"Bitte ein Jahr von {EARLIEST.year} bis {LATEST.year} angeben."}
            )
        if self.ends_at and self.ends_at - self.starts_at > timedelta(days=LONGEST):
            raise ValidationError(
                {
                    "ends_at": "Der Termin dauert länger als ein Jahr. Was so lange offen ist, "
                    "steht besser in den Öffnungszeiten."
                }
            )
        if self.rule:
            self._clean_rule()

    def _clean_rule(self):
        try:
            rule = parse(self.rule)
        except ValidationError:
            return  # the field has said so
        first, until = rule.first_day(self.start.date()), rule.last_day(self.start.time())
        if first is None:
            raise ValidationError({"rule": "Einen Tag, wie ihn diese Regel nennt, gibt es nie."})
        if until and until < first:
            raise ValidationError(
                {"rule": f"Die Regel endet vor ihrem ersten Termin am {first:%d.%m.%Y}."}
            )

    @property
    def start(self):
        """When it first begins, as the clock shows it here."""
        return timezone.localtime(self.starts_at)

    @property
    def end(self):
        return timezone.localtime(self.ends_at) if self.ends_at else None

    @property
    def is_all_day(self):
        return self.start.time() == MIDNIGHT and (
            self.end is None
            or (self.end.time() == MIDNIGHT and self.end.date() > self.start.date())
        )

    @property
    def further_days(self):
        return further_days(self.start, self.end)

    @property
    def exception_days(self):
        """The exceptions as dates; what is none, as programs may have written, is left out."""
        try:
            iso_dates(self.exceptions)
        except ValidationError:
            return frozenset()
        return frozenset(map(date.fromisoformat, self.exceptions))

    def days(self, first, last):
        """The local days on which it begins."""
        return days_of(self.start, self.rule, self.exceptions, self.skips_holidays, first, last)
