"""In the admin."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from wiki_sso_client.testing import FakeBridge, unavailable

from django_wiki_sso.models import PendingLogout

from .conftest import SITE, Visitor

pytestmark = pytest.mark.django_db(transaction=True)

USERS = "/admin/auth/user/"


@pytest.fixture
def alice(transactional_db: None) -> User:
    return User.objects.create_user("alice", "alice@example.com", "pw")


def log_out_by_action(client: Client, *users: User) -> str:
    fields = {"action": "log_out_of_wiki", "_selected_action": [user.pk for user in users]}
    return client.post(USERS, fields, follow=True).content.decode()


@pytest.fixture
def staff(transactional_db: None) -> Client:
    boss = User.objects.create_superuser("boss", "", "pw")
    client = Client(headers={"host": SITE})
    client.force_login(boss)
    return client


def test_the_action_is_there_without_any_code_of_the_site(staff: Client) -> None:
    assert '<option value="log_out_of_wiki">Log out of the wiki</option>' in staff.get(USERS).content.decode()


def test_the_action_ends_the_wiki_cookies_of_those_selected(
    staff: Client, visitor: Visitor, alice: User, bridge: FakeBridge
) -> None:
    bob, carol = (User.objects.create_user(name, "", "pw") for name in ("bob", "carol"))
    for name in ("alice", "alice", "bob", "carol"):
        Visitor().log_in(name)

    page = log_out_by_action(staff, alice, bob)

    assert bridge.alive_names() == [carol.username]
    assert "Logged out of the wiki: 2." in page


def test_those_logged_out_of_the_wiki_stay_logged_in_at_the_site_and_can_enter_again(
    staff: Client, visitor: Visitor, alice: User, bridge: FakeBridge
) -> None:
    visitor.log_in()

    log_out_by_action(staff, alice)

    assert visitor.is_logged_in
    assert not bridge.alive(visitor.wiki_cookie)
    visitor.get("/wiki-sso/enter")
    assert bridge.alive(visitor.wiki_cookie)


def test_with_the_bridge_down_the_action_says_that_it_has_yet_to_happen(
    staff: Client, alice: User, bridge: FakeBridge
) -> None:
    bridge.always = unavailable

    page = log_out_by_action(staff, alice)

    assert "Not yet logged out of the wiki: 1." in page
    assert PendingLogout.objects.get().username == "alice"


def test_the_action_needs_the_right_to_change_users(alice: User, bridge: FakeBridge) -> None:
    reader = User.objects.create_user("reader", "", "pw", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_user"))
    client = Client(headers={"host": SITE})
    client.force_login(reader)

    log_out_by_action(client, alice)

    assert bridge.calls == []
    assert "log_out_of_wiki" not in client.get(USERS).content.decode()


def test_a_user_deactivated_in_the_admin_is_out_of_the_wiki(
    staff: Client, visitor: Visitor, alice: User, bridge: FakeBridge
) -> None:
    visitor.log_in()
    form = staff.get(f"{USERS}{alice.pk}/change/").context["adminform"].form
    fields = {name: value for name, value in form.initial.items() if value is not None}
    joined = fields.pop("date_joined")
    fields |= {
        "date_joined_0": joined.date(),
        "date_joined_1": joined.time(),
        "groups": [],
        "user_permissions": [],
    }
    fields.pop("last_login", None)
    fields.pop("is_active")

    response = staff.post(f"{USERS}{alice.pk}/change/", fields)

    assert response.status_code == 302
    assert not User.objects.get(pk=alice.pk).is_active
    assert bridge.alive_members() == []


def test_waiting_logouts_can_be_looked_at_but_not_made_or_changed(staff: Client) -> None:
    entry = PendingLogout.objects.create(username="alice")
    path = "/admin/wiki_sso/pendinglogout/"

    assert "all cookies of alice" in staff.get(path).content.decode()
    assert staff.get(path + "add/").status_code == 403
    assert staff.post(f"{path}{entry.pk}/change/", {"username": "bob"}).status_code == 403
    assert PendingLogout.objects.get().username == "alice"
