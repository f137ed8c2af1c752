"""One sign-in for staff and council, and the way back to a forgotten password."""

import re
import threading
from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from ratzeburg.models import Mailing
from ratzeburg.signin.forms import MAILING, TOO_OFTEN

pytestmark = pytest.mark.django_db

PASSWORD = "ein langes Passwort"
NEW_PASSWORD = "ein ganz anderes Passwort"


def make_user(username, **values):
    return User.objects.create_user(username, password=PASSWORD, **values)


def sign_in(client, username="verwaltung", password=PASSWORD, **more):
    return client.post("/anmelden/", {"username": username, "password": password, **more})


class TestSignIn:
    @pytest.fixture(autouse=True)
    def accounts(self):
        make_user("verwaltung", is_staff=True, is_superuser=True)
        make_user("rat").groups.add(Group.objects.get(name="Rat"))

    @pytest.mark.parametrize(
        ("username", "goes_on_to"), [("verwaltung", "/admin/"), ("rat", "/statusbericht/")]
    )
    def test_leads_people_to_their_work(self, client, username, goes_on_to):
        response = sign_in(client, username)
        assert response.status_code == 302
        assert response["Location"] == goes_on_to
        assert client.get(goes_on_to).status_code == 200

    @pytest.mark.parametrize(
        "wanted", ["/statusbericht/?ort=insel&format=xlsx", "/massnahmen/", "/admin/auth/user/?q=a"]
    )
    def test_leads_on_to_the_page_that_was_asked_for(self, client, wanted):
        assert sign_in(client, next=wanted)["Location"] == wanted
        # Who is signed in already goes on at once.
        assert client.get("/anmelden/", {"next": wanted})["Location"] == wanted

    @pytest.mark.parametrize(
        "wanted",
        [
            "https://evil.example/",
            "http://evil.example/",
            "//evil.example/",
            "///evil.example/",
            r"/\evil.example/",
            r"\\evil.example/",
            r"\/evil.example/",
            "/\t/evil.example/",
            " //evil.example/",
            "http:/evil.example/",
            "http:evil.example",
            "http:///evil.example/",
            "https://testserver@evil.example/",
            "https://testserver.evil.example/",
            "https://evil.example\\@testserver/",
            "javascript:alert(1)",
            "data:text/html,x",
            "\x00/admin/",
            "",
        ],
    )
    def test_leads_to_no_other_site(self, client, wanted):
        page = client.get("/anmelden/", {"next": wanted})
        assert re.findall(r'name="next" value="(.*)"', page.text) == [""]
        assert sign_in(client, next=wanted)["Location"] == "/admin/"
        # Nor for those who are signed in.
        page = client.get("/anmelden/", {"next": wanted})
        assert page.status_code == 200
        assert "evil" not in page.text
        assert client.post("/abmelden/", {"next": wanted})["Location"] == "/"

    def test_the_admin_has_no_other(self, client):
        response = client.get("/admin/auth/user/?q=a%26b", follow=True)
        assert response.redirect_chain == [
            ("/admin/login/?next=/admin/auth/user/%3Fq%3Da%2526b", 302),
            ("/anmelden/?next=%2Fadmin%2Fauth%2Fuser%2F%3Fq%3Da%2526b", 302),
        ]
        wanted = unescape(re.search(r'name="next" value="(.*)"', response.text)[1])
        assert wanted == "/admin/auth/user/?q=a%26b"
        assert sign_in(client, next=wanted)["Location"] == wanted

    def test_the_council_is_told_that_the_admin_is_not_for_it(self, client):
        response = client.post(
            "/anmelden/",
            {"username": "rat", "password": PASSWORD, "next": "/admin/"},
            follow=True,
        )
        assert [address for address, _ in response.redirect_chain] == [
            "/admin/",
            "/admin/login/?next=/admin/",
            "/anmelden/?next=%2Fadmin%2F",
        ]
        assert response.status_code == 403
        assert "Ihr Konto „rat“ hat keinen Zugang zum Bereich der Verwaltung" in response.text
        assert 'href="/admin/"' not in response.text
        assert 'action="/abmelden/"' in response.text

    @pytest.mark.parametrize(
        ("username", "links"),
        [("verwaltung", ["/admin/", "/statusbericht/"]), ("rat", ["/statusbericht/"])],
    )
    def test_who_is_signed_in_sees_so_and_can_sign_out(self, client, username, links):
        client.force_login(User.objects.get(username=username))
        page = client.get("/anmelden/")
        main = page.text[page.text.index("<main") : page.text.index("</main>")]

        assert page.status_code == 200
        assert f"Ihr Konto heißt „{username}“." in main
        assert re.findall(r'href="(.+?)"', main) == links
        assert re.findall(r'action="(.+?)"', main) == ["/abmelden/"]

        response = client.post("/abmelden/")
        assert (response.status_code, response["Location"]) == (302, "/")
        assert "_auth_user_id" not in client.session
        assert "Zum Ansehen des Portals brauchen Sie kein Konto" in client.get("/anmelden/").text

    def test_nobody_is_signed_out_by_a_link(self, client):
        client.force_login(User.objects.get(username="rat"))
        assert client.get("/abmelden/").status_code == 405
        assert "_auth_user_id" in client.session

    def test_the_same_is_said_of_an_unknown_name_and_of_a_wrong_password(self, client):
        make_user("ausgeschieden", is_active=False)
        pages = [
            sign_in(client, "verwaltung", "falsch"),
            sign_in(client, "VERWALTUNG", PASSWORD),
            sign_in(client, "gibt-es-nicht", PASSWORD),
            sign_in(client, "ausgeschieden", PASSWORD),
            sign_in(client, "' OR 1=1 --", "x" * 5000),
        ]
        assert {page.status_code for page in pages} == {200}
        assert len({tuple(page.context["form"].non_field_errors()) for page in pages}) == 1
        assert len({re.sub(r'value=".*?"', "", page.text) for page in pages}) == 1
        assert "_auth_user_id" not in client.session

    @pytest.mark.parametrize("username", ["\x00", "verwaltung\x00", "", " "])
    def test_a_name_that_cannot_be_one(self, client, username):
        page = sign_in(client, username)
        assert page.status_code == 200
        assert [*page.context["form"].errors] == ["username"]

    def test_a_session_of_before_is_worth_nothing_afterwards(self, client):
        session = client.session
        session["planted"] = "yes"
        session.save()
        before = session.session_key
        client.cookies["sessionid"] = before
        sign_in(client)
        after = client.cookies["sessionid"].value

        assert after != before
        other = Client()
        other.cookies["sessionid"] = before
        assert other.get("/admin/").status_code == 302
        client.post("/abmelden/")
        other.cookies["sessionid"] = after
        assert other.get("/admin/").status_code == 302

    def test_an_outdated_form_is_explained(self):
        client = Client(enforce_csrf_checks=True)
        response = sign_in(client)
        assert response.status_code == 403
        assert "<h1>Dieses Formular gilt nicht mehr</h1>" in response.text


class TestForgottenPassword:
    @pytest.fixture(autouse=True)
    def account(self):
        return make_user("verwaltung", email="v@example.org", is_staff=True)

    @pytest.fixture
    def ask(self, client):
        def ask(email="v@example.org", **more):
            answer = client.post("/anmelden/passwort/", {"email": email}, **more)
            for thread in threading.enumerate():
                if thread.name == MAILING:
                    thread.join()
            return answer

        return ask

    @pytest.fixture
    def link(self, ask):
        ask()
        [message] = mail.outbox
        return re.search(r"http://testserver(/anmelden/passwort/\S+)", message.body)[1]

    def set_password(self, client, link, password=NEW_PASSWORD):
        form = client.get(link, follow=True)
        path = form.request["PATH_INFO"]
        return client.post(path, {"new_password1": password, "new_password2": password})

    def test_leads_to_a_new_one(self, client, link):
        assert "Passwort vergessen?" in client.get("/anmelden/").text
        [message] = mail.outbox
        assert message.to == ["v@example.org"]
        assert message.subject == "Neues Passwort für das Portal der Demografischen Stadtplanung"
        assert "für das Konto „verwaltung“" in message.body

        done = self.set_password(client, link)
        assert done["Location"] == "/anmelden/passwort/fertig/"
        assert "Ihr neues Passwort gilt ab jetzt" in client.get(done["Location"]).text
        assert "_auth_user_id" not in client.session
        assert sign_in(client).status_code == 200
        assert sign_in(client, password=NEW_PASSWORD)["Location"] == "/admin/"

    @pytest.mark.parametrize("password", ["kurz", "1234567890", "passwort", "verwaltung", ""])
    def test_a_weak_one_is_refused_in_german(self, client, link, password):
        page = self.set_password(client, link, password)
        assert page.status_code == 200
        assert 'class="kern-error"' in page.text
        assert not re.search(r"\b(This|password|too)\b", visible(page))
        assert sign_in(client).status_code == 302

    def test_the_link_works_once(self, client, link):
        self.set_password(client, link)
        page = client.get(link)
        assert (page.status_code, "Dieser Link gilt nicht mehr" in page.text) == (200, True)

    def test_the_link_works_for_an_hour(self, client, link, settings):
        settings.PASSWORD_RESET_TIMEOUT = -1
        assert "Dieser Link gilt nicht mehr" in client.get(link).text

    @pytest.mark.parametrize("path", ["MQ/x", "x/x", "MQ/neu", "%00/%00", "9999/a-b", "🎠/1-2"])
    def test_a_wrong_link_says_so(self, client, path):
        page = client.get(f"/anmelden/passwort/{path}/")
        assert (page.status_code, "Dieser Link gilt nicht mehr" in page.text) == (200, True)

    def test_says_the_same_of_an_unknown_address(self, client, ask):
        make_user("ausgeschieden", email="a@example.org", is_active=False)
        User.objects.create_user("vom-dienst", email="d@example.org")
        emails = ["v@example.org", "x@example.org", "a@example.org", "d@example.org"]
        answers = [ask(email) for email in emails]
        assert {(a.status_code, a["Location"]) for a in answers} == {
            (302, "/anmelden/passwort/gesendet/")
        }
        assert [message.to for message in mail.outbox] == [["v@example.org"]]
        assert "Wenn es zu dieser Adresse ein Konto gibt" in client.get(answers[0]["Location"]).text

    @pytest.mark.parametrize("email", ["v@example.org", "x@example.org"])
    def test_three_an_hour_to_one_mailbox(self, ask, email):
        assert [ask(email, REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(5)] == [
            302,
            302,
            302,
            429,
            429,
        ]
        refused = ask(email.upper())
        assert [*refused.context["form"].non_field_errors()] == [TOO_OFTEN]
        assert len(mail.outbox) == (3 if email.startswith("v") else 0)
        Mailing.objects.update(asked_at="2020-01-01T00:00Z")
        assert ask(email).status_code == 302

    def test_twenty_an_hour_from_one_visitor(self, ask):
        assert [ask(f"x{n}@example.org").status_code for n in range(22)] == [302] * 20 + [429] * 2
        assert ask(REMOTE_ADDR="192.0.2.1").status_code == 302

    def test_neither_address_is_kept(self, ask):
        ask(REMOTE_ADDR="192.0.2.1")
        kept = str([*Mailing.objects.values()])
        assert [text for text in ("example", "192.0") if text in kept] == []

    def test_does_not_switch_off_the_second_factor(self, client, account, link, settings):
        settings.SECOND_FACTOR = True
        TOTPDevice.objects.create(user=account, name="App")
        self.set_password(client, link)
        answer = sign_in(client, password=NEW_PASSWORD)
        assert answer["Location"] == "/anmelden/code/"
        assert client.get("/admin/password_change/").status_code == 302

    def test_ends_all_sessions(self, client, request):
        other = Client()
        sign_in(other)
        link = request.getfixturevalue("link")
        assert other.get("/admin/password_change/").status_code == 200
        self.set_password(client, link)
        assert other.get("/admin/password_change/").status_code == 302

    @pytest.mark.parametrize("email", ["", "x", "\x00@example.org", "x" * 300, "ä@ö.de\nBcc: x@y"])
    def test_what_is_no_address_is_said(self, ask, email):
        page = ask(email)
        assert (page.status_code, [*page.context["form"].errors]) == (200, ["email"])
        assert mail.outbox == []


def visible(page):
    """The words of a page's content."""
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    return re.sub(r"<[^>]+>", " ", main)
