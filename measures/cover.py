"""What the status report's files say of themselves in front: for when, of what, counted how."""

from django.utils import timezone

from measures.columns import UNCONFIRMED
from measures.report import AUTHOR, Cell

INTERNAL = (
    "Enthält Maßnahmen, die noch nicht veröffentlicht sind. Sie zählen "
    "in allen Summen mit; von ihnen stehen auch Sachstände hier, die zur Freigabe vorliegen."
)
COUNTED = (
    "Jede Maßnahme zählt bei einem Ziel einmal, auch wenn sie mehreren seiner Handlungsziele "
    "dient. Abgeschlossen gilt als 100 Prozent. Zurückgestellte und nicht weiterverfolgte zählen "
    "mit, aber nicht im Mittel; ebenso Maßnahmen ohne Prozentangabe. „Gilt an Orten“ zählt je "
    "Handlungsziel die Orte, an denen es erreicht werden soll.\n"
    "In den Blättern der Leitziele steht eine Maßnahme bei jedem Handlungsziel, dem sie dient. "
    "Wer dort eine Spalte addiert, etwa die Kosten, zählt solche Maßnahmen mehrfach."
)
MEANINGS = {
    Cell.REACHED: "Die Stadt hat das Ziel an diesem Ort als erreicht eingeschätzt.",
    Cell.UNDERWAY: (
        "Mindestens eine Maßnahme ist in Umsetzung, eine laufende Aufgabe oder abgeschlossen."
    ),
    Cell.PLANNED: (
        "Es gibt eine Maßnahme, aber noch keine in Umsetzung: vorgeschlagen, in Planung, "
        "nicht begonnen, zurückgestellt oder ohne Sachstand."
    ),
    Cell.GAP: (
        "Das Ziel gilt an diesem Ort, und keine Maßnahme ist bekannt, die noch verfolgt wird."
    ),
    Cell.DROPPED: (
        "Die Stadt hat festgestellt, dass das Ziel an diesem Ort nicht erreicht werden soll, "
        "und begründet das."
    ),
    Cell.NOT_HERE: "Das Ziel richtet sich nicht auf diesen Ort.",
}
AROUND = (
    "Eine Maßnahme zählt an ihrem Ort, in allen Orten darin und in allen Orten darum herum; "
    "eine stadtweite Maßnahme zählt überall."
)
COVERAGE = "\n".join([*(f"{cell.label}: {words}" for cell, words in MEANINGS.items()), AROUND])
TODAY = (
    "Sachstände, Einschätzungen und Kennzahlen sind die vom Stichtag. Namen, Wortlaute und "
    "Verknüpfungen (welche Maßnahme welchem Ziel dient und wo) sind die vom Tag der Erstellung."
)
ORIGIN = (
    "Angaben aus öffentlichen Quellen tragen ihre Quelle und den Vermerk "
    f"„{UNCONFIRMED}“, bis die Stadt sie bestätigt."
)


def facts(report):
    """[(label, value), …] of the cover, in order; a value is a date, a number or text."""
    found = [
        ("Nicht öffentlich", INTERNAL if report.is_internal else ""),
        ("Vorwort", report.foreword),
        ("Stichtag", report.day),
        ("Verglichen mit", report.compared_on),
        ("Auswahl", "\n".join(f"{label}: {word}" for label, word in report.chosen) or "alle"),
        ("Maßnahmen", report.total),
        ("Später", later(report.later)),
        ("Wie gezählt wird", COUNTED),
        ("Abdeckung", COVERAGE),
        ("Stand der Angaben", TODAY),
        ("Herkunft", ORIGIN),
        ("Herausgeber", AUTHOR),
        ("Erstellt am", f"{timezone.localtime(report.made_at):%d.%m.%Y, %H:%M} Uhr"),
    ]
    return [(label, value) for label, value in found if value not in (None, "")]


def later(count):
    """Measures that are known but do not count by the Stichtag, in a sentence; or nothing."""
    if not count:
        return ""
    if count == 1:
        return "1 weitere Maßnahme beginnt erst nach dem Stichtag und zählt hier nicht mit."
    return f"{count} weitere Maßnahmen beginnen erst nach dem Stichtag und zählen hier nicht mit."


def footer(report):
    """Stands at the foot of each page of paper."""
    words = f"Stand {report.day:%d.%m.%Y}"
    return f"Nicht öffentlich, {words}" if report.is_internal else words
