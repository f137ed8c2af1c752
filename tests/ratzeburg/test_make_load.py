import hashlib
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import models, transaction

from districts.models import Assessment, Coverage, District, Offer
from goals.models import Goal
from goals.models.goal import CODE
from measures.models import Department, Measure, Milestone, Phase, ProgressReport, Schedule
from ratzeburg.load import measures, trees
from ratzeburg.load.chance import DAY
from ratzeburg.load.sizes import SIZES
from ratzeburg.management.commands.load_content import content, content_models
from tests.dump import everything
from tests.factories import make_goal, make_report
from tests.trees import tree_faults

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/ziele/",
    "/ziele/1/",
    "/ziele/1.1/",
    "/ziele/1.1.1/",
    "/stadtteile/",
    "/stadtteile/lasttest-stadt/",
    "/stadtteile/lasttest-stadtteil-1/",
    "/stadtteile/lasttest-quartier-13/",
    "/angebote/",
    "/angebote/lasttest-angebot-200/",
    "/massnahmen/",
    "/massnahmen/?page=3",
    "/massnahmen/lasttest-massnahme-1/",
    "/abdeckung/",
    "/statusbericht/",
]


@pytest.fixture
def said(capsys):
    """What the command says of a town of the size `real`."""
    call_command("make_load", "real")
    return capsys.readouterr().out


def test_sizes_are_exact(said):
    assert said == (
        "Angelegt: Ziele: 38, Orte: 16, gilt in: 69, Einschätzungen: 6, Zielgruppen: 7, "
        "Träger und Akteure: 25, Angebote: 200, Kennzahlen: 4, Messwerte: 36, Fachbereiche: 8, "
        "Sachstände: 300, Maßnahmen: 60, Beschlüsse: 10, Meilensteine: 55.\n"
    )
    counted = (Goal.objects.objectives(), District, Measure, ProgressReport, Offer)
    counts = [getattr(rows, "objects", rows).count() for rows in counted]
    assert counts == [26, 16, 60, 300, 200]
    public = [model.objects.public().count() for model in (Goal, District, Measure, Offer)]
    assert public == [38, 16, 60, 200]


def made_and_taken_back():
    with transaction.atomic():
        call_command("make_load", "real", verbosity=0)
        rows = everything()
        transaction.set_rollback(True)
    return rows


def test_two_runs_make_the_same_rows():
    first = made_and_taken_back()
    assert content() == {}
    assert made_and_taken_back() == first


def test_the_rows_are_those_that_earlier_figures_stand_on(said):
    """The same on each machine and database; whoever changes them can no longer compare."""
    rows = [
        *Goal.objects.values_list("code", "text", "reach"),
        *Measure.objects.order_by("pk").values_list("title", "department__slug", "cost_once"),
        *Measure.goals.through.objects.order_by("pk").values_list("measure", "goal"),
        *Measure.districts.through.objects.order_by("pk").values_list("measure", "district"),
        *ProgressReport.objects.values_list("pk", "reported_on", "phase", "percent", "text"),
        *Offer.objects.order_by("pk").values_list("name", "district__slug", "verified_on"),
        *Milestone.objects.order_by("pk").values_list("title", "due_on", "reached_on"),
    ]
    digest = hashlib.sha256(repr(rows).encode()).hexdigest()
    assert digest == "f7c3b2dfc825e6ca5191e4fb2f01ffc7e75bc5284ef696851345910eb6b36eb1"


def test_trees_are_sound(said):
    assert (tree_faults(Goal), tree_faults(District)) == ([], [])


def test_the_pyramid_is_that_of_the_document(said):
    assert Counter(Goal.objects.values_list("level", flat=True)) == {0: 3, 1: 9, 2: 26}
    assert Counter(Goal.objects.objectives().values_list("reach", flat=True)) == {
        "stadtweit": 20,
        "alle-stadtteile": 3,
        "alle-stadtquartiere": 1,
        "stadtteile-und-stadtquartiere": 2,
    }
    kinds = Counter(District.objects.values_list("kind", "level"))
    assert kinds == {
        ("stadt", 0): 1,
        ("stadtteil", 1): 2,
        ("stadtquartier", 2): 11,
        ("stadtquartier", 1): 2,
    }


@pytest.mark.once
@pytest.mark.parametrize(("size", "middles"), [("large", 100), ("huge", 500)])
def test_numbers_of_goals_fit_at_every_size(size, middles):
    goals = trees.pyramid(SIZES[size])
    assert [goal.code for goal in goals if not CODE.fullmatch(goal.code)] == []
    levels = [sum(goal.level == level for goal in goals) for level in range(3)]
    assert levels == [3, middles, SIZES[size].objectives]
    assert set(Counter(goal.parent_id for goal in goals if goal.level == 2).values()) == {10}


def test_goals_apply_where_their_reach_says(said):
    rows = list(Coverage.objects.order_by("pk").values_list("goal", "district", "by_reach"))
    Assessment.objects.all().delete()
    Coverage.objects.all().delete()
    Coverage.objects.follow_reach(Goal.objects.all(), District.objects.all())
    again = Coverage.objects.order_by("pk").values_list("goal", "district", "by_reach")
    assert list(again) == rows


def test_rows_are_valid_by_the_rules_of_forms(said):
    for model in content_models():
        for row in model._base_manager.order_by("pk")[:60]:
            row.full_clean()


def test_search_text_is_what_saving_makes(said):
    for model in (Offer, Measure):
        for row in model.objects.order_by("pk")[:20]:
            made = row.search
            row.save()
            assert (row.search, "lasttest" in made) == (made, True)


def test_everything_that_measures_can_be_occurs(said):
    reports = ProgressReport.objects
    assert set(reports.values_list("phase", flat=True)) == set(Phase.values)
    assert set(reports.values_list("schedule", flat=True)) == set(Schedule.values)
    assessed = Assessment.objects.values_list("status", flat=True)
    assert set(assessed) == set(Assessment.Status.values)
    rows = Measure.objects.annotate(
        served=models.Count("goals", distinct=True), lying=models.Count("districts", distinct=True)
    )
    assert {row.served for row in rows} == {1, 2, 3}
    assert {row.lying for row in rows} == {0, 1, 2, 3}
    assert Goal.objects.objectives().filter(measures=None).count() == 2
    assert Counter(Counter(reports.values_list("measure", flat=True)).values()) == {
        5: 12, 10: 6, 3: 6, 7: 6, 2: 6, 8: 6, 1: 6, 9: 6,
    }  # fmt: skip


def test_texts_are_as_long_as_real_ones(said):
    for text, low, high in [
        *((report.text, 80, 250) for report in ProgressReport.objects.all()),
        *((goal.text, 60, 150) for goal in Goal.objects.all()),
    ]:
        assert low <= len(text) <= high, text


def test_everything_is_named_a_lasttest(said):
    names = [
        str(getattr(row, "title", "") or getattr(row, "name", "") or row.text)
        for model in content_models()
        for row in model._base_manager.all()
        if any(hasattr(row, name) for name in ("title", "name", "text"))
    ]
    assert len(names) == 38 + 16 + 6 + 4 + 7 + 25 + 200 + 8 + 300 + 60 + 55
    assert [name for name in names if not name.startswith("Lasttest")] == []


def test_no_date_lies_after_the_day(said):
    days = [
        str(value)[:10]
        for model in content_models()
        for field in model._meta.fields
        if isinstance(field, models.DateField) or field.name.endswith(("_start", "_end", "_date"))
        for value in model._base_manager.values_list(field.name, flat=True)
        if value
    ]
    assert max(days) == DAY.isoformat() == "2026-06-30"


def test_new_rows_get_numbers_of_their_own(said):
    assert make_report(Measure.objects.first()).pk == 301


def test_public_pages_show_it(said, client):
    answers = {path: client.get(path) for path in PAGES}
    assert {
        path: (answer.status_code, "Lasttest" in answer.content.decode())
        for path, answer in answers.items()
    } == dict.fromkeys(PAGES, (200, True))


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: make_goal("1"), "Ziel: 1"),
        (lambda: Department.objects.create(name="Fachbereich"), "Fachbereich: 1"),
        (lambda: call_command("make_load", "real"), "Ziele: 38, Orte: 16, "),
    ],
)
def test_refuses_where_there_is_content(make, named):
    make()
    before = everything()
    with pytest.raises(CommandError) as refusal:
        call_command("make_load", "real")
    message = str(refusal.value)
    assert message.startswith(f"Die Datenbank enthält schon Inhalte ({named}")
    assert message.endswith(
        "), es wurde nichts angelegt. Angelegt wird nur in einer leeren Datenbank (DATABASE_URL)."
    )
    assert everything() == before


@pytest.mark.once
@pytest.mark.parametrize("arguments", [[], ["riesig"], ["real", "large"]])
def test_refuses_a_size_that_is_none(arguments):
    with pytest.raises(CommandError):
        call_command("make_load", *arguments)
    assert content() == {}


def test_all_or_nothing(monkeypatch):
    def stumble(size):
        raise RuntimeError("at the last rows")
        yield

    monkeypatch.setattr(measures, "resolutions", stumble)
    with pytest.raises(RuntimeError, match="at the last rows"):
        call_command("make_load", "real")
    assert content() == {}
