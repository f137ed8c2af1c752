"""Something of everything that a frozen report keeps, and something that it must not tell."""

from datetime import date

from goals.models import Goal
from goals.models.content import Publication
from measures import freezing
from measures.formats import FORMATS
from measures.freezing import freeze
from measures.models import Phase, StatusReport
from tests.factories import (
    make_assessment,
    make_coverage,
    make_department,
    make_goal,
    make_indicator,
    make_measure,
    make_measurement,
    make_milestone,
    make_place,
    make_report,
)


def make_content():
    goals = [make_goal("1.1.1", reach=Goal.Reach.DISTRICTS), make_goal("2.1.1")]
    measure = make_measure("Steg", goals, [make_place("Insel")], department=make_department())
    make_report(measure, "2024-03-01", Phase.PLANNING, text="Geplant.")
    make_report(measure, "2024-06-01", percent=30, text="Begonnen.")
    make_milestone(measure, "Bau", "2024-05-01")
    make_assessment(make_coverage(goals[1]), "2024-05-01", text="Erste Schritte.")
    make_measurement(make_indicator())
    draft = make_measure("Geheimplan", goals, publication=Publication.DRAFT)
    make_report(draft, "2024-03-01", text="Geheim.", publication=Publication.REVIEW)


def frozen(day="2024-06-30", **values):
    """A report with all its files, which takes a while; most tests do with make_status_report."""
    return freeze(StatusReport(day=date.fromisoformat(day), **values))


def make_only(monkeypatch, *names):
    """Freezing makes only files of these formats; the others take longer."""
    monkeypatch.setattr(freezing, "FORMATS", {name: FORMATS[name] for name in names})
