"""What is not published is nowhere in public, and public pages are as if it did not exist."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from districts.models import (
    Assessment,
    Coverage,
    District,
    Document,
    Indicator,
    Measurement,
    Offer,
    OfferDate,
    Organisation,
    Suggestion,
)
from goals.models import Example, Goal
from goals.models.content import Publication
from measures.models import Measure, Milestone, ProgressReport, Resolution
from tests.crawl import as_text, crawl, texts, words
from tests.factories import (
    make_answer,
    make_assessment,
    make_department,
    make_document,
    make_example,
    make_goal,
    make_indicator,
    make_measure,
    make_measurement,
    make_member,
    make_milestone,
    make_offer,
    make_offer_date,
    make_organisation,
    make_place,
    make_quarter,
    make_report,
    make_resolution,
    make_staff,
    make_suggestion,
    make_town,
)

pytestmark = pytest.mark.django_db

NOT_PUBLIC = [state for state in Publication if state != Publication.PUBLISHED]
NUMBER = "777"  # in the code of each hidden goal, and in no other


class World:
    """Public things, and on demand hidden ones that are linked to them in every way there is."""

    def __init__(self):
        self.hidden = []  # (thing, the word in all its texts)
        self.words = words("geheim")
        self.objective = make_goal("1.1.1", reach=Goal.Reach.BOTH)
        self.town = make_town()
        self.district = make_place("Vorstadt")
        self.quarter = make_quarter("Barkenkamp", self.district)
        self.organisation = make_organisation("Verein für alle")
        self.department = make_department()
        self.measure = make_measure(
            goals=[self.objective, make_goal("1.1.2")],
            districts=[self.district],
            partners=[self.organisation],
            department=self.department,
            summary="Ein Platz zum Spielen",
        )
        make_report(self.measure, text="Die Geräte stehen.", percent=40)
        self.offer = make_offer(goals=[self.objective], district=self.district)
        self.indicator = make_indicator(goals=[self.objective])
        make_measurement(self.indicator, self.district)
        self.document = make_document(goals=[self.objective], districts=[self.district])
        self.example = make_example(goals=[self.objective])

    def hide(self):
        self.hide_goals()
        self.hide_places()
        self.hide_organisations()
        self.hide_measures()
        self.hide_offers()
        self.hide_papers()
        self.hide_suggestions()

    def hide_goals(self):
        self.make(make_goal, Goal, code=NUMBER, is_published=False)
        self.make(make_goal, Goal, code=f"{NUMBER}.1")
        below = self.make(make_goal, Goal, code=f"{NUMBER}.1.1")
        self.make(make_goal, Goal, code=f"1.{NUMBER}", is_published=False)
        beside = self.make(make_goal, Goal, code=f"1.{NUMBER}.1")
        objective = self.make(make_goal, Goal, code=f"1.1.{NUMBER}", is_published=False)
        self.goals = [below, beside, objective]
        self.measure.goals.add(*self.goals)
        self.offer.goals.add(*self.goals)

    def hide_places(self):
        hidden = self.make(make_place, District, is_published=False)
        below = self.make(make_quarter, District, parent=hidden)
        quarter = self.make(make_quarter, District, parent=self.district, is_published=False)
        self.places = [hidden, below, quarter]
        self.measure.districts.add(*self.places)
        for coverage in Coverage.objects.filter(district__in=self.places):
            self.make(make_assessment, Assessment, coverage=coverage)

    def hide_organisations(self):
        for state in NOT_PUBLIC:
            hidden = self.make(make_organisation, Organisation, publication=state)
            self.measure.partners.add(hidden)
            self.offer.partners.add(hidden)
        # Not by save(), which would make the offer's page say that it was changed.
        Offer.objects.filter(pk=self.offer.pk).update(organisation=hidden)

    def hide_measures(self):
        everywhere = {
            "goals": [self.objective],
            "districts": [self.town, self.district],
            "department": self.department,
            "partners": [self.organisation],
        }
        measures = [
            self.make(make_measure, Measure, **everywhere, publication=state)
            for state in NOT_PUBLIC
        ]
        measures.append(self.make(make_measure, Measure, **everywhere | {"goals": self.goals}))
        measures.append(self.make(make_measure, Measure, **everywhere | {"goals": []}))
        for measure in measures:
            self.make(make_report, ProgressReport, measure=measure, percent=77)
            self.make(make_milestone, Milestone, measure=measure)
            self.make(make_resolution, Resolution, measure=measure)
        for state in NOT_PUBLIC:
            self.make(
                make_report, ProgressReport, measure=self.measure, percent=77, publication=state
            )
        tomorrow = timezone.localdate() + timedelta(days=1)
        self.make(make_report, ProgressReport, measure=self.measure, on=tomorrow, percent=77)

    def hide_offers(self):
        here = {"district": self.district, "goals": [self.objective]}
        for state in NOT_PUBLIC:
            offer = self.make(
                make_offer, Offer, **here, organisation=self.organisation, publication=state
            )
            self.make(make_offer_date, OfferDate, offer=offer, starts_at=timezone.now())
        for place in self.places:
            self.make(make_offer, Offer, district=place, goals=[self.objective])

    def hide_papers(self):
        draft = {"goals": [self.objective], "publication": Publication.DRAFT}
        self.make(make_document, Document, districts=[self.district], **draft)
        indicator = self.make(make_indicator, Indicator, **draft)
        self.make(make_measurement, Measurement, indicator=indicator, district=self.district)
        self.make(make_example, Example, **draft)
        for place in self.places:
            self.make(
                make_measurement, Measurement, indicator=self.indicator, district=place, value=777
            )
        for paper in (self.document, self.example, self.indicator):
            paper.goals.add(*self.goals)
        self.document.districts.add(*self.places)

    def hide_suggestions(self):
        """What people wrote, answers that are not published, answers on what is hidden."""
        offers = Offer.objects.exclude(pk__in=Offer.objects.public())
        measures = Measure.objects.exclude(pk__in=Measure.objects.public())
        corrected = {"kind": Suggestion.Kind.CORRECTION}
        for about in ({}, {"measure": self.measure}, corrected | {"offer": self.offer}):
            self.suggest(make_suggestion, **about)
        for measure in measures:
            self.suggest(make_answer, measure=measure)
        for offer in offers:
            self.suggest(make_answer, **corrected, offer=offer)

    def suggest(self, factory, **about):
        word = next(self.words)
        said = dict.fromkeys(("subject", "text", "question", "answer", "note"), word)
        self.hidden.append((factory(**said, **about), word))

    def make(self, factory, model, **values):
        word = next(self.words)
        thing = factory(**texts(model, word), **values)
        self.hidden.append((thing, word))
        return thing

    @property
    def pages(self):
        """The addresses that the hidden things would have."""
        return [
            thing.get_absolute_url()
            for thing, _ in self.hidden
            if isinstance(
                thing, Goal | District | Offer | Measure | Organisation | Indicator | Example
            )
        ]


@pytest.fixture
def world():
    return World()


def leaks(texts, words):
    """{address: the words in it or its text}; a number is none of the digits of a longer one."""
    patterns = [rf"(?<!\d){word}(?!\d)" if word.isdigit() else word for word in words]
    return {
        address: found
        for address, text in texts.items()
        if (found := [pattern for pattern in patterns if re.search(pattern, f"{address} {text}")])
    }


@pytest.mark.once  # minutes; what is public is asked in the same words of both databases
def test_public_pages_are_as_if_hidden_things_did_not_exist(client, world):
    """Which covers counts, roll-ups, filters and the workbook too, and what staff see of them."""
    before = crawl(client)
    world.hide()
    after = crawl(client)
    client.force_login(make_member("Redaktion"))
    client.get("/admin/")
    as_staff = crawl(client)

    assert leaks(after, [NUMBER, "77 Prozent", *(word for _, word in world.hidden)]) == {}
    assert after == before
    # The one page that knows who asks, and no public one; only from there leads a way to this one.
    assert as_staff.pop("/anmelden/") != after.pop("/anmelden/")
    after.pop("/anmelden/passwort/")
    assert as_staff == after


@pytest.mark.once
def test_the_same_texts_are_seen_once_they_are_published(client, world):
    """Shows that the crawl would have found them."""
    world.hide()
    for tree in (Goal, District):
        tree.objects.filter(is_published=False).update(is_published=True)
    for model in (Measure, ProgressReport, Offer, Organisation, Document, Indicator, Example):
        model.objects.update(publication=Publication.PUBLISHED)
    today = timezone.localdate()
    Suggestion.objects.update(answer_published=True, answered_on=today)
    seen = "".join(crawl(client).values())

    assert {type(thing) for thing, word in world.hidden if word in seen} == {
        Assessment,
        District,
        Document,
        Example,
        Goal,
        Indicator,
        Measure,
        Measurement,
        Milestone,
        Offer,
        OfferDate,
        Organisation,
        ProgressReport,
        Resolution,
        Suggestion,
    }


@pytest.mark.parametrize("is_staff", [False, True])
def test_a_hidden_address_answers_like_one_that_never_existed(client, world, is_staff):
    world.hide()
    if is_staff:
        client.force_login(make_staff())
    expected = answer(client, "/massnahmen/gibt-es-nicht/")

    assert expected[0] == 404
    assert len(world.pages) == 25
    for page in world.pages:
        assert answer(client, page) == expected
        # Without the slash at the end, both are sent on.
        assert client.get(page.rstrip("/")).status_code == 301


@pytest.mark.parametrize("address", ["/massnahmen/", "/statusbericht/", "/angebote/", "/suche/"])
def test_a_search_for_hidden_words_finds_what_a_made_up_word_finds(client, world, address):
    world.hide()
    expected = answer(client, address, q="nirgends")

    assert expected[0] == 200
    for _, word in world.hidden:
        status, headers, text = answer(client, address, q=word)
        assert (status, headers, text.replace(word, "nirgends")) == expected


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/massnahmen/", "ziel"),
        ("/massnahmen/", "ort"),
        ("/statusbericht/", "ziel"),
        ("/statusbericht/", "ort"),
        ("/abdeckung/", "ziel"),
        ("/abdeckung/", "ort"),
        ("/angebote/", "ort"),
    ],
)
@pytest.mark.parametrize("format", ["", "xlsx"])
def test_a_filter_by_a_hidden_thing_answers_like_one_by_nothing(
    client, world, address, name, format
):
    world.hide()
    model = {"ziel": Goal, "ort": District}[name]
    hidden = [thing.natural_key()[0] for thing, _ in world.hidden if isinstance(thing, model)]
    expected = answer(client, address, **{name: "gibt-es-nicht"}, format=format)

    assert len(hidden) == {"ziel": 6, "ort": 3}[name]
    for key in hidden:
        status, headers, text = answer(client, address, **{name: key}, format=format)
        assert (status, headers, text.replace(key, "gibt-es-nicht")) == expected


def answer(client, address, **query):
    response = client.get(address, query)
    headers = {name: value for name, value in response.items() if name != "Content-Length"}
    return response.status_code, headers, as_text(response)
