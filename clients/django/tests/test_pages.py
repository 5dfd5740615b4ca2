"""The pages ``leave`` and ``sessions``, and the wiki logins in the admin."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from wiki_sso_client.testing import FakeBridge

from django_wiki_sso.models import IssuedCookie

from .conftest import SITE, Visitor

WIKI = "http://wiki.example.localhost:8080"
LEAVE = f"/wiki-sso/leave?next={WIKI}/Home"
SESSIONS = "/wiki-sso/sessions"
LOGINS = "/admin/wiki_sso/issuedcookie/"


def families_on(page: Any) -> list[str]:
    return re.findall(r'name="end" value="([0-9a-f]{64})"', page.content.decode())


def test_leave_asks_first_and_a_post_ends_both_logins(visitor: Visitor, bridge: FakeBridge) -> None:
    visitor.log_in()

    asked = visitor.get(LEAVE)
    assert asked.status_code == 200
    assert f'value="{WIKI}/Home"' in asked.content.decode()
    assert visitor.is_logged_in
    left = visitor.client.post("/wiki-sso/leave", {"next": f"{WIKI}/Home"})

    assert left["Location"] == f"{WIKI}/Home"
    assert not visitor.is_logged_in
    assert bridge.alive_members() == []
    assert visitor.wiki_cookie is None


def test_leave_takes_no_post_from_another_site(alice: User, bridge: FakeBridge) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": SITE})
    client.force_login(alice)

    assert client.post("/wiki-sso/leave").status_code == 403
    assert client.post(SESSIONS, {"end": "others"}).status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_leave_leads_to_no_other_site(method: str, visitor: Visitor, bridge: FakeBridge) -> None:
    response = getattr(visitor.client, method)("/wiki-sso/leave", {"next": "https://evil.example/"})

    assert response["Location"] == WIKI


@pytest.mark.parametrize("path", [LEAVE, SESSIONS])
def test_a_head_ends_nothing(path: str, visitor: Visitor, bridge: FakeBridge) -> None:
    visitor.log_in()

    assert visitor.client.head(path).status_code == 200
    assert bridge.alive_members()
    assert visitor.is_logged_in


def test_leave_lets_a_visitor_who_is_not_logged_in_go_on_and_keeps_what_their_session_holds(
    visitor: Visitor, bridge: FakeBridge
) -> None:
    session = visitor.client.session
    session["basket"] = ["bread"]
    session.save()

    assert visitor.get(LEAVE)["Location"] == f"{WIKI}/Home"
    assert visitor.client.session["basket"] == ["bread"]


def test_leave_ends_the_wiki_cookie_of_a_session_that_is_gone(visitor: Visitor, bridge: FakeBridge) -> None:
    visitor.log_in()
    saved = visitor.wiki_cookie
    del visitor.client.cookies["sessionid"]

    visitor.get(LEAVE)

    assert not bridge.alive(saved)
    assert visitor.wiki_cookie is None


@pytest.mark.parametrize("path", [LEAVE, SESSIONS])
def test_the_pages_are_neither_cached_nor_framed(path: str, visitor: Visitor, bridge: FakeBridge) -> None:
    visitor.log_in()

    response = visitor.get(path)

    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "DENY"


def test_sessions_sends_others_to_the_login(visitor: Visitor) -> None:
    assert visitor.get(SESSIONS)["Location"].startswith("/login/?next=")


def test_sessions_lists_each_browser_and_nothing_that_opens_anything(visitor: Visitor, bridge: FakeBridge) -> None:
    other = Visitor()
    other.log_in(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
    visitor.log_in(headers={"user-agent": "<script>alert(1)</script>"})

    page = visitor.get(SESSIONS)
    text = page.content.decode()

    assert "Firefox, Linux" in text
    assert text.count("(this browser)") == 1
    assert "<script" not in text
    assert len(families_on(page)) == 2
    for each in (visitor, other):
        assert each.client.cookies["sessionid"].value not in text
        assert str(each.wiki_cookie) not in text
    for member in bridge.cookies:
        assert member not in text


def test_one_browser_can_be_ended(visitor: Visitor, bridge: FakeBridge) -> None:
    other = Visitor()
    other.log_in()
    [others] = families_on(other.get(SESSIONS))
    visitor.log_in()

    visitor.client.post(SESSIONS, {"end": others})

    assert not bridge.alive(other.wiki_cookie)
    assert not other.is_logged_in
    assert bridge.alive(visitor.wiki_cookie)
    assert visitor.is_logged_in


def test_all_others_can_be_ended(visitor: Visitor, bridge: FakeBridge) -> None:
    others = [Visitor() for _ in range(3)]
    for each in [*others, visitor]:
        each.log_in()

    visitor.client.post(SESSIONS, {"end": "others"})

    assert [bridge.alive(each.wiki_cookie) for each in others] == [False] * 3
    assert not any(each.is_logged_in for each in others)
    assert bridge.alive(visitor.wiki_cookie)


def test_ending_this_browser_logs_it_out(visitor: Visitor, bridge: FakeBridge) -> None:
    visitor.log_in()
    [own] = families_on(visitor.get(SESSIONS))

    visitor.client.post(SESSIONS, {"end": own})

    assert visitor.wiki_cookie is None
    assert not visitor.is_logged_in
    assert bridge.alive_members() == []


@pytest.mark.parametrize("end", ["", "bob's", "0" * 64])
def test_neither_another_users_browser_nor_one_that_is_not_there_can_be_ended(
    end: str, visitor: Visitor, bob: User, bridge: FakeBridge
) -> None:
    bobs = Visitor()
    bobs.log_in("bob")
    visitor.log_in()

    visitor.client.post(SESSIONS, {"end": families_on(bobs.get(SESSIONS))[0] if end == "bob's" else end})

    assert sorted(bridge.alive_names()) == ["alice", "bob"]
    assert bobs.is_logged_in


def test_the_admin_lists_wiki_logins_and_ends_them(visitor: Visitor, bob: User, bridge: FakeBridge) -> None:
    staff = Client(headers={"host": SITE})
    staff.force_login(User.objects.create_superuser("boss", "", "pw"))
    bobs = Visitor()
    bobs.log_in("bob")
    visitor.log_in(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    row = IssuedCookie.objects.get(username="alice")

    listed = staff.get(LOGINS).content.decode()
    shown = staff.get(f"{LOGINS}{row.pk}/change/").content.decode()
    ended = staff.post(LOGINS, {"action": "end_sessions", "_selected_action": [row.pk]}, follow=True)

    assert "Firefox, Windows" in listed
    for text in (listed, shown):
        assert row.member not in text
        assert row.sealed_key not in text
    assert "1 login ended." in ended.content.decode()
    assert not visitor.is_logged_in
    assert bridge.alive_names() == ["bob"]
    assert bobs.is_logged_in


def test_in_the_admin_the_right_to_look_is_not_the_right_to_end(visitor: Visitor, bridge: FakeBridge) -> None:
    reader = User.objects.create_user("reader", "", "pw", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_issuedcookie"))
    staff = Client(headers={"host": SITE})
    staff.force_login(reader)
    visitor.log_in()
    row = IssuedCookie.objects.get()

    assert "end_sessions" not in staff.get(LOGINS).content.decode()
    staff.post(LOGINS, {"action": "end_sessions", "_selected_action": [row.pk]})
    assert staff.post(f"{LOGINS}{row.pk}/delete/", {"post": "yes"}).status_code == 403

    assert bridge.alive(visitor.wiki_cookie)
    assert visitor.is_logged_in


@pytest.mark.django_db(transaction=True)
def test_the_admins_action_on_users_ends_cookies_under_an_older_name_too(bridge: FakeBridge) -> None:
    alice = User.objects.create_user("alice", "", "pw")
    staff = Client(headers={"host": SITE})
    staff.force_login(User.objects.create_superuser("boss", "", "pw"))
    Visitor().log_in()
    User.objects.filter(pk=alice.pk).update(username="alicia")

    page = staff.post("/admin/auth/user/", {"action": "log_out_of_wiki", "_selected_action": [alice.pk]}, follow=True)

    assert bridge.alive_members() == []
    assert "Logged out of the wiki: 1." in page.content.decode()


def test_the_pages_speak_the_visitors_language(
    visitor: Visitor, bridge: FakeBridge, settings: Any, tmp_path: Any
) -> None:
    from django.utils import translation

    visitor.log_in()
    with translation.override("de"):
        # No catalogue of the app's own yet: Django's own "Log out" shows that the text goes through gettext.
        assert "Abmelden" in visitor.get(LEAVE).content.decode()


def test_sessions_says_since_when_a_browser_is_logged_in(visitor: Visitor, bridge: FakeBridge) -> None:
    from datetime import timedelta

    from django.utils import timezone

    visitor.log_in()
    days_ago = timezone.now() - timedelta(days=5)
    IssuedCookie.objects.update(created_at=days_ago, since=days_ago)
    visitor.get("/wiki-sso/enter")

    [login] = visitor.get(SESSIONS).context["logins"]
    assert login["since"] < timezone.now() - timedelta(days=4)
