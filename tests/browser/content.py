"""A measure and an offer with every field filled in, so that their pages show all they can."""

from datetime import date

from districts.models import Assessment, District, Offer, Organisation, TargetGroup
from goals.models import Goal
from measures.models import Measure, Phase, Schedule
from tests.factories import (
    make_assessment,
    make_coverage,
    make_department,
    make_measure,
    make_milestone,
    make_offer,
    make_report,
    make_resolution,
    make_status_report,
)

LONG = "Eine längere Angabe, wie sie in einem Feld steht, das jemand mit Sorgfalt ausgefüllt hat."
LINK = "https://example.org/ein/recht/langer/pfad/zu-einem-dokument-ohne-leerzeichen-2025-10-31.pdf"


def make_everything_shown():
    goals = list(Goal.objects.filter(code__in=["1.1.1", "2.1.1", "3.1.1"]))
    places = list(District.objects.filter(slug__in=["vorstadt", "barkenkamp"]))
    groups = list(TargetGroup.objects.all())
    partners = list(Organisation.objects.all()[:3])
    fill_measure(goals, places, partners, groups)
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
