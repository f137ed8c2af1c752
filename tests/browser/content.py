"""A measure and an offer with every field filled in, so that their pages show all they can."""

from datetime import UTC, date, datetime

from districts.models import Assessment, District, Offer, Organisation, TargetGroup
from goals.models import Goal
from measures.models import Measure, Phase, Schedule
from tests.factories import (
    make_answer,
    make_assessment,
    make_coverage,
    make_department,
    make_document,
    make_example,
    make_indicator,
    make_measure,
    make_measurement,
    make_milestone,
    make_offer,
    make_offer_date,
    make_report,
    make_resolution,
    make_status_report,
    square,
)

LONG = "Eine längere Angabe, wie sie in einem Feld steht, das jemand mit Sorgfalt ausgefüllt hat."
LINK = "https://example.org/ein/recht/langer/pfad/zu-einem-dokument-ohne-leerzeichen-2025-10-31.pdf"


def make_everything_shown():
    goals = list(Goal.objects.filter(code__in=["1.1.1", "2.1.1", "3.1.1"]))
    places = list(District.objects.filter(slug__in=["vorstadt", "barkenkamp"]))
    groups = list(TargetGroup.objects.all())
    partners = list(Organisation.objects.all()[:3])
    fill_measure(goals, places, partners, groups)
    fill_map(*places)
    fill_knowledge(goals, places)
    make_offer(
        "Ein Angebot mit allen Angaben",
        slug="alles",
        goals=goals,
        district=places[0],
        district_note="Eingang vom Hof",
        partners=partners[1:],
        organisation=partners[0],
        organisation_note="mit Ehrenamtlichen",
        target_groups=groups,
        kind_text="Sprechstunde",
        status=Offer.Status.PAUSED,
        text=f"{LONG}\n\n{LONG}",
        address="Musterweg 1, 23909 Ratzeburg",
        latitude="53.700000",
        longitude="10.770000",
        times_text="montags 9 bis 12 Uhr",
        is_free=False,
        cost_text="3 Euro",
        needs_registration=True,
        registration_text="telefonisch",
        access=Offer.Access.PARTLY,
        access_text=LONG,
        phone="04541 000000",
        email="angebot-mit-einer-langen-anschrift@example.org",
        website=LINK,
        note=LONG,
        verified_on=date(2020, 2, 29),
        source_url=LINK,
        source_date="2020-02",
    )
    fill_dates(places[0])
    fill_answers()


def fill_dates(place):
    """December 2026: more than a cell has room for, a long name, what lasts for days."""
    start = datetime(2026, 12, 1, 14, 30, tzinfo=UTC)
    for number in range(6):
        offer = make_offer(f"Ein Treffen von Nachbarinnen und Nachbarn {number}", district=place)
        make_offer_date(offer, starts_at=start, rule="FREQ=WEEKLY;COUNT=60", note=LONG)
    days = {"starts_at": "2026-12-18T23:00Z", "ends_at": "2026-12-20T23:00Z"}
    make_offer_date(make_offer("Winterfest", address=LONG), **days)


def fill_answers():
    """Published answers, one with the number of the receipt that is looked at."""
    offer, measure = Offer.objects.get(slug="alles"), Measure.objects.get(slug="alles")
    shown = {"question": LONG, "answer": f"{LONG}\n\n{LONG} {LINK}"}
    make_answer(kind="korrektur", offer=offer, state="uebernommen", number="ABCD2345", **shown)
    make_answer(measure=measure, **shown)


def fill_map(vorstadt, barkenkamp):
    """An outline, a position, and offers so close together that they share a number."""
    vorstadt.outline = square(10.772, 53.688, 0.012)
    vorstadt.save()
    barkenkamp.latitude, barkenkamp.longitude = "53.705000", "10.755000"
    barkenkamp.save()
    for number in range(3):
        position = {"latitude": f"53.69{number}", "longitude": "10.776"}
        make_offer(f"Nah beieinander {number}", district=vorstadt, **position)
    make_offer("<img src=x onerror=alert(1)>", slug="alert", latitude="53.71", longitude="10.76")


def fill_knowledge(goals, places):
    """A course with target and baseline, a group of figures, documents, an example."""
    town = District.objects.get(slug="ratzeburg")
    source = {"source_url": LINK, "source_date": "2025-01"}
    figure = make_indicator(
        "Eine Kennzahl mit allen Angaben",
        goals,
        slug="alles",
        text=LONG,
        unit="Personen",
        direction="mehr",
        baseline=14_000,
        target=16_000,
        target_on="2035",
    )
    for year, value in ((2015, 13_800), (2016, 14_050), (2020, 14_400), (2023, 14_552)):
        make_measurement(figure, town, f"{year}-12-31", value, note=LONG, **source)
    for place, value in zip(places, (4514, -20), strict=True):
        make_measurement(figure, place, "2023-12-31", value, **source)
    for number, part in enumerate(("unter 6", "6 bis 17", "18 bis 64", "65 und älter"), start=1):
        part_of = {"group": "Altersstruktur", "part": part, "slug": f"alter-{number}"}
        age = make_indicator(f"Menschen, {part}", goals[:1], **part_of)
        for place in (town, *places):
            make_measurement(age, place, "2023-12-31", number * 100)
    for kind in ("strukturanalyse", "konzept"):
        make_document(
            f"Ein Dokument mit langem Titel und allen Angaben: {kind}",
            goals,
            places,
            kind=kind,
            url=LINK,
            text=LONG,
            dated="2024-05",
            **source,
        )
    make_example(
        "Ein Beispiel mit allen Angaben", goals, slug="alles", text=f"{LONG}\n\n{LONG}", **source
    )


def fill_measure(goals, places, partners, groups):
    measure = make_measure(
        "Eine Maßnahme mit allen Angaben und einem recht langen Titel",
        slug="alles",
        identifier="RZ-2025-001",
        summary=LONG,
        description=f"{LONG}\n\n{LONG}",
        goals=goals,
        goals_note=LONG,
        districts=places,
        districts_note="und Umgebung",
        department=make_department(),
        partners=partners,
        target_groups=groups,
        priority=Measure.Priority.HIGH,
        cost_once=125000,
        cost_per_year=4800,
        funding=LONG,
        budget_item="3.1.5.1",
        contact="Rathaus, Zimmer 1",
        note=LONG,
        source_url=LINK,
        source_date="2025-01-31",
        confirmed_on=date(2025, 2, 1),
    )
    states = zip(Schedule.values, [Phase.PLANNING, *[Phase.UNDERWAY] * 3], strict=True)
    for month, (schedule, phase) in enumerate(states, start=1):
        make_report(
            measure,
            date(2025, month, 1),
            phase,
            percent=month * 20,
            schedule=schedule,
            schedule_reason=LONG,
            text=f"{LONG}\n\n{LONG}",
            obstacles=LONG,
            next_step=LONG,
            next_step_on=date(2025, 12, 31),
        )
    others = set(Phase.values) - {Phase.PLANNING, Phase.UNDERWAY}
    for phase in sorted(others):
        make_report(make_measure(f"Phase {phase}", goals=goals[:1]), phase=phase)
    make_measure("Ohne Sachstand", goals=goals[:1])
    make_milestone(measure)
    make_milestone(measure, "Beschluss", reached_on=date(2025, 6, 1))
    make_resolution(measure, paper="SR/BeVo/001/2025", url=LINK)
    make_assessment(make_coverage(goals[0], places[0]))
    dropped = make_coverage(goals[0], places[1])
    make_assessment(dropped, status=Assessment.Status.DROPPED, text=LONG)
    make_status_report("2025-01-31", foreword=LONG)
    make_status_report("2025-06-30")
