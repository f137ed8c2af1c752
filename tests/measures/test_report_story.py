"""Two years of a made-up town, told by page and files of the status report as worked out by hand.

`TABLE` was written from the events below with pencil and paper; nothing in it is computed.
"""

from datetime import date

import pytest

from goals.models import Goal
from goals.models.content import Publication
from measures.models import Phase, Schedule
from tests.factories import (
    make_assessment,
    make_coverage,
    make_department,
    make_goal,
    make_measure,
    make_milestone,
    make_place,
    make_quarter,
    make_report,
    make_town,
)
from tests.measures.tellings import (
    NOTHING,
    by_coverage,
    by_csv,
    by_json,
    by_ods,
    by_page,
    by_xlsx,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,  # test_report.py asks both databases
    pytest.mark.filterwarnings("ignore:.*xtension is not supported"),
]

PLACES = ("Ratzeburg", "Insel", "Nord", "Vorstadt", "Ost")
WORDS = {
    "E": "erreicht", "U": "in Umsetzung", "P": "geplant", "L": "Lücke", "X": "entfällt",
    ".": "gilt hier nicht",
}  # fmt: skip
# Links are today's, so these hold on every day.
SERVES = {
    "1.1.1": ["Beet"],
    "1.1.2": ["Beet", "Radweg"],
    "1.2.1": ["Steg"],
    "2.1.1": ["Chor", "Kurs"],
}

PLANNED = ("in Planung", "im Plan", "", "10", "01.02.2024")
CORRECTED = ("in Umsetzung", "im Plan", "", "30", "10.06.2024")
FINISHED = ("abgeschlossen", "im Plan", "", "100", "30.06.2025")
UNKNOWN = ("ohne Sachstand", "", "", "", "")
BEGUN = ("in Umsetzung", "im Plan", "", "25", "15.04.2024")
CRITICAL = ("in Umsetzung", "kritisch", "Der Boden gibt nach.", "25", "10.02.2025")
PROPOSED = ("Vorschlag", "nicht bewertet", "", "", "01.09.2024")
GIVEN_UP = ("nicht weiterverfolgt", "nicht bewertet", "", "", "15.09.2025")
SINGING = ("laufende Aufgabe", "nicht bewertet", "", "", "05.05.2025")

LATE_BEET = ("Sachstand", "Beet", "", "10.06.2024")
LATE_STEG = ("Sachstand", "Steg", "", "01.09.2024")
MISSED = ("Meilenstein", "Radweg", "Markierung", "30.11.2024")

# Stichtag: measures that are in the report; Leitziel 1 and 2 as (measures, mean percent, without
# percent); the rows of the matrix for 1.1.1, 1.1.2, 1.2.1 and 2.1.1 over PLACES; what is overdue.
TABLE = {
    # nobody has reported yet
    "2024-01-31": (
        {},
        [("0", "", "0"), ("0", "", "0")],
        "L.... .L.LL .LLLL ..L..",
        [],
    ),
    # the first report on Beet
    "2024-02-01": (
        {"Beet": PLANNED},
        [("1", "10", "0"), ("0", "", "0")],
        "P.... .P.LL .LLLL ..L..",
        [],
    ),
    # a draft has been written; Radweg, planned for "2024-03", begins tomorrow
    "2024-02-29": (
        {"Beet": PLANNED},
        [("1", "10", "0"), ("0", "", "0")],
        "P.... .P.LL .LLLL ..L..",
        [],
    ),
    "2024-03-01": (
        {"Beet": PLANNED, "Radweg": UNKNOWN},
        [("2", "10", "1"), ("0", "", "0")],
        "P.... .P.PL .LLLL ..L..",
        [("Sachstand", "Radweg", "", "")],
    ),
    # Radweg is begun
    "2024-04-15": (
        {"Beet": PLANNED, "Radweg": BEGUN},
        [("2", "18", "0"), ("0", "", "0")],
        "P.... .P.UL .LLLL ..L..",
        [],
    ),
    "2024-06-09": (
        {"Beet": PLANNED, "Radweg": BEGUN},
        [("2", "18", "0"), ("0", "", "0")],
        "P.... .P.UL .LLLL ..L..",
        [],
    ),
    # Beet is begun, and its 80 percent are corrected to 30 the same day
    "2024-06-10": (
        {"Beet": CORRECTED, "Radweg": BEGUN},
        [("2", "28", "0"), ("0", "", "0")],
        "U.... .U.UL .LLLL ..L..",
        [],
    ),
    # Steg is proposed, a month before its planned beginning
    "2024-09-01": (
        {"Beet": CORRECTED, "Radweg": BEGUN, "Steg": PROPOSED},
        [("3", "28", "1"), ("0", "", "0")],
        "U.... .U.UL .PPLL ..L..",
        [],
    ),
    # Radweg's milestone is due today
    "2024-11-30": (
        {"Beet": CORRECTED, "Radweg": BEGUN, "Steg": PROPOSED},
        [("3", "28", "1"), ("0", "", "0")],
        "U.... .U.UL .PPLL ..L..",
        [],
    ),
    "2024-12-01": (
        {"Beet": CORRECTED, "Radweg": BEGUN, "Steg": PROPOSED},
        [("3", "28", "1"), ("0", "", "0")],
        "U.... .U.UL .PPLL ..L..",
        [MISSED],
    ),
    # 1.2.1 is dropped in Vorstadt; nothing came on Beet for more than six months
    "2025-01-15": (
        {"Beet": CORRECTED, "Radweg": BEGUN, "Steg": PROPOSED},
        [("3", "28", "1"), ("0", "", "0")],
        "U.... .U.UL .PPXL ..L..",
        [LATE_BEET, MISSED],
    ),
    # the milestone is reached
    "2025-01-20": (
        {"Beet": CORRECTED, "Radweg": BEGUN, "Steg": PROPOSED},
        [("3", "28", "1"), ("0", "", "0")],
        "U.... .U.UL .PPXL ..L..",
        [LATE_BEET],
    ),
    # Radweg turns critical; its report names no percent
    "2025-02-10": (
        {"Beet": CORRECTED, "Radweg": CRITICAL, "Steg": PROPOSED},
        [("3", "28", "1"), ("0", "", "0")],
        "U.... .U.UL .PPXL ..L..",
        [LATE_BEET],
    ),
    # Chor came in May; Beet ends tomorrow
    "2025-06-29": (
        {"Beet": CORRECTED, "Radweg": CRITICAL, "Steg": PROPOSED, "Chor": SINGING},
        [("3", "28", "1"), ("1", "", "1")],
        "U.... .U.UL .PPXL ..U..",
        [LATE_BEET, LATE_STEG],
    ),
    "2025-06-30": (
        {"Beet": FINISHED, "Radweg": CRITICAL, "Steg": PROPOSED, "Chor": SINGING},
        [("3", "63", "1"), ("1", "", "1")],
        "U.... .U.UL .PPXL ..U..",
        [LATE_STEG],
    ),
    # 1.1.2 is reached on the Insel
    "2025-08-01": (
        {"Beet": FINISHED, "Radweg": CRITICAL, "Steg": PROPOSED, "Chor": SINGING},
        [("3", "63", "1"), ("1", "", "1")],
        "U.... .E.UL .PPXL ..U..",
        [LATE_STEG],
    ),
    # Steg is given up
    "2025-09-15": (
        {"Beet": FINISHED, "Radweg": CRITICAL, "Steg": GIVEN_UP, "Chor": SINGING},
        [("3", "63", "0"), ("1", "", "1")],
        "U.... .E.UL .LLXL ..U..",
        [],
    ),
    # Kurs, planned for "2025-11", has no report; on Chor there was none for more than six months
    "2025-11-06": (
        {
            "Beet": FINISHED, "Radweg": CRITICAL, "Steg": GIVEN_UP, "Chor": SINGING,
            "Kurs": UNKNOWN,
        },
        [("3", "63", "0"), ("2", "", "2")],
        "U.... .E.UL .LLXL ..U..",
        [("Sachstand", "Chor", "", "05.05.2025"), ("Sachstand", "Kurs", "", "")],
    ),
}  # fmt: skip

FORMS = {
    by_page: ("lines", "sums", "gaps", "overdue"),
    by_coverage: ("matrix",),
    by_xlsx: ("lines", "sums", "matrix", "gaps", "overdue"),
    by_ods: ("lines", "sums", "matrix", "gaps", "overdue"),
    by_csv: ("lines",),
    by_json: ("lines", "sums", "matrix", "overdue"),
}


@pytest.fixture
def story():
    """All that happened; Ost became a Stadtteil of its own only after it."""
    insel, vorstadt = make_place("Insel"), make_place("Vorstadt")
    nord = make_quarter("Nord", insel)
    beds = make_goal("1.1.1", reach=Goal.Reach.TOWN)
    ways = make_goal("1.1.2", reach=Goal.Reach.DISTRICTS)
    water = make_goal("1.2.1", reach=Goal.Reach.BOTH)
    music = make_goal("2.1.1", reach=Goal.Reach.QUARTERS)
    slow = make_department("Bauen", report_every_months=12)

    beet = make_measure("Beet", [beds, ways], [insel])
    radweg = make_measure("Radweg", [ways], [vorstadt], department=slow, planned_start="2024-03")
    steg = make_measure("Steg", [water], [nord], planned_start="2024-10")
    make_measure("Kurs", [music], [vorstadt], planned_start="2025-11")
    make_milestone(radweg, "Markierung", "2024-11-30", reached_on=date(2025, 1, 20))

    make_report(beet, "2024-02-01", Phase.PLANNING, schedule=Schedule.ON_TRACK, percent=10)
    make_report(beet, "2024-02-20", Phase.COMPLETED, publication=Publication.DRAFT)
    make_report(radweg, "2024-04-15", schedule=Schedule.ON_TRACK, percent=25)
    make_report(beet, "2024-06-10", schedule=Schedule.ON_TRACK, percent=80)
    make_report(beet, "2024-06-10", schedule=Schedule.ON_TRACK, percent=30, text="Berichtigt.")
    make_report(steg, "2024-09-01", Phase.PROPOSED)
    make_assessment(make_coverage(water, vorstadt), "2025-01-15", "entfaellt", text="Kein Ufer.")
    make_report(
        radweg,
        "2025-02-10",
        schedule=Schedule.CRITICAL,
        schedule_reason="Der Boden gibt nach.",
    )
    make_report(make_measure("Chor", [music], [make_town()]), "2025-05-05", Phase.ONGOING)
    make_report(beet, "2025-06-30", Phase.COMPLETED, schedule=Schedule.ON_TRACK)
    make_assessment(make_coverage(ways, insel), "2025-08-01", "erreicht")
    make_report(steg, "2025-09-15", Phase.DROPPED)
    hidden = make_measure("Geheim", [music], [nord], publication=Publication.DRAFT)
    make_report(hidden, "2024-01-01", percent=99)
    make_place("Ost")


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize("form", FORMS)
def test_every_form_tells_what_was_worked_out_by_hand(client, form):
    told = {day: form(client, day) for day in TABLE}
    assert told == {
        day: {part: by_hand(*TABLE[day])[part] for part in FORMS[form]} for day in TABLE
    }


def by_hand(measures, sums, matrix, overdue):
    """A day of the TABLE in the parts that the readers give."""
    letters = dict(zip(SERVES, matrix.split(), strict=True))
    lines = []
    for code, titles in SERVES.items():
        known = [(code, title, *measures[title]) for title in titles if title in measures]
        lines += known or [(code, NOTHING, "", "", "", "", "")]
    gaps = {
        code: [place for place, letter in zip(PLACES, row, strict=True) if letter == "L"]
        for code, row in letters.items()
    }
    return {
        "lines": lines,
        "sums": dict(zip("12", sums, strict=True)),
        "matrix": {
            code: dict(zip(PLACES, [WORDS[letter] for letter in row], strict=True))
            for code, row in letters.items()
        },
        "gaps": {code: places for code, places in gaps.items() if places},
        "overdue": overdue,
    }
