import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from districts.models import Coverage, District, Indicator, Measurement, Offer, Organisation
from goals.models import Goal
from measures.models import Measure, ProgressReport
from ratzeburg.management.commands import load_content
from tests.factories import (
    make_department,
    make_example,
    make_goal,
    make_indicator,
    make_measure,
    make_offer,
    make_organisation,
    make_report,
    make_target_group,
    make_town,
)

pytestmark = pytest.mark.django_db

DUMPED = {
    "goals": ["goals.goal"],
    "districts": ["districts.district"],
    "offers": ["districts.targetgroup", "districts.organisation", "districts.offer"],
    "measures": ["measures.measure", "measures.progressreport"],
    "figures": ["districts.indicator", "districts.measurement"],
}


def dump(path, labels):
    call_command(
        "dumpdata",
        *labels,
        natural_primary=True,
        natural_foreign=True,
        indent=1,
        output=str(path),
        verbosity=0,
    )
    return path.read_text()


@pytest.fixture
def loaded(capsys):
    call_command("load_content")
    return capsys.readouterr().out


def test_loads_everything(loaded):
    models = (Goal, District, Offer, Measure, ProgressReport, Indicator, Measurement)
    assert [model.objects.count() for model in models] == [38, 9, 46, 32, 32, 2, 3]
    assert loaded == (
        f"Geladen: Ziele: 38, Orte: 9, gilt in: {Coverage.objects.count()}, Zielgruppen: 6, "
        f"Träger und Akteure: {Organisation.objects.count()}, Angebote: 46, Kennzahlen: 2, "
        "Messwerte: 3, Sachstände: 32, Maßnahmen: 32.\n"
    )
    public = [model.objects.public().count() for model in (Goal, District, Offer, Measure)]
    assert public == [38, 9, 46, 32]


def test_every_goal_applies_where_its_reach_says(loaded):
    reaches = {
        "stadt": {"stadtweit"},
        "stadtteil": {"alle-stadtteile", "stadtteile-und-stadtquartiere"},
        "stadtquartier": {"alle-stadtquartiere", "stadtteile-und-stadtquartiere"},
    }
    assert sorted(Coverage.objects.values_list("goal__code", "district__slug", "by_reach")) == (
        sorted(
            (goal.code, place.slug, True)
            for goal in Goal.objects.all()
            for place in District.objects.all()
            if goal.reach in reaches[place.kind]
        )
    )


def places_in_tree(nodes):
    """What tree_id, lft, rght and level have to be by parent and position alone."""
    children, places = {}, {}
    for node in sorted(nodes, key=lambda node: node.position):
        children.setdefault(node.parent_id, []).append(node)

    def walk(node, tree, level, number):
        left = number
        for child in children.get(node.pk, []):
            number = walk(child, tree, level + 1, number + 1)
        places[node] = (tree, left, number + 1, level)
        return number + 1

    for tree, root in enumerate(children[None], start=1):
        walk(root, tree, 0, 1)
    return places


def test_trees_are_sound(loaded):
    for nodes in (Goal.objects.all(), District.objects.all()):
        stored = {node: (node.tree_id, node.lft, node.rght, node.level) for node in nodes}
        assert stored == places_in_tree(nodes)


def test_goals_are_those_of_the_towns_document(loaded):
    before = list(Goal.objects.order_by("pk").values())
    call_command("import_goals", settings.BASE_DIR / "fixtures" / "zielpyramide.tsv")
    assert list(Goal.objects.order_by("pk").values()) == before


def test_search_text_is_what_saving_makes(loaded):
    for model in (Goal, District, Organisation, Offer, Measure):
        columns = model.objects.order_by("pk").values_list("search_heading", "search")
        loaded_text = list(columns)
        for row in model.objects.all():
            row.save()
        assert list(columns.all()) == loaded_text


def test_rows_are_valid_by_the_rules_of_forms(loaded):
    for model in (Goal, District, Organisation, Offer, Measure, ProgressReport, Measurement):
        for row in model.objects.all():
            row.full_clean()


def test_dumped_again_it_is_the_same_files(loaded, tmp_path):
    for name, labels in DUMPED.items():
        text = (settings.BASE_DIR / "fixtures" / f"{name}.json").read_text()
        assert dump(tmp_path / "dump.json", labels) == text


def test_new_rows_get_numbers_of_their_own(loaded):
    report = make_report(Measure.objects.first())
    assert report.pk > 32


def test_refuses_a_second_time(loaded, tmp_path):
    everything = ["goals", "districts", "measures"]
    before = dump(tmp_path / "before.json", everything)
    with pytest.raises(CommandError, match=r"enthält schon Inhalte \(Ziele: 38, Orte: 9, "):
        call_command("load_content")
    assert dump(tmp_path / "after.json", everything) == before


def test_if_empty_keeps_edits(loaded, tmp_path, capsys):
    Offer.objects.filter(slug="gleis21").update(name="Gleis 22")
    before = dump(tmp_path / "before.json", ["districts"])
    call_command("load_content", "--if-empty")
    assert capsys.readouterr().out == (
        "Die Datenbank enthält schon Inhalte, sie bleiben, wie sie sind.\n"
    )
    assert dump(tmp_path / "after.json", ["districts"]) == before


def test_if_empty_loads_into_an_empty_database(capsys):
    call_command("load_content", "--if-empty")
    assert capsys.readouterr().out.startswith("Geladen: Ziele: 38, ")


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: make_goal("1"), "Ziel: 1"),
        (make_example, "Praxisbeispiel: 1"),
        (make_town, "Ort: 1"),
        (make_target_group, "Zielgruppe: 1"),
        (make_organisation, "Träger oder Akteur: 1"),
        (make_offer, "Angebot: 1"),
        (make_indicator, "Kennzahl: 1"),
        (make_department, "Fachbereich: 1"),
        (lambda: make_measure(goals=[]), "Maßnahme: 1"),
    ],
)
def test_any_content_is_reason_to_refuse(make, named):
    make()
    with pytest.raises(CommandError) as refusal:
        call_command("load_content")
    assert str(refusal.value) == (
        f"Die Datenbank enthält schon Inhalte ({named}), es wurde nichts geladen. "
        "Geladen wird nur in eine leere Datenbank (DATABASE_URL)."
    )
    assert sum(load_content.content().values()) == 1


def test_all_or_nothing(monkeypatch):
    def stumble(*args):
        raise RuntimeError("after the fixtures")

    monkeypatch.setattr(type(Coverage.objects), "follow_reach", stumble)
    with pytest.raises(RuntimeError, match="after the fixtures"):
        call_command("load_content")
    assert load_content.content() == {}
