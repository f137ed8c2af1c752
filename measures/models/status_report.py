from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from goals.models.content import not_in_future, recorded

TITLE = "Statusbericht zur Demografischen Stadtplanung"
FIXED = "Ein festgehaltener Statusbericht bleibt, wie er ist; nur „öffentlich“ lässt sich ändern."
INTERNAL = "Ein Bericht nur für den Rat kann nicht öffentlich sein."


class FixedQuerySet(models.QuerySet):
    """Rows that are written once."""

    def update(self, **values):
        if values.keys() - {"is_public"}:
            raise ValidationError(FIXED)
        return super().update(**values)

    def delete(self):
        raise ValidationError(FIXED)

    def bulk_create(
        self, objs, batch_size=None, ignore_conflicts=False, update_conflicts=False, **options
    ):
        if update_conflicts:
            raise ValidationError(FIXED)
        return super().bulk_create(objs, batch_size, ignore_conflicts, **options)

    update.alters_data = delete.alters_data = delete.queryset_only = True
    bulk_create.alters_data = True


class StatusReportQuerySet(FixedQuerySet):
    def visible(self, is_internal):
        """What citizens may read, or all to whom sees what is not published."""
        return self if is_internal else self.filter(is_public=True)

    def newest_first(self):
        return self.order_by("-day", "-pk")

    def day_before(self, day, is_internal):
        """The Stichtag of the newest report before `day` that the reader may see, or None."""
        days = self.visible(is_internal).filter(day__lt=day).newest_first()
        return days.values_list("day", flat=True).first()


class Fixed(models.Model):
    """Written once; what may change later stands in `changeable`."""

    changeable = ()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        stored = self.pk and type(self)._base_manager.filter(pk=self.pk).first()
        if stored:
            fixed = {field.attname for field in self._meta.concrete_fields} - {*self.changeable}
            if any(getattr(stored, name) != getattr(self, name) for name in fixed):
                raise ValidationError(FIXED)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValidationError(FIXED)

    save.alters_data = delete.alters_data = True


class StatusReport(Fixed):
    """The council's report at a Stichtag, which never changes; its files say what it holds."""

    changeable = ("is_public",)

    day = models.DateField("Stichtag", default=timezone.localdate, validators=[not_in_future])
    compared_on = models.DateField(
        "verglichen mit",
        null=True,
        blank=True,
        help_text="Leer lassen für den Stichtag des letzten öffentlichen Berichts davor; bei einem "
        "Bericht nur für den Rat zählen auch die anderen.",
    )
    title = models.CharField("Titel", max_length=200, default=TITLE)
    foreword = models.TextField("Vorwort", blank=True)
    is_internal = models.BooleanField(
        "nur für den Rat",
        default=False,
        help_text="Der Bericht enthält auch, was noch nicht veröffentlicht ist.",
    )
    is_public = models.BooleanField(
        "öffentlich", default=False, help_text="Alle können ihn unter „Statusberichte“ lesen."
    )
    schema = models.PositiveSmallIntegerField("Fassung der Daten", editable=False)
    sha256 = models.CharField("Prüfsumme (SHA-256) der Daten", max_length=64, editable=False)
    made_at = models.DateTimeField("festgehalten am", editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="festgehalten von",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
    )
    key = models.UUIDField(
        "Schlüssel des Formulars",
        unique=True,
        null=True,
        editable=False,
        help_text="Wer dasselbe Formular noch einmal abschickt, hält keinen zweiten Bericht fest.",
    )

    objects = StatusReportQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = "Statusbericht"
        verbose_name_plural = "Statusberichte"
        ordering = ("-day", "-pk")
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(is_internal=False),
                name="internal_reports_stay_internal",
                violation_error_message=INTERNAL,
            ),
            models.CheckConstraint(
                condition=Q(compared_on=None) | Q(compared_on__lt=models.F("day")),
                name="compared_with_an_earlier_day",
                violation_error_message="Verglichen wird mit einem Tag vor dem Stichtag.",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.day:%d.%m.%Y}"

    def get_absolute_url(self):
        return reverse("frozen-report", args=[self.pk])

    def clean(self):
        super().clean()
        # The constraint alone is not asked where a form shows only one of the two.
        if self.is_public and self.is_internal:
            raise ValidationError({"is_public": INTERNAL})


class StatusReportFile(Fixed):
    """One file of a frozen report, as it was made then."""

    report = models.ForeignKey(
        StatusReport, verbose_name="Statusbericht", on_delete=models.PROTECT, related_name="files"
    )
    format = models.CharField("Format", max_length=10)
    content = models.BinaryField("Inhalt")
    size = models.PositiveIntegerField("Größe in Byte")
    sha256 = models.CharField("Prüfsumme (SHA-256)", max_length=64)

    objects = FixedQuerySet.as_manager()

    class Meta:
        verbose_name = "Datei eines Statusberichts"
        verbose_name_plural = "Dateien von Statusberichten"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["report", "format"], name="one_file_per_format")
        ]

    def __str__(self):
        return f"{self.report} ({self.format})"
