"""What people look for in this town, and what they find first in its first content.

The table stands for both databases: the same hits in the same order.
"""

import pytest
from django.core.management import call_command

from ratzeburg.search import Search
from ratzeburg.search_kinds import KINDS

# query → the first hits, by kind and address; none where the town's sources name none.
TABLE = {
    # Places, by each of their names
    "Insel": ["ort insel"],
    "VORSTADT": ["ort vorstadt"],
    "St. Georgsberg": ["ort st-georgsberg"],
    "sankt georgsberg": ["ort st-georgsberg"],
    "Sankt Petri": ["angebot st-petri"],
    "Langer Rehm": ["ort langer-rehm"],
    "Seedorfer Strasse": ["ort langer-rehm", "massnahme langer-rehm"],
    "Dom": ["ort domhof", "akteur domkirchgemeinde"],
    # What there is for people to use
    "Bücherei": ["angebot stadtbuecherei", "massnahme buecherei-dritter-ort"],
    "buecherei": ["angebot stadtbuecherei", "massnahme buecherei-dritter-ort"],
    "Bibliothek": ["angebot stadtbuecherei", "massnahme buecherei-dritter-ort"],
    "Bürgerbüro Ratzeburg": ["angebot buergerbuero"],
    "burgerburo": ["angebot buergerbuero"],
    "Nachbarn": ["ziel 2"],
    "Kita": ["angebot kita-hand-in-hand"],
    "Kindergärten": ["angebot kita-hand-in-hand"],
    "Schulen": ["angebot lg-aula", "angebot gems", "angebot gs-georgsberg"],
    "VHS": ["angebot vhs", "massnahme vhs-nachbarschaftshilfe"],
    "Jugendzentrum": ["angebot stellwerk"],
    "Gleis 21": ["angebot gleis21"],
    "Gleis21": ["angebot gleis21"],
    "Gleis-21": ["angebot gleis21"],
    "Petriforum": ["angebot petri-forum"],
    "Schwimmbad": ["angebot aqua-siwa"],
    "Sport": ["angebot rsv", "akteur ratzeburger-sportverein-von-1862-e-v"],
    "Rudern": ["angebot rrc", "akteur ratzeburger-ruderclub-e-v"],
    "Theater": ["angebot burgtheater"],
    "Tanzen": ["angebot tanztee", "massnahme tanztee"],
    "repair cafe": ["angebot repair-cafe", "massnahme repair-cafe"],
    "Repaircafe": ["angebot repair-cafe", "massnahme repair-cafe"],
    "Demokratiecafé": ["angebot demokratie-cafe", "massnahme demokratie-cafe"],
    "Cafés": ["angebot cafe-bischofsherberge", "angebot lieb-luett", "angebot cafe-miteinander"],
    "Ratssaal": ["angebot ratssaal"],
    "Rollstuhl": ["angebot ratssaal"],
    "Demenz": ["angebot koordinierung-demenz"],
    "Pflege": ["angebot pflegestuetzpunkt", "akteur gemeinschaft-pflegeberatung"],
    "Migration": ["angebot jmd", "angebot migrationsberatung"],
    "Mängelmelder": ["angebot meldoo"],
    "Leselernhelfer": ["angebot mentor", "massnahme mentor-lesehelfer"],
    # Who is active
    "Seniorenbeirat": ["akteur seniorenbeirat", "angebot seniorenbeirat"],
    "Seniorinnen": ["angebot seniorenbeirat", "angebot johanniter-wohnen"],
    "Kinderschutzbund": ["angebot kinderschutzbund"],
    "Hochschule Lübeck": ["akteur hochschule-luebeck", "massnahme hochschule-analyse"],
    # What the town does
    "Bus": ["massnahme buergerbus-umfrage"],
    "Wie ist das mit dem Bürgerbus?": ["massnahme buergerbus-umfrage"],
    "Seniorentreff": ["massnahme seniorentreff-gleis21"],
    "Angebote für Senioren": ["massnahme angebotssammlung"],
    "Demokratie Cafe Seniorenbeirat": ["massnahme demokratie-cafe"],
    "Mehrgenerationenwohnen": ["massnahme baugemeinschaft-kuechensee", "ziel 3.2.2"],
    "Neujahrsempfang": ["massnahme neujahr-bronzeloewe"],
    "Inklusion": ["massnahme aktionsplan-inklusion", "angebot inklusionsbeirat"],
    "Frühstück": ["massnahme seniorentreff-gleis21"],
    # What it wants to reach, also by number
    "Nachbarschaft": ["ziel 2"],
    "Begegnungsräume": ["ziel 3.1.3"],
    "Begegnungs-räume": ["ziel 3.1.3"],
    "Senioreneinrichtungen": ["angebot seniorenwohnsitz", "ziel 3.1.3"],
    "Stadtkümmerer": ["ziel 2.2.4"],
    "Leitziel 2": ["ziel 2"],
    "M 1.1": ["ziel 1.1"],
    "M1.1.": ["ziel 1.1"],
    "Mittlerziel 1.1": ["ziel 1.1"],
    "1.2.1": ["ziel 1.2.1"],
    "Handlungsziel 1.2.1": ["ziel 1.2.1"],
    # What none of the sources speaks of
    "Spielplatz": [],
    "Chor": [],
    "Feuerwehr": [],
}


@pytest.fixture
def content(db):
    call_command("load_content", verbosity=0)


def test_the_first_hits(content):
    names = {kind: address_of(kind) for kind in KINDS}
    found = {}
    for query, expected in TABLE.items():
        hits = Search(query).hits
        shown = hits[: len(expected) or None]
        found[query] = [f"{kind.name} {names[kind][pk]}" for kind, pk in shown]
    assert found == TABLE


def address_of(kind):
    """{pk: what stands in the address of its page}"""
    name = kind.model.natural_key_field if hasattr(kind.model, "natural_key_field") else "pk"
    return dict(kind.model.objects.values_list("pk", name))


@pytest.mark.parametrize(
    "spellings",
    [
        ["Straße", "STRASSE", "strasse", "Straßen", "straße"],
        ["Häuser", "haeuser", "HÄUSER", "hauser", "Haus", "ha\N{COMBINING DIAERESIS}user"],
        ["Treffpunkt", "Treffpunkte", "treffpunkten"],
        ["Senior", "Senioren", "SENIORINNEN"],
        ["Café", "cafe", "CAFÉS"],
        ["Ältere", "aeltere", "altere", "älteren"],
    ],
)
def test_the_spelling_makes_no_difference(content, spellings):
    hits = [Search(spelling).hits for spelling in spellings]
    assert hits[0]
    assert hits == [hits[0]] * len(spellings)
