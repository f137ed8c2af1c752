"""What becomes of an instance that was loaded before somebody else's move."""

import pytest
from django.core.exceptions import ValidationError

from districts.models import District
from goals.models import Goal
from tests.factories import make_goal, make_place, make_quarter
from tests.goals.small_town import ORDER, codes, in_order, names, town_of_two

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sound_trees")]


def test_saving_it_does_not_undo_the_move():
    _, vorstadt, nord, *_ = town_of_two()
    stale = District.objects.get(pk=nord.pk)
    nord.move_to(vorstadt, "first-child")
    stale.text = "Neu."
    stale.save()
    assert names(District.objects.get(name="Vorstadt").get_children()) == ["Nord", "Ost"]
    assert District.objects.get(name="Nord").text == "Neu."


def test_moving_it_keeps_what_others_wrote():
    _, vorstadt, nord, *_ = town_of_two()
    stale = District.objects.get(pk=nord.pk)
    nord.text = "Neu."
    nord.save()
    stale.move_to(vorstadt)
    assert District.objects.get(name="Nord").text == "Neu."


def test_moving_it_leaves_its_unsaved_text_alone():
    _, vorstadt, nord, *_ = town_of_two()
    nord.text = "Noch nicht fertig."
    nord.move_to(vorstadt)
    assert nord.text == "Noch nicht fertig."
    assert District.objects.get(name="Nord").text == ""


def test_moving_it_again_after_somebody_else():
    insel, vorstadt, nord, _, ost = town_of_two()
    stale, stale_insel = District.objects.get(pk=nord.pk), District.objects.get(pk=insel.pk)
    nord.move_to(vorstadt)
    ost.move_to(insel, "last-child")
    vorstadt.move_to(insel, "left")
    stale.move_to(stale_insel, "first-child")
    assert names(stale_insel.get_children()) == ["Nord", "Süd", "Ost"]
    assert stale.parent == insel


def test_a_stale_parent_is_looked_up_anew():
    first, stale = make_goal("1"), Goal.objects.get(code="1")
    make_goal("2").move_to(first, "left")
    make_goal("1.2", parent=first)
    make_goal("1.1", parent=stale)
    assert codes(Goal.objects.all()) == ["2", "1", "1.1", "1.2"]
    assert codes(Goal.objects.under(stale)) == ["1", "1.1", "1.2"]


def test_only_the_fields_that_are_named_move_it():
    _, vorstadt, nord, *_ = town_of_two()
    nord.parent, nord.text = vorstadt, "Neu."
    nord.save(update_fields=["text"])
    assert in_order() == ORDER
    nord.parent = vorstadt
    nord.save(update_fields=["parent"])
    assert District.objects.get(name="Nord").parent == vorstadt


def test_with_few_columns_loaded():
    *_, vorstadt, nord, _, _ = town_of_two()
    few = District.objects.only("name").get(pk=nord.pk)
    nord.move_to(vorstadt, "first-child")
    few.name = "Norden"
    few.save()
    assert names(District.objects.get(name="Vorstadt").get_children()) == ["Norden", "Ost"]


def test_its_children_count_as_they_are_now():
    insel = make_place("Insel")
    stale = District.objects.get(pk=insel.pk)
    make_quarter("Nord", insel)
    stale.kind = District.Kind.QUARTER
    with pytest.raises(ValidationError) as refused:
        stale.save()
    assert list(refused.value.message_dict) == ["kind"]


def test_deleting_it():
    _, vorstadt, nord, *_ = town_of_two()
    stale = District.objects.get(pk=nord.pk)
    nord.move_to(vorstadt)
    stale.delete()
    assert names(vorstadt.get_children()) == ["Ost"]


def test_saving_what_is_gone():
    goal = make_goal("1")
    Goal.objects.get(code="1").delete()
    with pytest.raises(Goal.DoesNotExist):
        goal.save()
    assert list(Goal.objects.all()) == []
