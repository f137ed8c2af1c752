"""The first page of the admin: what waits for the one who is signed in."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from districts.contradictions import CONTRADICTIONS as OF_OFFERS
from districts.models import Offer
from goals.models.content import Publication
from measures.contradictions import CONTRADICTIONS as OF_MEASURES
from measures.models import Measure, Phase
from tests.factories import (
    make_department,
    make_goal,
    make_measure,
    make_member,
    make_milestone,
    make_offer,
    make_offer_date,
    make_organisation,
    make_place,
    make_report,
    make_staff,
)
from tests.forms import texts

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def section(client, heading):
    """The text of a section of the first page; "" where it is missing."""
    found = re.search(rf"<section(?:(?!</section>).)*>{heading}</h2>(.*?)</section>",
                      client.get("/admin/").text, re.S)  # fmt: skip
    return " ".join(re.sub("<.*?>", " ", found[1]).split()) if found else ""


class TestMyMeasures:
    def test_own_ones_that_go_on_longest_without_report_first(self, editor, department):
        mine = {"department": department}
        make_measure("Neu", **mine)
        older, newer, done, archived = (
            make_measure(title, **mine) for title in ("Älter", "Neuer", "Fertig", "Weg")
        )
        make_report(older, "2025-01-01", Phase.PLANNING, next_step="Antrag",
                    next_step_on="2025-04-01")  # fmt: skip
        make_report(newer, "2025-02-01", publication=Publication.REVIEW)
        make_report(done, phase=Phase.COMPLETED)
        Measure.objects.filter(pk=archived.pk).update(publication=Publication.ARCHIVED)
        make_measure("Fremd", department=make_department("Bauamt"))
        text = section(editor, "Meine Maßnahmen")
        assert text == (
            "Neu ohne Sachstand Sachstand erfassen : Neu "
            "Älter in Planung, Sachstand vom 01.01.2025. Nächster Schritt: Antrag "
            "(bis 01.04.2025) Sachstand erfassen : Älter Unverändert, geprüft : Älter "
            "Neuer in Umsetzung, Sachstand vom 01.02.2025 (zur Freigabe) "
            "Sachstand erfassen : Neuer Unverändert, geprüft : Neuer"
        )

    def test_long_lists_are_cut_and_lead_on(self, editor, department):
        for number in range(40):
            make_measure(f"Nummer {number:02}", department=department)
        text = section(editor, "Meine Maßnahmen")
        assert re.findall(r"Nummer (\d\d) ohne", text) == [f"{n:02}" for n in range(10)]
        assert text.endswith("Alle anzeigen (40 Maßnahmen, die laufen oder anstehen)")

    def test_the_verwaltung_sees_those_of_all(self, office, department):
        make_measure("Eins", department=department), make_measure("Zwei")
        text = section(office, "Maßnahmen aller Fachbereiche")
        assert re.findall("(Eins|Zwei) ohne", text) == ["Eins", "Zwei"]

    def test_without_department_it_says_where_to_ask(self, client):
        make_measure("Fremd")
        client.force_login(make_member("Redaktion"))
        text = section(client, "Meine Maßnahmen")
        assert text.startswith("Keine Maßnahme läuft oder steht an. Hier erscheinen die Maßnahmen")

    def test_without_rights_there_is_nothing(self, client):
        make_measure("Fremd", publication=Publication.REVIEW)
        for user in (make_staff("leer", is_superuser=False), make_member("Administration")):
            client.force_login(user)
            response = client.get("/admin/")
            assert '<section class="work"' not in response.text
            assert "Fremd" not in response.text


class TestOverdue:
    def test_reports_milestones_and_offers_of_ones_own(self, editor, department):
        late = make_measure("Spät", department=department)
        make_report(late, "2020-01-01")
        make_milestone(late, "Eröffnung", due_on="2021-06-30")
        make_milestone(late, "Kommt noch", due_on=TOMORROW)
        current = make_measure("Aktuell", department=department)
        make_report(current, TODAY)
        foreign = make_measure("Fremd", department=make_department("Bauamt"))
        make_milestone(foreign, "Fremdes", due_on="2021-06-30")
        offers = [make_offer("Café", verified_on="2020-02-01"), make_offer("Chor")]
        department.offers.set([*offers, make_offer("Neu", verified_on=TODAY)])
        make_offer("Fremdes Angebot")
        assert section(editor, "Überfällig") == (
            "Sachstand Spät Letzter veröffentlichter Sachstand vom 01.01.2020 "
            "Sachstand erfassen : Spät Unverändert, geprüft : Spät "
            "Meilensteine Eröffnung Spät, fällig am 30.06.2021 "
            "Angebote, deren Angaben zu prüfen sind "
            "Chor Noch nie geprüft Unverändert, geprüft : Chor "
            "Café Zuletzt geprüft am 01.02.2020 Unverändert, geprüft : Café"
        )

    def test_nothing_is_said_where_nothing_is_overdue(self, editor, department):
        make_report(make_measure(department=department), TODAY)
        assert section(editor, "Überfällig") == ""

    def test_more_are_a_link_away(self, office):
        for number in range(7):
            make_milestone(make_measure(f"{number}"), due_on="2021-06-30")
            make_offer(f"Angebot {number}")
        text = office.get("/admin/").text
        for query, rows in (
            ("measures/measure/?faellig=sachstand", 7),
            ("measures/measure/?faellig=meilenstein", 7),
            ("districts/offer/?faellig=pruefen", 7),
        ):
            assert f'href="/admin/{query}"' in text
            assert office.get(f"/admin/{query}").context["cl"].result_count == rows


class TestWaiting:
    def test_for_the_verwaltung_with_a_button(self, office, department):
        measure = make_measure("Platz", department=department, publication=Publication.REVIEW)
        make_report(measure, publication=Publication.REVIEW)
        make_organisation("Verein", publication=Publication.REVIEW)
        make_offer("Entwurf", publication=Publication.DRAFT)
        text = section(office, "Wartet auf Freigabe")
        lines = [
            f"{kind}: {what} Vorgelegt am {TODAY:%d.%m.%Y} Veröffentlichen : {kind} {what}"
            for kind, what in (
                ("Maßnahme", "Platz"), ("Sachstand", "Platz"), ("Träger oder Akteur", "Verein"),
            )
        ]  # fmt: skip
        assert text == " ".join(lines)

    def test_for_the_redaktion_without(self, editor, department):
        own = make_measure("Eigen", department=department, publication=Publication.REVIEW)
        make_measure("Fremd", publication=Publication.REVIEW)
        text = section(editor, "Zur Freigabe vorgelegt")
        assert text == f"Maßnahme: {own.title} Vorgelegt am {TODAY:%d.%m.%Y}"
        assert section(editor, "Wartet auf Freigabe") == ""

    def test_a_department_with_the_right_publishes_its_own_only(self, editor, department):
        trusted = make_department("Bauamt", may_publish=True)
        trusted.members.set(department.members.all())
        make_measure("A", department=department, publication=Publication.REVIEW)
        make_measure("B", department=trusted, publication=Publication.REVIEW)
        text = section(editor, "Wartet auf Freigabe")
        assert re.findall(r"Veröffentlichen : (.*?)(?= Maßnahme:|$)", text) == ["Maßnahme B"]
        assert "Maßnahme: A Vorgelegt" in text

    def test_who_changed_what_was_published(self, client, department):
        measure = make_measure("Platz", department=department)
        measure._history_user = make_member("Redaktion", first_name="Eva", last_name="Muster")
        measure.save()
        client.force_login(make_member("Verwaltung"))
        text = section(client, "Seit der Freigabe geändert")
        assert text == (
            f"Maßnahme: Platz Geändert von Eva Muster am {TODAY:%d.%m.%Y} "
            "Unterschiede : Platz Gesehen : Maßnahme Platz"
        )
        client.post(f"/admin/measures/measure/{measure.pk}/gesehen/")
        assert section(client, "Seit der Freigabe geändert") == ""


class TestContradictions:
    def found(self, client):
        return re.findall(r"(?:Maßnahme|Angebot): .*?(?=Maßnahme:|Angebot:|$)",
                          section(client, "Widersprüche"))  # fmt: skip

    def test_of_measures(self):
        year = TODAY.year
        kinds = {
            "offene-meilensteine": (
                lambda m: [make_milestone(m), make_report(m, phase=Phase.COMPLETED)]
            ),
            "ende-vorbei": lambda m: [self.ends(m, f"{year - 1}"), make_report(m)],
            "prozent-gesunken": (
                lambda m: [make_report(m, f"2025-0{n}-01", percent=50 - n) for n in (1, 2)]
            ),
            "hundert-prozent": lambda m: make_report(m, percent=100),
        }
        for title, make in kinds.items():
            make(make_measure(title))
        make_measure("ohne-ziel", [make_goal("1.1.2", is_published=False)])
        make_measure("ende-vor-beginn", planned_start="2025-03", planned_end="2025-02-28")
        make_report(make_measure("nur-sachstand", publication=Publication.DRAFT))
        self.make_what_is_fine(year)
        for kind, (_, narrow) in OF_MEASURES.items():
            assert [m.title for m in narrow(Measure.objects.all(), TODAY)] == [kind]

    def make_what_is_fine(self, year):
        done, ongoing = make_measure("fertig"), make_measure("laufend")
        make_milestone(done, reached_on="2025-01-01")
        make_report(done, phase=Phase.COMPLETED, percent=100)
        make_report(ongoing, phase=Phase.ONGOING, percent=100)
        self.ends(ongoing, "2020")
        for title, end in (("a", f"{year}"), ("b", f"{TODAY:%Y-%m}"), ("c", f"{TODAY:%Y-%m-%d}")):
            measure = make_measure(title, planned_start="2020-03", planned_end="2020")
            self.ends(measure, end)
            make_report(measure, "2025-01-01", percent=10)
            make_report(measure, "2025-02-01")
            make_report(measure, "2025-03-01", percent=10)

    def ends(self, measure, end):
        measure.actual_end = end
        measure.save()

    def test_of_offers(self):
        ended = Offer.Status.ENDED
        hidden = make_place("Versteckt", is_published=False)
        make_offer("ort-verborgen", district=hidden)
        make_offer("Entwurf", slug="e", district=hidden, publication=Publication.DRAFT)
        make_offer_date(make_offer("beendet-mit-terminen", status=ended),
                        starts_at=timezone.now() + timedelta(days=2))  # fmt: skip
        past = {"starts_at": timezone.now() - timedelta(days=2)}
        make_offer_date(make_offer("vorbei", status=ended), **past)
        make_offer_date(make_offer("bis", slug="bis", status=ended), **past,
                        rule="FREQ=WEEKLY;UNTIL=20250101T000000Z")  # fmt: skip
        for kind, (_, narrow) in OF_OFFERS.items():
            assert [offer.name for offer in narrow(Offer.objects.all(), TODAY)] == [kind]

    def test_they_stand_there_by_kind_and_lead_to_their_lists(self, editor, department):
        for title in ("A", "B"):
            make_report(make_measure(title, department=department), percent=100)
        make_report(make_measure("Fremd"), percent=100)
        offer = make_offer("C", district=make_place("Versteckt", is_published=False))
        department.offers.add(offer)
        assert self.found(editor) == [
            "Maßnahme: 100 Prozent, aber nicht abgeschlossen A B ",
            "Angebot: veröffentlicht, aber der Ort ist es nicht C",
        ]
        query = "/admin/measures/measure/?widerspruch=hundert-prozent"
        assert f'href="{query}"' in editor.get("/admin/").text
        assert [m.title for m in editor.get(query).context["cl"].result_list] == ["A", "B"]


def fill(department, rows):
    user = make_member("Redaktion", username="jemand")
    for number in range(rows):
        measure = make_measure(f"M {number}", department=department)
        make_report(measure, "2020-01-01", percent=100)
        make_milestone(measure, due_on="2020-01-01")
        make_report(measure, publication=Publication.REVIEW)
        make_measure(f"R {number}", department=department, publication=Publication.REVIEW)
        offer = make_offer(f"A {number}")
        department.offers.add(offer)
        offer._history_user = user
        offer.save()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [("Redaktion", 15), ("Verwaltung", 16)])
def test_queries(client, department, django_assert_num_queries, role, rows, queries):
    fill(department, rows)
    client.force_login(make_member(role, departments=[department]))
    with django_assert_num_queries(queries):
        text = texts(client.get("/admin/"))
    for heading in ("Überfällig", "orgelegt", "Widersprüche"):
        assert heading in text
