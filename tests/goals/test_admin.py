import pytest
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages

from goals.models import Goal
from tests.factories import (
    make_example,
    make_goal,
    make_indicator,
    make_measure,
    make_offer,
    make_report,
    make_staff,
)
from tests.trees import tree_faults

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/goals/goal/", "/admin/goals/goal/add/"


@pytest.fixture
def staff(client):
    client.force_login(make_staff())
    return client


def codes():
    return [goal.code for goal in Goal.objects.all()]


def said(response):
    return [(message.level_tag, str(message)) for message in get_messages(response.wsgi_request)]


def drag(client, node, target, position):
    return client.post(
        LIST,
        {
            "cmd": "move_node",
            "cut_item": node.pk,
            "pasted_on": target.pk,
            "position": position,
        },
    )


def page(goal, name="change"):
    return f"{LIST}{goal.pk}/{name}/"


def form(code, **values):
    return {"code": code, "text": "Neu.", "is_published": "on", "_save": "", **values}


class TestTree:
    def test_the_list_is_the_tree(self, staff):
        make_goal("1.1.1"), make_goal("2")
        text = staff.get(LIST).text
        places = [text.index(f'<div class="tree-level-{level}">{name}') for level, name in (
            (0, "Leitziel 1"), (1, "M 1.1"), (2, "Handlungsziel 1.1.1"), (0, "Leitziel 2"),
        )]  # fmt: skip
        assert places == sorted(places)
        assert "admin-tree.css" in text
        assert "davor" in text
        assert "delete_selected" not in text

    def test_dragging_among_siblings(self, staff):
        one, two = make_goal("1.1"), make_goal("1.2")
        response = drag(staff, two, one, "left")
        assert said(response) == [("info", "M 1.2 Wortlaut von 1.2. wurde erfolgreich verschoben.")]
        assert codes() == ["1", "1.2", "1.1"]
        assert tree_faults(Goal) == []

    @pytest.mark.parametrize("position", ["last-child", "left", "right"])
    def test_dragging_where_it_does_not_belong(self, staff, position):
        goal, other = make_goal("1.1.1"), make_goal("2.1.1")
        target = other.parent if position == "last-child" else other
        response = drag(staff, goal, target, position)
        assert said(response) == [
            (
                "error",
                (
                    "Handlungsziel 1.1.1 gehört unter das Ziel 1.1, nicht unter M 2.1. "
                    "Ebene, Ort und Nummer müssen passen."
                ),
            )
        ]
        assert codes() == ["1", "1.1", "1.1.1", "2", "2.1", "2.1.1"]

    def test_dragging_without_permission(self, client):
        reader = make_staff(is_superuser=False)
        reader.user_permissions.add(Permission.objects.get(codename="view_goal"))
        client.force_login(reader)
        one, two = make_goal("1"), make_goal("2")
        assert said(drag(client, two, one, "left")) == [("error", "Keine Berechtigung")]
        assert codes() == ["1", "2"]

    @pytest.mark.parametrize(
        ("action", "code", "expected"),
        [
            ("move_up", "1.2", ["1", "1.2", "1.1", "1.3"]),
            ("move_down", "1.2", ["1", "1.1", "1.3", "1.2"]),
            ("move_up", "1.1", ["1", "1.1", "1.2", "1.3"]),
            ("move_down", "1", ["1", "1.1", "1.2", "1.3"]),
        ],
    )
    def test_one_step_without_dragging(self, staff, action, code, expected):
        for sibling in ("1.1", "1.2", "1.3"):
            make_goal(sibling)
        goal = Goal.objects.get(code=code)
        response = staff.post(LIST, {"action": action, "_selected_action": goal.pk}, follow=True)
        assert f"Neue Stelle: {goal}" in response.text
        assert codes() == expected

    def test_one_step_is_for_one(self, staff):
        goals = [make_goal("1"), make_goal("2")]
        chosen = {"action": "move_up", "_selected_action": [goal.pk for goal in goals]}
        response = staff.post(LIST, chosen, follow=True)
        assert "Bitte genau einen Eintrag wählen." in response.text
        assert codes() == ["1", "2"]


class TestForm:
    def test_the_number_says_the_parent(self, staff):
        make_goal("1.1")
        response = staff.post(ADD, form("1.1.1", reach=Goal.Reach.TOWN))
        assert response.status_code == 302
        goal = Goal.objects.get(code="1.1.1")
        assert (goal.parent.code, goal.level) == ("1.1", 2)

    @pytest.mark.parametrize(
        ("values", "field", "error"),
        [
            (
                form("1.2.1", reach="stadtweit"),
                "code",
                (
                    "Handlungsziel 1.2.1 gehört unter das Ziel 1.2, nicht ganz oben. "
                    "Ebene, Ort und Nummer müssen passen."
                ),
            ),
            (form("1.1.1.1"), "code", "„1.1.1.1“ ist keine Nummer wie 1, 1.1 oder 1.1.1."),
            (form("1.1"), "code", "Ein Ziel mit dieser Nummer gibt es schon."),
            (form("1.1.1"), "reach", "Ein Handlungsziel braucht eine Reichweite."),
            (form("2", reach="stadtweit"), "reach", "Eine Reichweite hat nur ein Handlungsziel."),
        ],
    )
    def test_what_does_not_fit_is_said_at_the_field(self, staff, values, field, error):
        make_goal("1.1")
        response = staff.post(ADD, values)
        assert response.status_code == 200
        assert response.context["adminform"].errors[field] == [error]
        assert codes() == ["1", "1.1"]

    def test_a_change_keeps_a_move_that_came_between(self, staff):
        one, two = make_goal("1.1"), make_goal("1.2")
        drag(staff, two, one, "left")
        staff.post(page(one), form("1.1", title="Neu"))
        assert codes() == ["1", "1.2", "1.1"]
        assert Goal.objects.get(code="1.1").title == "Neu"

    def test_another_number_moves_the_goal(self, staff):
        goal = make_goal("1.1.1")
        make_goal("1.2")
        staff.post(page(goal), form("1.2.1", reach=Goal.Reach.BOTH))
        assert codes() == ["1", "1.1", "1.2", "1.2.1"]
        assert tree_faults(Goal) == []

    @pytest.mark.parametrize("number", ["1.1.1.1", "1..1", "eins", "1.1.1.1.1"])
    def test_a_change_to_no_number_is_refused_and_shown(self, staff, number):
        response = staff.post(page(make_goal("1.1.1")), form(number, reach=Goal.Reach.TOWN))
        assert response.context["adminform"].errors["code"] == [
            f"„{number}“ ist keine Nummer wie 1, 1.1 oder 1.1.1."
        ]
        assert codes() == ["1", "1.1", "1.1.1"]


class TestDelete:
    @pytest.mark.parametrize(
        ("refer", "shown"),
        [
            (lambda goal: make_measure("Spielplatz", goals=[goal]), "Spielplatz"),
            (lambda goal: make_offer("Sprechstunde", goals=[goal]), "Sprechstunde"),
        ],
        ids=["measure", "offer"],
    )
    def test_it_says_what_still_refers(self, staff, refer, shown):
        goal = make_goal("1.1.1")
        refer(goal)
        response = staff.get(page(goal, "delete"))
        assert shown in " ".join(str(line) for line in response.context["protected"])
        assert staff.post(page(goal, "delete"), {"post": "yes"}).status_code == 200
        assert codes() == ["1", "1.1", "1.1.1"]

    def test_a_parent_stays(self, staff):
        make_goal("1.1")
        goal = Goal.objects.get(code="1")
        assert "M 1.1" in " ".join(staff.get(page(goal, "delete")).context["protected"])

    def test_a_leaf_goes(self, staff):
        goal = make_goal("1.1")
        staff.post(page(goal, "delete"), {"post": "yes"})
        assert codes() == ["1"]
        assert tree_faults(Goal) == []


@pytest.mark.parametrize(
    "words", ["ältere", "ÄLTERE menschen", "aeltere", "1.1.1", "Handlungsziel"]
)
def test_search_knows_umlauts(staff, words):
    make_goal("1.1.1", text="Für ältere Menschen.")
    other = make_goal("2", text="Für Kinder.")
    response = staff.get(LIST, {"q": words})
    assert [goal.code for goal in response.context["cl"].queryset] == ["1.1.1"]
    assert str(other) not in response.text


def test_an_example_leads_to_its_goals(staff):
    example = make_example("Mehrgenerationenhaus", goals=[make_goal("1.1.1")])
    response = staff.get(f"/admin/goals/example/{example.pk}/change/")
    assert "Handlungsziel 1.1.1" in response.text


@pytest.mark.parametrize("term", ["%", "?!", "-", "\U0001f600"])
@pytest.mark.parametrize(
    ("address", "make"),
    [
        (LIST, make_goal),
        ("/admin/goals/example/", make_example),
        ("/admin/districts/offer/", make_offer),
        ("/admin/measures/measure/", make_measure),
        ("/admin/measures/progressreport/", make_report),
        ("/admin/districts/indicator/", make_indicator),
    ],
)
def test_a_search_for_what_no_word_has_finds_nothing(staff, address, make, term):
    make()
    assert staff.get(address).context["cl"].result_count > 0
    assert staff.get(address, {"q": term}).context["cl"].result_count == 0
