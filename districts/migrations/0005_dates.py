import django.utils.timezone
from django.db import migrations, models

import districts.models.date
import districts.models.document
import districts.models.opening_hours
import districts.models.rule_text
import goals.models.content

OPENING_HOURS = models.CharField(
    blank=True,
    help_text="Schreibweise von OpenStreetMap: Mo-Fr 09:00-12:00,14:00-18:00; PH off "
    "(montags bis freitags, an Feiertagen geschlossen).",
    max_length=300,
    validators=[districts.models.opening_hours.valid_opening_hours],
    verbose_name="Öffnungszeiten",
)

EASY_TEXT = models.TextField(
    blank=True,
    help_text="Ein Satz in jeder Zeile; eine Leerzeile beginnt einen Absatz; "
    "- vor jedem Punkt einer Liste.",
    verbose_name="Leichte Sprache",
)
EASY_CHECKED_ON = models.DateField(
    blank=True,
    help_text="Leer heißt: Entwurf, noch nicht geprüft. "
    "Wird der Text geändert, ist er wieder einer.",
    null=True,
    validators=[goals.models.content.not_in_future],
    verbose_name="Leichte Sprache geprüft am",
)

GROUP = models.CharField(
    blank=True,
    help_text="Gemeinsamer Name von Kennzahlen, die zusammengehören, etwa „Altersstruktur“.",
    max_length=100,
    verbose_name="Gliederung",
)
PART = models.CharField(
    blank=True,
    help_text="Zum Beispiel „0 bis 17“.",
    max_length=100,
    verbose_name="Teil der Gliederung",
)
TARGET_ON = goals.models.content.PartialDateField(verbose_name="Zielwert bis")
TARGET_SCOPE = models.CharField(
    choices=[("stadt", "nur für die ganze Stadt"), ("ort", "für jeden Ort")],
    default="stadt",
    help_text="Eine Zahl von Personen gilt für die Stadt, eine Quote vielleicht überall.",
    max_length=10,
    verbose_name="Ausgangs- und Zielwert gelten",
)

TAKEN_SLUGS = ("kalender", "melden")


def free_taken_addresses(apps, schema_editor):
    """An offer at the address of another page moves aside; "-angebot" and a number say so."""
    Offer = apps.get_model("districts", "Offer")
    for offer in Offer.objects.filter(slug__in=TAKEN_SLUGS):
        known = set(Offer.objects.values_list("slug", flat=True))
        names = (f"{offer.slug}-angebot{number or ''}" for number in range(len(known) + 1))
        offer.slug = next(name for name in names if name not in known)
        offer.save(update_fields=["slug"])


class Migration(migrations.Migration):
    dependencies = [
        ("districts", "0004_search"),
    ]
    operations = [
        migrations.AlterField("offer", "opening_hours", OPENING_HOURS),
        migrations.AlterField("historicaloffer", "opening_hours", OPENING_HOURS),
        migrations.RunPython(free_taken_addresses, migrations.RunPython.noop),
        migrations.AddConstraint(
            "offer",
            models.CheckConstraint(
                condition=~models.Q(slug__in=TAKEN_SLUGS),
                name="offer_address_is_not_taken",
                violation_error_message="Unter „kalender“ und „melden“ stehen andere Seiten des "
                "Portals. Bitte eine andere Adresse der Seite wählen, etwa „kalender-2“.",
            ),
        ),
        migrations.AlterField("district", "easy_text", EASY_TEXT),
        migrations.AddField("district", "easy_checked_on", EASY_CHECKED_ON),
        migrations.AlterField("historicaldistrict", "easy_text", EASY_TEXT),
        migrations.AddField("historicaldistrict", "easy_checked_on", EASY_CHECKED_ON),
        migrations.AlterField("offer", "easy_text", EASY_TEXT),
        migrations.AddField("offer", "easy_checked_on", EASY_CHECKED_ON),
        migrations.AlterField("historicaloffer", "easy_text", EASY_TEXT),
        migrations.AddField("historicaloffer", "easy_checked_on", EASY_CHECKED_ON),
        migrations.AddField(
            "offerdate",
            "skips_holidays",
            models.BooleanField(
                default=False,
                help_text="Fällt an gesetzlichen Feiertagen in Schleswig-Holstein aus.",
                verbose_name="nicht an Feiertagen",
            ),
        ),
        migrations.AddField(
            "offerdate",
            "changed_at",
            models.DateTimeField(
                auto_now=True, default=django.utils.timezone.now, verbose_name="zuletzt geändert"
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            "offerdate",
            "starts_at",
            models.DateTimeField(
                help_text="0:00 Uhr ohne Ende heißt: ganztägig.", verbose_name="Beginn"
            ),
        ),
        migrations.AlterField(
            "offerdate",
            "rule",
            models.CharField(
                blank=True,
                help_text="Regel nach RFC 5545. FREQ=WEEKLY;BYDAY=MO: jeden Montag. FREQ=MONTHLY;BYDAY=2TU: jeden 2. Dienstag im Monat. FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231: alle zwei Wochen bis Ende 2026.",
                max_length=300,
                validators=[districts.models.rule_text.a_rule],
                verbose_name="Wiederholung",
            ),
        ),
        migrations.AlterField(
            "offerdate",
            "exceptions",
            models.JSONField(
                blank=True,
                default=list,
                help_text="Tage, an denen es ausfällt, zum Beispiel 24.12.2026, 31.12.2026.",
                validators=[districts.models.date.iso_dates],
                verbose_name="Ausnahmen",
            ),
        ),
        migrations.AddField("indicator", "group", GROUP),
        migrations.AddField("indicator", "part", PART),
        migrations.AddField("indicator", "target_on", TARGET_ON),
        migrations.AddField("indicator", "target_scope", TARGET_SCOPE),
        migrations.AddField("historicalindicator", "group", GROUP),
        migrations.AddField("historicalindicator", "part", PART),
        migrations.AddField("historicalindicator", "target_on", TARGET_ON),
        migrations.AddField("historicalindicator", "target_scope", TARGET_SCOPE),
        migrations.AddConstraint(
            "indicator",
            models.CheckConstraint(
                condition=models.Q(group="", part="") | (~models.Q(group="") & ~models.Q(part="")),
                name="figures_of_a_group_are_parts",
                violation_error_message="Gliederung und Teil der Gliederung gehören zusammen: "
                "bitte beide angeben oder keines.",
            ),
        ),
        migrations.AddConstraint(
            "indicator",
            models.UniqueConstraint(
                fields=["group", "part"],
                condition=~models.Q(group=""),
                name="one_figure_per_part",
                violation_error_message="Diesen Teil der Gliederung gibt es schon.",
            ),
        ),
        migrations.AddConstraint(
            "indicator",
            models.CheckConstraint(
                condition=models.Q(target_on="") | ~models.Q(target=None),
                name="a_day_needs_a_target",
                violation_error_message="Ein Datum braucht einen Zielwert.",
            ),
        ),
        migrations.AlterField(
            "document",
            "file",
            models.FileField(
                blank=True,
                max_length=120,
                upload_to=districts.models.document.upload_path,
                verbose_name="Datei",
            ),
        ),
        migrations.AlterField(
            "historicaldocument",
            "file",
            models.TextField(blank=True, max_length=120, verbose_name="Datei"),
        ),
    ]
