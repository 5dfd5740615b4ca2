"""Logging out at the site."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_out

from .bridge import Bridge, drop, says, slow, unavailable
from .conftest import SITE, Visitor


def deletes_wiki_cookie(response: Any, domain: str = "example.localhost") -> bool:
    morsel = response.cookies.get("wiki_sso")
    return (
        morsel is not None
        and morsel.coded_value == ""
        and morsel["max-age"] == 0
        and morsel["domain"] == domain
        and morsel["path"] == "/"
        and bool(morsel["secure"])
    )


def test_a_logout_ends_the_cookie_at_the_wiki_and_in_the_browser(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()
    saved = visitor.wiki_cookie

    response = visitor.log_out()

    assert not bridge.accepts(saved)
    assert deletes_wiki_cookie(response)
    assert [call.verified for call in bridge.calls] == [True, True]


def test_a_logout_ends_the_sessions_cookie_even_when_the_browser_no_longer_sends_it(
    visitor: Visitor, bridge: Bridge
) -> None:
    visitor.log_in()
    del visitor.client.cookies["wiki_sso"]

    visitor.log_out()

    assert bridge.live == {}


def test_a_logout_ends_the_cookie_that_the_browser_sends_even_when_the_session_knows_of_none(
    visitor: Visitor, bridge: Bridge
) -> None:
    visitor.log_in()
    saved = visitor.wiki_cookie
    later = Visitor()
    later.hold_wiki_cookie(str(saved))

    response = later.log_out()

    assert not bridge.accepts(saved)
    assert deletes_wiki_cookie(response)


def test_a_logout_of_someone_who_never_had_a_wiki_cookie_reaches_no_hook(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_out()

    assert bridge.calls == []


@pytest.mark.parametrize(
    "fault",
    [slow(2), drop, unavailable, says(500, b"oops"), says(200, b"{}")],
    ids=["slow", "drop", "503", "500", "bad"],
)
def test_the_browser_drops_the_cookie_at_once_whatever_the_bridge_does(
    fault: Any, visitor: Visitor, bridge: Bridge, settings: Any
) -> None:
    visitor.log_in()
    settings.WIKI_SSO = {**settings.WIKI_SSO, "TIMEOUT_SECONDS": 0.3}
    bridge.always = fault

    response = visitor.log_out()

    assert response.status_code == 302
    assert deletes_wiki_cookie(response)
    assert not visitor.is_logged_in


@pytest.mark.parametrize(
    ("setting", "expected"),
    [({}, "example.localhost"), ({"COOKIE_DOMAIN": ".sub.example.localhost"}, "sub.example.localhost")],
)
def test_without_a_session_the_domain_is_the_setting_or_what_site_and_wiki_share(
    setting: dict[str, str], expected: str, visitor: Visitor, bridge: Bridge, settings: Any
) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, **setting}
    bridge.stop()
    visitor.hold_wiki_cookie("alice##" + "0" * 64)

    response = visitor.log_out()

    assert deletes_wiki_cookie(response, expected)


def test_the_domain_that_the_bridge_chose_is_remembered_for_the_deletion(visitor: Visitor, bridge: Bridge) -> None:
    bridge.domain = "www.example.localhost"
    visitor.log_in()
    bridge.stop()

    assert deletes_wiki_cookie(visitor.log_out(), SITE)


@pytest.mark.parametrize("request_given", [None, "without session"])
def test_a_logout_signal_without_user_session_or_request_breaks_nothing(
    request_given: str | None, bridge: Bridge, rf: Any, db: None
) -> None:
    request = rf.get("/") if request_given else None

    user_logged_out.send(sender=type(None), request=request, user=None)

    assert bridge.calls == []


def test_the_next_user_of_the_browser_is_not_the_last_one_at_the_wiki(
    visitor: Visitor, bob: User, bridge: Bridge
) -> None:
    visitor.log_in()
    visitor.log_out()
    visitor.log_in("bob")
    assert bridge.names() == ["bob"]

    visitor.log_out()

    assert bridge.live == {}


@pytest.mark.parametrize("value", ["x", "a#b", "a#b#c#d", "", '""'])
def test_a_value_that_cannot_be_a_cookie_of_the_bridge_costs_no_call(
    value: str, visitor: Visitor, bridge: Bridge
) -> None:
    visitor.hold_wiki_cookie(value)

    visitor.log_out()

    assert bridge.calls == []


def test_a_header_full_of_cookies_ends_four_of_them_at_most(visitor: Visitor, bridge: Bridge) -> None:
    many = "; ".join(f"wiki_sso=nobody##{number:064}" for number in range(300))

    visitor.client.post("/logout/", headers={"cookie": many})

    assert len(bridge.calls) == 4


def test_a_fault_of_our_own_breaks_no_logout(visitor: Visitor, bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise ZeroDivisionError

    visitor.log_in()
    monkeypatch.setattr("django_wiki_sso.internal.wiki_session.WikiSession.close", broken)

    visitor.log_out()

    assert not visitor.is_logged_in


def test_a_cookie_that_comes_in_quotes_is_the_one_without(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()
    later = Visitor()
    later.hold_wiki_cookie(f'"{visitor.wiki_cookie}"')

    later.log_out()

    assert bridge.live == {}
