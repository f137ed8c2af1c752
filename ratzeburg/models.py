import re

from django.db import models
from django.urls import reverse

from goals.models.content import not_in_future, recorded

# What the shipped texts leave open, because only the town knows it.
GAP = re.compile(r"\[Hier trägt die Stadt ein: ([^\[\]]+)\]")


class Mailing(models.Model):
    """A password mail that somebody asked for, kept for an hour so that it does not become many.

    From which address and to which is known only by fingerprints (signin/lockout.py).
    """

    fingerprint = models.CharField(max_length=64, db_index=True)
    asked_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "angeforderte Nachricht"
        verbose_name_plural = "angeforderte Nachrichten"
        default_permissions = ()

    def __str__(self):
        return self.fingerprint


class InfoPage(models.Model):
    """A page that the law wants, or the one in Leichte Sprache; the staff keep its text.

    There is one of each, made with the database (pages.py), and never another.
    """

    class Slug(models.TextChoices):
        IMPRINT = "impressum", "Impressum"
        PRIVACY = "datenschutz", "Datenschutz"
        ACCESSIBILITY = "barrierefreiheit", "Barrierefreiheit"
        EASY_LANGUAGE = "leichte-sprache", "Leichte Sprache"

    ADDRESSES = {
        Slug.IMPRINT: "imprint",
        Slug.PRIVACY: "privacy",
        Slug.ACCESSIBILITY: "accessibility",
        Slug.EASY_LANGUAGE: "easy-language",
    }

    slug = models.SlugField("Adresse", max_length=30, unique=True, choices=Slug.choices)
    title = models.CharField("Überschrift", max_length=200)
    text = models.TextField("Text", max_length=50_000)
    checked_on = models.DateField(
        "geprüft am",
        null=True,
        blank=True,
        validators=[not_in_future],
        help_text=(
            "Leer heißt: Entwurf, von der Stadt noch nicht geprüft. "
            "Wird der Text geändert, ist er wieder einer."
        ),
    )
    changed_at = models.DateTimeField("zuletzt geändert", auto_now=True)

    history = recorded()

    class Meta:
        verbose_name = "Seite"
        verbose_name_plural = "Seiten"
        ordering = ("pk",)
        default_permissions = ("view", "change")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse(self.ADDRESSES[self.slug])

    @property
    def gaps(self):
        """What the town has still to enter, in the order of the text."""
        return [" ".join(gap.split()) for gap in GAP.findall(self.text)]
