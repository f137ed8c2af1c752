"""The Administration keeps accounts, and raises none above itself."""

import re

import pytest
from django.contrib.auth.models import Group, Permission, User
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.factories import make_department, make_measure, make_member, make_staff

pytestmark = pytest.mark.django_db

USERS = "/admin/auth/user/"


@pytest.fixture
def administration(client):
    """A member of the Administration, signed in, who is no superuser."""
    user = make_member("Administration")
    client.force_login(user)
    return user


@pytest.fixture
def colleague():
    return make_member("Redaktion", "kollege", first_name="Kim")


def page_of(user, page="change"):
    return f"{USERS}{user.pk}/{page}/"


def filled_in(page):
    """What the form of a page would send."""
    form = page.context["adminform"].form
    values = {}
    for field in form:
        value = field.value()
        if field.name == "password" or value in (None, False, ""):
            continue
        if field.name in ("last_login", "date_joined"):
            continue
        values[field.name] = [getattr(row, "pk", row) for row in value] if listed(value) else value
    return values


def listed(value):
    return not isinstance(value, str | bool | int)


def save(client, user, **changes):
    """Sends a user's form with these changes."""
    return client.post(
        page_of(user), {**filled_in(client.get(page_of(user))), **changes}, follow=True
    )


def some_rights():
    """Numbers that the form takes from whoever may give them."""
    rights = Permission.objects.filter(content_type__app_label="measures")
    return [right.pk for right in rights.filter(codename__in=["add_measure", "publish_measure"])]


def words(page):
    """What a page says, without its markup."""
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", page.text, flags=re.S)
    return " ".join(text.split())


ENGLISH = re.compile(
    r"\b(Can|add|change|delete|view|user|group|permission|device|token|access|attempt|log entry"
    r"|The|this|password|session|superuser status)\b"
)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "auth/user/",
        "auth/user/add/",
        "auth/user/{}/change/",
        "auth/user/{}/password/",
        "auth/user/{}/history/",
        "auth/user/{}/delete/",
        "auth/group/",
        "auth/group/add/",
        "auth/group/{group}/change/",
        "auth/group/{group}/history/",
        "password_change/",
    ],
)
@pytest.mark.parametrize("is_superuser", [False, True])
def test_everything_is_said_in_german(client, colleague, path, is_superuser):
    chief = make_member("Administration", "chef")
    User.objects.filter(pk=chief.pk).update(is_superuser=is_superuser)
    client.force_login(chief)
    page = client.get(f"/admin/{path.format(colleague.pk, group=chief.groups.get().pk)}")
    assert page.status_code == 200
    assert ENGLISH.findall(words(page)) == []


def test_permissions_have_german_names_and_only_meaningful_ones_are_offered(client):
    client.force_login(make_staff())
    page = client.get("/admin/auth/group/add/")
    names = [name for _, name in page.context["adminform"].form.fields["permissions"].choices]
    assert {
        "Maßnahme: ansehen",
        "Maßnahme: veröffentlichen",
        "Maßnahme: Sieht Unveröffentlichtes im Statusbericht",
        "Angebot: ausgeben",
        "Fachbereich: Darf an allen Fachbereichen arbeiten",
        "Benutzer: anlegen",
    } <= {*names}
    assert [name for name in names if "Can " in name or "historical" in name] == []
    assert len({*names}) == len(names)


class TestDepartments:
    def test_are_given_and_taken_at_the_account(self, client, administration, colleague):
        education, building = make_department("Bildung"), make_department("Bauen")
        education.members.add(colleague)
        save(client, colleague, departments=[building.pk])
        assert [*colleague.departments.all()] == [building]
        save(client, colleague, first_name="Kimi")
        assert [*colleague.departments.all()] == [building]
        save(client, colleague, departments=[])
        assert not colleague.departments.exists()

    def test_are_shown_where_nothing_can_be_changed(self, client, administration):
        boss = make_staff("oberste")
        make_department("Bildung").members.add(boss)
        page = client.get(page_of(boss))
        assert "Fachbereiche: Bildung" in words(page)


class TestNobodyRaisesThemselves:
    def test_to_a_superuser(self, client, administration, colleague):
        for user in (administration, colleague):
            save(client, user, is_superuser="on", first_name="Neu")
            user.refresh_from_db()
            assert (user.is_superuser, user.first_name) == (False, "Neu")

    def test_by_another_role_for_themselves(self, client, administration):
        everything = Group.objects.get(name="Verwaltung")
        save(client, administration, groups=[everything.pk], first_name="Neu")
        administration.refresh_from_db()
        assert administration.first_name == "Neu"
        assert [group.name for group in administration.groups.all()] == ["Administration"]

    def test_by_single_permissions(self, client, administration, colleague):
        for user in (administration, colleague):
            save(client, user, user_permissions=some_rights(), first_name="Neu")
            user.refresh_from_db()
            assert user.first_name == "Neu"
            assert not user.user_permissions.exists()

    def test_by_more_rights_for_their_own_role(self, client, administration):
        group = Group.objects.get(name="Administration")
        before = group.permissions.count()
        path = f"/admin/auth/group/{group.pk}/change/"
        page = client.get(path)
        assert (page.status_code, "Benutzer: anlegen" in page.text) == (200, True)
        answer = client.post(path, {"name": group.name, "permissions": some_rights()})
        assert (answer.status_code, group.permissions.count()) == (403, before)

    def test_by_a_superusers_account(self, client, administration):
        boss = make_staff("oberste", email="o@example.org")
        TOTPDevice.objects.create(user=boss, name="App")
        answers = [
            client.post(page_of(boss), {"username": "oberste", "email": "mine@example.org"}),
            client.get(page_of(boss, "password")),
            client.post(page_of(boss, "password"), {"password1": "x", "password2": "x"}),
            client.get(page_of(boss, "delete")),
            client.post(page_of(boss, "delete"), {"post": "yes"}),
        ]
        assert [answer.status_code for answer in answers] == [403] * 5
        client.post(USERS, {"action": "reset_second_factor", "_selected_action": [boss.pk]})
        client.post(
            USERS, {"action": "delete_selected", "_selected_action": [boss.pk], "post": "yes"}
        )
        assert User.objects.get(pk=boss.pk).email == "o@example.org"
        assert TOTPDevice.objects.filter(user=boss).exists()
        assert client.get(page_of(boss)).status_code == 200  # to see it

    def test_but_a_superuser_may(self, client, colleague):
        client.force_login(make_staff())
        save(client, colleague, is_superuser="on", user_permissions=some_rights())
        colleague.refresh_from_db()
        assert colleague.is_superuser
        assert {p.pk for p in colleague.user_permissions.all()} == {*some_rights()}


class TestSecondFactor:
    def test_is_reset_for_who_lost_the_phone(self, client, administration, colleague):
        for user in (colleague, administration):
            TOTPDevice.objects.create(user=user, name="App")
        assert "Zweiter Faktor: eingerichtet" in words(client.get(page_of(colleague)))
        answer = client.post(
            USERS,
            {"action": "reset_second_factor", "_selected_action": [colleague.pk]},
            follow=True,
        )
        assert "Zurückgesetzt: kollege." in words(answer)
        assert [app.user for app in TOTPDevice.objects.all()] == [administration]
        assert "Zweiter Faktor: nicht eingerichtet" in words(client.get(page_of(colleague)))
        assert "Zweiter Faktor zurückgesetzt." in words(client.get(page_of(colleague, "history")))

    def test_its_secrets_are_shown_nowhere(self, client):
        client.force_login(make_staff())
        assert client.get("/admin/otp_totp/totpdevice/").status_code == 404
        assert client.get("/admin/otp_static/staticdevice/").status_code == 404
        assert client.get("/admin/axes/accessattempt/").status_code == 404


class TestDeleting:
    def test_an_account_that_did_nothing(self, client, administration, colleague):
        assert client.post(page_of(colleague, "delete"), {"post": "yes"}).status_code == 302
        assert not User.objects.filter(pk=colleague.pk).exists()

    def test_an_account_of_a_department_is_taken_out_of_it_first(
        self, client, administration, colleague
    ):
        make_department("Bildung").members.add(colleague)
        colleague.groups.clear()
        page = client.post(page_of(colleague, "delete"), {"post": "yes"})
        assert page.status_code == 200
        assert "Fachbereich: Bildung" in words(page)
        assert ENGLISH.findall(words(page)) == []
        assert User.objects.filter(pk=colleague.pk).exists()

    @pytest.mark.parametrize("trace", ["history", "log"])
    def test_an_account_that_left_traces_is_refused(self, client, colleague, trace):
        measure = make_measure()
        if trace == "history":
            measure.history.update(history_user=colleague)
        else:
            client.force_login(make_staff("leitung"))
            measure.history.all().delete()
            colleague.is_superuser = True
            colleague.save()
            client.force_login(colleague)
            client.post("/admin/auth/group/add/", {"name": "Ausschuss"})
        client.force_login(make_staff())
        for method in (client.get, client.post):
            answer = method(page_of(colleague, "delete"), {"post": "yes"}, follow=True)
            assert answer.redirect_chain == [(page_of(colleague), 302)]
            said = "Das Konto „kollege“ lässt sich nicht löschen"
            assert said in words(answer)
        assert User.objects.filter(pk=colleague.pk).exists()

    def test_several_at_once_is_not_offered(self, client, administration, colleague):
        assert "delete_selected" not in client.get(USERS).text
        client.post(
            USERS, {"action": "delete_selected", "_selected_action": [colleague.pk], "post": "yes"}
        )
        assert User.objects.filter(pk=colleague.pk).exists()

    def test_the_four_roles_stay(self, client):
        client.force_login(make_staff())
        for group in Group.objects.all():
            path = f"/admin/auth/group/{group.pk}/"
            assert client.post(f"{path}delete/", {"post": "yes"}).status_code == 403
            client.post(f"{path}change/", {"name": "Anders"})
        assert {*Group.objects.values_list("name", flat=True)} == {
            "Verwaltung",
            "Redaktion",
            "Rat",
            "Administration",
        }


def test_a_new_account_is_made_in_two_steps(client, administration):
    answer = client.post(
        f"{USERS}add/",
        {
            "username": "neu",
            "usable_password": "true",
            "password1": "ein langes Passwort",
            "password2": "ein langes Passwort",
        },
        follow=True,
    )
    user = User.objects.get(username="neu")
    assert answer.redirect_chain == [(page_of(user), 302)]
    save(client, user, groups=[Group.objects.get(name="Redaktion").pk], is_staff="on")
    user.refresh_from_db()
    assert (user.is_staff, [g.name for g in user.groups.all()]) == (True, ["Redaktion"])
