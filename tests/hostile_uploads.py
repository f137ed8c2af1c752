"""Tables that are sent by mistake or in bad faith: kind, name, content, and what the answer says.

Each is refused as a whole; the words of a fault name where it is.
"""

import io
from datetime import date

import xlsxwriter

from districts.resources import (
    CoverageResource,
    DistrictResource,
    IndicatorResource,
    MeasurementResource,
    OfferResource,
    OrganisationResource,
)
from goals.resources import GoalResource
from measures.resources import MeasureResource, ProgressReportResource
from tests.goals import hostile
from tests.goals.spreadsheets import csv_file, ods, xlsx, xlsx_of, zipped

MEASURES = "Adresse der Seite|Kennung|Titel|Handlungsziele|Orte"
REPORTS = "Nr.|Maßnahme|Sachstand vom|Phase|Termintreue|Fortschritt in Prozent"
PLACES = "Adresse|Name|Art|gehört zu"
GOALS = "Nummer|Wortlaut|Reichweite"
FIGURES = "Kennzahl|Ort|Stichtag|Wert"
LONG = "x" * 201


def rows(*lines):
    return [line.split("|") for line in lines]


def csv(*lines, delimiter=";", encoding="utf-8"):
    return csv_file(rows(*lines), delimiter, encoding)


def measure(line, head=MEASURES):
    return csv(head, "m-1|A|Eins|1.1.1|", line)


def report(line):
    return csv(REPORTS, line)


def typed(*values):
    """A workbook with real numbers and dates in its second row."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Messwerte")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, FIGURES.split("|"))
        for column, value in enumerate(values):
            if isinstance(value, date):
                sheet.write_datetime(1, column, value, day)
            else:
                sheet.write(1, column, value)
    return file.getvalue()


M, R, G, D, V = (
    MeasureResource,
    ProgressReportResource,
    GoalResource,
    DistrictResource,
    MeasurementResource,
)
HARMFUL = [(M, name, make, hostile.MESSAGES[name]) for name, make in hostile.FILES.items()]
SLOPPY = [
    # files as such
    (M, "leer.csv", b"", "Die Datei ist leer"),
    (M, "blank.csv", b";;\n;;\n", "Die Datei ist leer"),
    (M, "leer.xlsx", xlsx([]), "Die Datei ist leer"),
    (M, "bild.png", b"\x89PNG", "Dateien mit der Endung „.png“ werden nicht gelesen"),
    (M, "alt.xls", b"\xd0\xcf\x11\xe0", "Dateien mit der Endung „.xls“"),
    (M, "alt.xlsx", b"\xd0\xcf\x11\xe0" * 9, "im alten Excel-Format oder mit einem Kennwort"),
    (M, "kein-archiv.ods", b"Hallo", "passt nicht zu ihrer Endung"),
    (M, "zip.csv", zipped({"a": "b"}), "passt nicht zu ihrer Endung"),
    (M, "nur.zip.xlsx", zipped({"a": "b"}), "Die Datei ist beschädigt"),
    (M, "ohne", csv(MEASURES), "Dateien mit der Endung „“"),
    (M, "zwei.xlsx", xlsx(rows(MEASURES), {"Zwei": [["x"]]}), "Mehrere Blätter haben Inhalt"),
    (M, "bytes.csv", "Größe;Titel\n".encode() + b"\x81\xff", "Zeile 2: Ein Zeichen ist nicht"),
    (M, "nul.csv", b"Titel;Orte\nA\0;B", "Zeile 2: Hier steht ein NUL-Zeichen"),
    (M, "zeichen.csv", b"Titel;Orte\nA\x07;B", "Zeile 2, Spalte A: Die Zelle enthält ein unsicht"),
    (M, "offen.csv", b'Titel;Orte\n"A;B', "Zeile 2: Die Zeile ist nicht lesbar"),
    (M, "fehler.xlsx", xlsx([["Titel"], ["#REF!"]]), "Zeile 2, Spalte A: Die Zelle enthält den Fe"),
    # titles
    (M, "titel.csv", csv("Bezeichnung|Ziele", "a|b"), "Zeile 1, Spalte A: Die Überschrift „Bezei"),
    (M, "ohne-titel.csv", csv("m-1|Eins|1.1.1"), "Zeile 1, Spalte B: Die Überschrift „Eins“ gibt"),
    (M, "doppelt.csv", measure("m-2|B|Zwei|1.1.1|", "Titel|Kennung|titel:|Handlungsziele|Orte"),
     "Zeile 1, Spalte C: „titel:“ steht doppelt als Überschrift"),
    (M, "schluessel.csv", csv("Titel|Handlungsziele", "Eins|1.1.1"), "Zeile 1: Es fehlt die Spalte"),
    (M, "pflicht.csv", csv("Adresse der Seite|Titel", "neu|Neu"),
     "Zeile 2: „Handlungsziele“: Neue Einträge brauchen diese Spalte"),
    (M, "daneben.csv", csv("Adresse der Seite|Titel", "vorhanden|Neu||hier"),
     "Zeile 2, Spalte D: „hier“ steht unter keiner Überschrift"),
    (R, "ziele.csv", csv(GOALS, "1|x|"), "Zeile 1, Spalte A: Die Überschrift „Nummer“"),
    (V, "teil.csv", csv("Kennzahl|Wert", "einwohner|5"),
     "Zeile 1: Es fehlt die Spalte „Kennzahl“ und „Ort“ und „Stichtag“"),
    # keys
    (M, "zweimal.csv", measure("m-1|B|Zwei|1.1.1|"), "Zeile 3, Spalte A: „Adresse der Seite“: „m-1“"),
    (M, "schreibweise.csv", measure("M-1 |B|Zwei|1.1.1|"), "steht schon in Zeile 2"),
    (M, "breit.csv", measure("ｍ－１|B|Zwei|1.1.1|"), "Zeile 3, Spalte A: „Adresse der Seite“: „ｍ－１“"),
    (M, "kennung.csv", measure("m-2|A|Zwei|1.1.1|"),
     "Zeile 3, Spalte B: „Kennung“: „A“ – Diese Kennung trägt schon eine andere Maßnahme."),
    (M, "kennung-da.csv", measure("m-2|V-1|Zwei|1.1.1|"), "Zeile 3, Spalte B: „Kennung“: „V-1“"),
    (M, "beide.csv", csv(MEASURES, "vorhanden|V-1|A|1.1.1|", "|V-1|B|1.1.1|"),
     "Zeile 3: Dieser Eintrag steht schon in Zeile 2"),
    (M, "adresse.csv", measure("m 2!|B|Zwei|1.1.1|"), "Zeile 3, Spalte A: „Adresse der Seite“: „m 2!“"),
    (R, "nummer.csv", report("9999|vorhanden|01.01.2025|In Planung||"),
     "Zeile 2, Spalte A: „Nr.“: „9999“ – Diese Nummer gibt es nicht."),
    (R, "nummer-text.csv", report("eins|vorhanden|01.01.2025|In Planung||"),
     "Zeile 2, Spalte A: „Nr.“: „eins“ – Das ist keine Zahl"),
    (R, "doppelt-neu.csv", csv(REPORTS, *["|vorhanden|01.01.2025|in Planung||"] * 2),
     "Zeile 3, Spalte B: „Maßnahme“: „vorhanden“ – Dieser Eintrag steht schon in Zeile 2"),
    (OrganisationResource, "name.csv", csv("Adresse|Name", "neu|Verein"),
     "Zeile 2, Spalte B: „Name“: „Verein“"),
    (V, "zweimal-wert.csv", csv(FIGURES, *["einwohner|ratzeburg|01.02.2025|5"] * 2),
     "Zeile 3, Spalte A: „Kennzahl“: „einwohner“ – Dieser Eintrag steht schon in Zeile 2"),
    # codes
    (M, "ziel.csv", measure("m-2|B|Zwei|9.9.9|"), "Zeile 3, Spalte D: „Handlungsziele“: „9.9.9“"),
    (M, "ebene.csv", measure("m-2|B|Zwei|1.1|"), "„1.1“ ist hier nicht möglich"),
    (M, "ohne-ziel.csv", measure("m-2|B|Zwei||"),
     "Zeile 3, Spalte D: „Handlungsziele“: Diese Angabe darf nicht leer sein"),
    (M, "ort.csv", measure("m-2|B|Zwei|1.1.1|ratzeburg; lübeck"),
     "Zeile 3, Spalte E: „Orte“: „ratzeburg; lübeck“ – „lübeck“ gibt es unter „Orte“ nicht"),
    (M, "bereich.csv", measure("m-2|B|Zwei|1.1.1|Bauamt", MEASURES.replace("Orte", "Fachbereich")),
     "Zeile 3, Spalte E: „Fachbereich“: „Bauamt“"),
    (M, "datum-als-ziel.xlsx", xlsx([*rows(MEASURES), ["m-2", "B", "Zwei", date(2001, 1, 1)]]),
     "Zeile 2, Spalte D: „Handlungsziele“: „2001-01-01“"),
    (CoverageResource, "geltung.csv", csv("Handlungsziel|Ort", "1.1.1|nirgends"),
     "Zeile 2, Spalte B: „Ort“: „nirgends“"),
    (OfferResource, "traeger.csv", csv("Adresse der Seite|Name|Art|Träger", "|A|Raum|Niemand"),
     "Zeile 2, Spalte D: „Träger“: „Niemand“"),
    # words, numbers, dates
    (R, "phase.csv", report("|vorhanden|01.01.2025|fast fertig||"), "Zeile 2, Spalte D: „Phase“: „fast"),
    (R, "ohne-phase.csv", report("|vorhanden|01.01.2025|||"), "Zeile 2, Spalte D: „Phase“: Diese Angabe"),
    (R, "prozent.csv", report("|vorhanden|01.01.2025|in Planung||120"),
     "Zeile 2, Spalte F: „Fortschritt in Prozent“: „120“ – Mehr als 100 Prozent gibt es nicht."),
    (R, "negativ.csv", report("|vorhanden|01.01.2025|in Planung||-1"), "Zeile 2, Spalte F"),
    (R, "wort.csv", report("|vorhanden|01.01.2025|in Planung||halb"), "„halb“ – Das ist keine Zahl"),
    (R, "bruch.csv", report("|vorhanden|01.01.2025|in Planung||12,5"), "Bitte eine ganze Zahl"),
    (R, "riesig.csv", report(f"|vorhanden|01.01.2025|in Planung||{'9' * 400}"), "Bitte eine ganze Zahl"),
    (R, "grund.csv", report("|vorhanden|01.01.2025|in Planung|kritisch|"),
     "Bei verzögert und kritisch bitte eine Begründung angeben."),
    (R, "februar.csv", report("|vorhanden|31.02.2025|in Planung||"),
     "Zeile 2, Spalte C: „Sachstand vom“: „31.02.2025“ – Diesen Tag gibt es nicht."),
    (R, "amerika.csv", report("|vorhanden|12/31/2025|in Planung||"), "Das ist kein Datum wie 31.12.2026"),
    (R, "kurz.csv", report("|vorhanden|1.1.25|in Planung||"), "Das ist kein Datum wie 31.12.2026"),
    (R, "jahr.csv", report("|vorhanden|01.01.99999|in Planung||"), "Das ist kein Datum wie"),
    (R, "zukunft.csv", report("|vorhanden|01.01.2999|in Planung||"), "Dieses Datum liegt in der Zukunft"),
    (V, "zahl-als-tag.xlsx", typed("einwohner", "ratzeburg", 45000, 5), "Zeile 2, Spalte C: „Stichtag“"),
    (V, "unklar.csv", csv(FIGURES, "einwohner|ratzeburg|01.02.2025|1.234"),
     "Das kann 1234 oder 1,234 heißen"),
    (V, "stellen.csv", csv(FIGURES, "einwohner|ratzeburg|01.02.2025|1,23456"), "Zeile 2, Spalte D"),
    (V, "unendlich.csv", csv(FIGURES, "einwohner|ratzeburg|01.02.2025|NaN"), "Das ist keine Zahl"),
    (V, "gross.xlsx", typed("einwohner", "ratzeburg", date(2025, 2, 1), 1e300), "Zeile 2, Spalte D"),
    (M, "monat.csv", measure("m-2|B|Zwei|1.1.1|2025-13", MEASURES.replace("Orte", "Beginn")),
     "Zeile 3, Spalte E: „Beginn“: „2025-13“ – Das ist kein Datum"),
    (M, "ende.csv",
     csv("Adresse der Seite|geplanter Beginn|geplantes Ende", "vorhanden|03.2025|2024"),
     "Zeile 2, Spalte C: „geplantes Ende“: „2024“ – Das Ende liegt vor dem Beginn."),
    (M, "kosten.csv", csv("Adresse der Seite|Kosten einmalig (Euro)", "vorhanden|-5"),
     "Zeile 2, Spalte B: „Kosten einmalig (Euro)“: „-5“ – Kosten sind nicht negativ."),
    (M, "lang.csv", measure(f"m-2|B|{LONG}|1.1.1|"), "Zeile 3, Spalte C: „Titel“: „xxx"),
    (M, "zelle.csv", csv("Adresse der Seite|Beschreibung", f"vorhanden|{'x' * 32_768}"),
     "Zeile 2, Spalte B: Die Zelle hat 32768 Zeichen"),
    (M, "schritt.csv", csv("Adresse der Seite|Veröffentlichung", "vorhanden|öffentlich"),
     "Zeile 2, Spalte B: „Veröffentlichung“: „öffentlich“ – Bitte eines von: Entwurf"),
    (M, "quelle.csv", csv("Adresse der Seite|Quelle (Adresse)", "vorhanden|javascript:alert(1)"),
     "Zeile 2, Spalte B: „Quelle (Adresse)“: „javascript:alert(1)“"),
    (OfferResource, "janein.csv", csv("Adresse der Seite|Name|Art|kostenfrei", "|A|Raum|vielleicht"),
     "Zeile 2, Spalte D: „kostenfrei“: „vielleicht“ – Bitte ja oder nein."),
    (OfferResource, "mail.csv", csv("Adresse der Seite|Name|Art|E-Mail", "|A|Raum|a@b@c"),
     "Zeile 2, Spalte D: „E-Mail“: „a@b@c“"),
    (IndicatorResource, "einheit.csv", csv("Adresse|Name|Einheit", "|Zahl|"),
     "Zeile 2, Spalte C: „Einheit“: Diese Angabe darf nicht leer sein"),
    (CoverageResource, "grund-fehlt.csv",
     csv("Handlungsziel|Ort|Datum|Einschätzung|Begründung", "1.1.1|ratzeburg|01.01.2025|entfällt|"),
     "Wo ein Ziel entfällt, bitte begründen."),
    (CoverageResource, "ohne-datum.csv", csv("Handlungsziel|Ort|Einschätzung", "1.1.1|ratzeburg|offen"),
     "Zeile 2: „Datum“: Diese Angabe darf nicht leer sein. Bitte ausfüllen."),
    # trees
    (G, "nummer-falsch.csv", csv(GOALS, "1.2.3.4|x|"), "Zeile 2, Spalte A: „Nummer“: „1.2.3.4“"),
    (G, "breite-nummer.csv", csv(GOALS, "１．２．Ｘ|x|"), "ist keine Nummer wie 1, 1.1 oder 1.1.1."),
    (G, "ohne-darueber.csv", csv(GOALS, "7.1|x|"), "M 7.1 gehört unter das Ziel 7, nicht ganz oben."),
    (G, "reichweite.csv", csv(GOALS, "1.2|x|stadtweit"), "Eine Reichweite hat nur ein Handlungsziel."),
    (G, "ohne-reichweite.csv", csv(GOALS, "1.1.1|x|"), "Zeile 2, Spalte C: „Reichweite“: Ein Handlung"),
    (G, "ziel-zweimal.csv", csv(GOALS, "1|x|", "1|y|"), "steht schon in Zeile 2"),
    (D, "kreis.csv", csv(PLACES, "a|A|Stadtquartier|b", "b|B|Stadtquartier|a"), "hinge mittelbar unter"),
    (D, "selbst.csv", csv(PLACES, "a|A|Stadtquartier|a"), "Zeile 2: Dieser Eintrag hinge mittelbar"),
    (D, "stadt.csv", csv(PLACES, "neu|Neu|Stadt|"), "Zeile 2, Spalte C: „Art“: „Stadt“ – Die Stadt gibt"),
    (D, "unter.csv", csv(PLACES, "a|A|Stadtteil|"), "Zeile 2, Spalte D: „gehört zu“: Ein Stadtteil geh"),
    (D, "unbekannt.csv", csv(PLACES, "a|A|Stadtteil|lübeck"), "Zeile 2, Spalte D: „gehört zu“: „lübeck“"),
    (D, "hoch.csv", csv("Adresse|Breite", "ratzeburg|53,12345678"), "Zeile 2, Spalte B: „Breite“"),
    # formats of other programs
    (M, "fehler.ods", ods(rows(MEASURES, "m-2|B|Zwei|9.9.9|")), "Blatt „Tabelle1“, Zeile 2, Spalte D"),
    (M, "komma.csv", csv(MEASURES, "m-2|B|Zwei|9.9.9|", delimiter=","), "Zeile 2, Spalte D"),
    (M, "tab.tsv", csv(MEASURES, "m-2|B|Zwei|9.9.9|", delimiter="\t"), "Zeile 2, Spalte D"),
    (M, "cp1252.csv", csv("Adresse der Seite|Gebäude", "x|ä", encoding="cp1252"), "„Gebäude“ gibt es"),
    (M, "utf16.csv", csv(MEASURES, "ä|B|Zwei|1.1.1|", encoding="utf-16"), "Zeile 2, Spalte A"),
    (M, "formel.xlsx", xlsx_of('<row r="1"><c r="A1"><f>1+1</f></c></row>'), "Die Formel hat keinen"),
]  # fmt: skip
