from django.db import models

from goals.models.content import not_in_future


class InEasyLanguage(models.Model):
    """Content that may also be told in Leichte Sprache."""

    easy_text = models.TextField(
        "Leichte Sprache",
        blank=True,
        help_text=(
            "Ein Satz in jeder Zeile; eine Leerzeile beginnt einen Absatz; "
            "- vor jedem Punkt einer Liste."
        ),
    )
    easy_checked_on = models.DateField(
        "Leichte Sprache geprüft am",
        null=True,
        blank=True,
        validators=[not_in_future],
        help_text=(
            "Leer heißt: Entwurf, noch nicht geprüft. Wird der Text geändert, ist er wieder einer."
        ),
    )

    class Meta:
        abstract = True
