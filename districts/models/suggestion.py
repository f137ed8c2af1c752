import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

from districts.models.offer import Offer
from districts.models.place import District
from goals.models.content import Record

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without those that look like another
LENGTH = 8  # 40 bits: nobody hits a receipt by trying


def new_number():
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def spelled(number):
    """A receipt's number as it is read out: "AB12-CD34"."""
    return f"{number[:4]}-{number[4:]}"


# What somebody sent in: never changed by staff, and gone with the purge.
SENT = (
    "subject",
    "text",
    "offer_kind",
    "organisation_text",
    "audience_text",
    "district",
    "address",
    "times_text",
    "cost_text",
    "access_text",
    "phone",
    "email",
    "website",
    "field",
    "old_value",
    "new_value",
    "page",
    "sender_name",
    "sender_contact",
    "key",
)


class Handling(Record):
    """The history of what staff did; it keeps no second copy of what people wrote."""

    computed = (*Record.computed, *SENT)


class SuggestionQuerySet(models.QuerySet):
    def open(self):
        """Nobody has dealt with them for good."""
        return self.filter(state__in=(Suggestion.State.NEW, Suggestion.State.IN_HAND))

    def answered(self):
        """With an answer that everybody may read, as far as offers are concerned.

        What is said about an offer is as public as the offer. One that is only a draft yet hides
        nothing: an answer to who proposed it does not show it.
        """
        hidden = ~Q(offer=None) & ~Q(offer__in=Offer.objects.public())
        return self.filter(answer_published=True).exclude(
            hidden & ~Q(kind=Suggestion.Kind.NEW_OFFER)
        )

    def older_than(self, moment):
        """Sent in before, and still with something in it that somebody sent."""
        return self.filter(received_at__lt=moment, stripped_at=None)


class Suggestion(models.Model):
    """What somebody sent in without an account; what staff make of it stands in the same row.

    A comment on a measure is tied to it by `measures.Comment`.
    """

    class Kind(models.TextChoices):
        NEW_OFFER = "neues-angebot", "Neues Angebot"
        CORRECTION = "korrektur", "Korrektur zu einem Angebot"
        COMMENT = "rueckmeldung", "Rückmeldung zu einer Maßnahme"
        BARRIER = "barriere", "Barriere"

    class State(models.TextChoices):
        NEW = "neu", "neu"
        IN_HAND = "in-bearbeitung", "in Bearbeitung"
        TAKEN = "uebernommen", "übernommen"
        ANSWERED = "beantwortet", "beantwortet"
        REFUSED = "abgelehnt", "abgelehnt"
        SPAM = "spam", "Spam"

    class Field(models.TextChoices):
        """What of an offer a correction may be about; the values are the offer's columns."""

        NAME = "name", "Name"
        TIMES = "times_text", "Zeiten"
        ADDRESS = "address", "Anschrift"
        COST = "cost_text", "Kosten"
        REGISTRATION = "registration_text", "Anmeldung"
        ACCESS = "access_text", "Barrierefreiheit"
        PHONE = "phone", "Telefon"
        EMAIL = "email", "E-Mail"
        WEBSITE = "website", "Website"
        STATUS = "status", "Das Angebot gibt es nicht mehr"

    number = models.CharField("Nummer", max_length=LENGTH, unique=True, default=new_number)
    kind = models.CharField("Art", max_length=20, choices=Kind.choices)
    received_at = models.DateTimeField("eingegangen", default=timezone.now, db_index=True)
    offer = models.ForeignKey(
        Offer,
        verbose_name="Angebot",
        on_delete=models.PROTECT,
        related_name="suggestions",
        null=True,
        blank=True,
    )

    subject = models.CharField("Worum es geht", max_length=200, blank=True)
    text = models.TextField("Mitteilung", max_length=4000, blank=True)
    offer_kind = models.CharField(
        "Art des Angebots", max_length=20, choices=Offer.Kind.choices, blank=True
    )
    organisation_text = models.CharField("Wer es anbietet", max_length=200, blank=True)
    audience_text = models.CharField("Für wen", max_length=200, blank=True)
    district = models.ForeignKey(
        District,
        verbose_name="Ort",
        on_delete=models.PROTECT,
        related_name="suggestions",
        null=True,
        blank=True,
    )
    address = models.CharField("Anschrift", max_length=200, blank=True)
    times_text = models.CharField("Zeiten", max_length=300, blank=True)
    cost_text = models.CharField("Kosten", max_length=200, blank=True)
    access_text = models.CharField("Barrierefreiheit", max_length=300, blank=True)
    phone = models.CharField("Telefon", max_length=50, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    website = models.URLField("Website", max_length=500, blank=True)

    field = models.CharField(
        "Angabe, die nicht stimmt", max_length=20, choices=Field.choices, blank=True
    )
    old_value = models.CharField("stand damals da", max_length=500, blank=True)
    new_value = models.CharField("richtig ist", max_length=500, blank=True)

    page = models.CharField("Seite", max_length=300, blank=True)
    sender_name = models.CharField("Name", max_length=100, blank=True)
    sender_contact = models.CharField("E-Mail oder Telefon", max_length=200, blank=True)
    key = models.CharField(max_length=64, blank=True, editable=False)

    state = models.CharField(
        "Stand", max_length=20, choices=State.choices, default=State.NEW, db_index=True
    )
    note = models.TextField(
        "interne Notiz", blank=True, help_text="Sieht nur, wer den Hinweis bearbeitet."
    )
    question = models.CharField(
        "Frage in Kürze",
        max_length=300,
        blank=True,
        help_text="Steht über der Antwort auf der öffentlichen Seite. Bitte in eigenen Worten "
        "und ohne Namen.",
    )
    answer = models.TextField("Antwort", max_length=4000, blank=True)
    answer_published = models.BooleanField(
        "Antwort veröffentlichen",
        default=False,
        help_text="Dann steht sie unter „Was daraus wurde“ und auf der Seite zur Nummer.",
    )
    answered_on = models.DateField("beantwortet am", null=True, blank=True, editable=False)
    stripped_at = models.DateTimeField("Angaben gelöscht", null=True, editable=False)

    objects = SuggestionQuerySet.as_manager()
    history = Handling()

    class Meta:
        verbose_name = "Hinweis"
        verbose_name_plural = "Hinweise"
        ordering = ("-received_at", "-pk")
        default_permissions = ("change", "delete", "view")
        constraints = [
            # The same form sent twice; what staff or the purge leave empty is no form.
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="sent_once"),
            models.CheckConstraint(
                condition=Q(answer_published=False) | (~Q(answer="") & ~Q(question="")),
                name="published_answers_say_something",
                violation_error_message=(
                    "Zum Veröffentlichen gehören die Frage in Kürze und die Antwort."
                ),
            ),
            models.CheckConstraint(
                condition=Q(answer_published=False) | ~Q(answered_on=None),
                name="published_answers_have_a_date",
                violation_error_message="Zur veröffentlichten Antwort fehlt das Datum.",
            ),
        ]

    def __str__(self):
        """Nothing of what was sent: this goes into the admin's log, which is not purged."""
        return f"{self.get_kind_display()} {self.spelled_number}"

    @property
    def spelled_number(self):
        return spelled(self.number)


class Sending(models.Model):
    """That something was sent, kept for an hour so that it does not become too much.

    From which address is known only by a fingerprint (suggestions/limit.py).
    """

    fingerprint = models.CharField(max_length=64, db_index=True)
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "Absendung"
        verbose_name_plural = "Absendungen"
        default_permissions = ()

    def __str__(self):
        return self.fingerprint


class DaySecret(models.Model):
    """What a day's fingerprints are made with; without it nobody can find their addresses."""

    day = models.DateField(primary_key=True)
    secret = models.CharField(max_length=64)

    class Meta:
        verbose_name = "Tagesgeheimnis"
        verbose_name_plural = "Tagesgeheimnisse"
        default_permissions = ()

    def __str__(self):
        return str(self.day)
