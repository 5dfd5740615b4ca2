"""Logging in at the site."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.test import RequestFactory

from django_wiki_sso.internal.wiki_session import WikiSession

from .bridge import Bridge
from .conftest import Visitor


def test_a_login_at_the_site_gives_the_browser_a_cookie_that_the_wiki_takes(visitor: Visitor, bridge: Bridge) -> None:
    response = visitor.log_in()

    assert response.status_code == 302
    assert bridge.accepts(visitor.wiki_cookie)
    assert bridge.names() == ["alice"]
    assert bridge.calls[0].verified
    assert bridge.calls[0].body == {"username": "alice", "email": "alice@example.com"}


def test_the_cookie_goes_out_byte_for_byte_with_all_attributes(visitor: Visitor, bridge: Bridge) -> None:
    response = visitor.log_in()

    line = response.cookies["wiki_sso"].OutputString()
    value = line.partition("=")[2].partition(";")[0]
    assert value.startswith("alice#alice@example.com#")
    assert hashlib.sha256(value.encode()).hexdigest() in bridge.live
    assert sorted(line.partition("; ")[2].split("; ")) == [
        "Domain=example.localhost",
        "HttpOnly",
        "Max-Age=1296000",
        "Path=/",
        "SameSite=Lax",
        "Secure",
    ]


def test_a_response_that_sets_the_cookie_is_kept_out_of_caches(visitor: Visitor, bridge: Bridge) -> None:
    response = visitor.client.post("/remember/")

    assert "private" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]


def test_a_user_without_email_gets_a_cookie(bridge: Bridge, db: None) -> None:
    get_user_model().objects.create_user("Zoë Müller", "", "pw")
    visitor = Visitor()

    visitor.log_in("Zoë Müller")

    assert bridge.calls[0].body["email"] == ""
    assert bridge.accepts(visitor.wiki_cookie)


@pytest.mark.parametrize("name", ["a#b", "a;b", 'say "hi"', "two  spaces", "Žluť 李", "🙂", "%41", "a,b|c"])
def test_the_bridge_is_told_the_very_name_that_the_site_has(name: str, bridge: Bridge, db: None) -> None:
    get_user_model().objects.create_user(name, "", "pw")

    visitor = Visitor()
    visitor.log_in(name)

    # Django's own form and model fold names to NFKC, so that is what the site has.
    assert bridge.names() == [unicodedata.normalize("NFKC", name)]
    assert bridge.accepts(visitor.wiki_cookie)


def test_a_login_over_a_live_session_ends_the_cookie_from_before(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()
    first = visitor.wiki_cookie

    visitor.log_in()

    assert not bridge.accepts(first)
    assert bridge.accepts(visitor.wiki_cookie)
    assert bridge.names() == ["alice"]


def test_another_users_login_in_the_same_browser_ends_the_cookie_from_before(
    visitor: Visitor, bob: User, bridge: Bridge
) -> None:
    visitor.log_in()
    visitor.log_in("bob")

    assert bridge.names() == ["bob"]
    assert bridge.accepts(visitor.wiki_cookie)


def test_another_users_login_ends_the_cookie_from_before_that_the_browser_has_lost(
    visitor: Visitor, bob: User, bridge: Bridge
) -> None:
    visitor.log_in()
    del visitor.client.cookies["wiki_sso"]

    visitor.log_in("bob")

    assert bridge.names() == ["bob"]


def test_a_quoted_cookie_is_superseded_like_the_one_without_quotes(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()
    visitor.hold_wiki_cookie(f'"{visitor.wiki_cookie}"')

    visitor.log_in()

    assert len(bridge.live) == 1


def test_a_session_whose_cookie_the_browser_lost_leaves_no_cookie_behind(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()
    del visitor.client.cookies["wiki_sso"]

    visitor.log_in()

    assert len(bridge.live) == 1


def test_every_wiki_cookie_that_the_browser_sends_is_superseded(visitor: Visitor, bridge: Bridge) -> None:
    other = Visitor()
    visitor.log_in()
    other.log_in()
    both = f"wiki_sso={visitor.wiki_cookie}; wiki_sso={other.wiki_cookie}"

    third = Visitor()
    third.log_in(headers={"cookie": both})

    assert len(bridge.live) == 1
    assert bridge.accepts(third.wiki_cookie)


def test_two_browsers_of_one_user_each_have_a_cookie(visitor: Visitor, bridge: Bridge) -> None:
    other = Visitor()
    visitor.log_in()
    other.log_in()

    other.log_out()

    assert bridge.accepts(visitor.wiki_cookie)
    assert bridge.names() == ["alice"]


@pytest.mark.parametrize(("remember", "persistent"), [("yes", True), ("no", False)])
def test_the_cookie_lasts_as_the_session_does_even_when_that_is_decided_after_the_login(
    remember: str, persistent: bool, visitor: Visitor, bridge: Bridge
) -> None:
    response = visitor.client.post(f"/remember/?remember={remember}")

    assert [live[2] for live in bridge.live.values()] == [persistent]
    assert bool(response.cookies["wiki_sso"]["max-age"]) is persistent


def test_a_login_that_was_taken_back_without_a_signal_gives_no_cookie(visitor: Visitor, bridge: Bridge) -> None:
    visitor.client.post("/flushed/")

    assert bridge.calls == []
    assert visitor.wiki_cookie is None


def test_a_login_and_logout_in_one_request_gives_no_cookie(visitor: Visitor, bridge: Bridge) -> None:
    visitor.client.post("/in-and-out/")

    assert bridge.live == {}
    assert visitor.wiki_cookie is None


def test_a_request_is_forgotten_when_it_has_been_answered(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()

    assert WikiSession.current() is None


def test_a_login_that_ends_in_a_server_error_gives_no_cookie(visitor: Visitor, bridge: Bridge) -> None:
    visitor.client.post("/failed/")

    assert bridge.calls == []
    assert not visitor.is_logged_in


def test_a_refused_password_reaches_no_hook(visitor: Visitor, bridge: Bridge) -> None:
    visitor.client.post("/login/", {"username": "alice", "password": "wrong"})

    assert bridge.calls == []


def test_a_page_view_reaches_no_hook_and_sets_no_cookie(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()

    response = visitor.get("/")

    assert len(bridge.calls) == 1
    assert "wiki_sso" not in response.cookies


@pytest.mark.parametrize("has_request", [True, False])
def test_a_login_without_session_or_request_does_nothing_and_breaks_nothing(
    has_request: bool, alice: User, bridge: Bridge
) -> None:
    request = RequestFactory().get("/") if has_request else None

    user_logged_in.send(sender=type(alice), request=request, user=alice)

    assert bridge.calls == []


def test_the_session_keeps_the_member_and_never_the_cookie(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()

    session: dict[str, Any] = dict(visitor.client.session)
    assert session["wiki_sso"]["member"] in bridge.live
    assert str(visitor.wiki_cookie).rpartition("#")[2] not in str(session)
