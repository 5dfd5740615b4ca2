"""The site's login works whatever the bridge does."""

from __future__ import annotations

import logging
import time
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from wiki_sso_client.testing import (
    FakeBridge,
    Fault,
    changed,
    delay,
    drop,
    raw,
    refuse,
    says,
    trickle_body,
    trickle_head,
    unavailable,
)

from .conftest import Visitor

LIMIT = 0.5
#: What a login may take beyond the limit: the site's own work on a busy machine.
OWN_WORK = 0.7


def set_limit(settings: Any, seconds: float) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "TIMEOUT_SECONDS": seconds}


@pytest.mark.parametrize("fault", [delay(3), trickle_body, trickle_head], ids=["slow", "body", "head"])
def test_a_login_waits_for_the_bridge_no_longer_than_the_limit(
    fault: Fault, visitor: Visitor, bridge: FakeBridge, settings: Any
) -> None:
    set_limit(settings, LIMIT)
    bridge.always = fault

    started = time.monotonic()
    response = visitor.log_in()
    took = time.monotonic() - started

    assert LIMIT * 0.9 <= took < LIMIT + OWN_WORK
    assert response.status_code == 302
    assert visitor.is_logged_in
    assert visitor.wiki_cookie is None


def cookie_change(key: str, value: Any) -> Fault:
    return changed(lambda body: body["cookie"].__setitem__(key, value))


#: One of each kind; the client's own tests have them all.
BAD_ANSWERS: dict[str, Fault] = {
    "hang up": drop,
    "not HTTP": raw(b"SSH-2.0-OpenSSH_9.9\r\n"),
    "redirect": raw(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n"),
    "400": refuse("invalid_body", "no control characters"),
    "401": refuse("invalid_signature"),
    "403 of a gateway": says(403, {"message": "Forbidden"}),
    "500": says(500, b"<h1>Internal Server Error</h1>"),
    "503": unavailable,
    "not JSON": says(200, b"<html>welcome to the hotel wifi</html>"),
    "member of another cookie": changed(lambda body: body.update(member="0" * 64)),
    "value with a line feed": cookie_change("value", "a\r\nset-cookie: evil=1"),
    "name of the session's cookie": cookie_change("name", "sessionid"),
    "domain with an attribute": cookie_change("domain", "example.localhost; path=/x"),
    "max_age zero": cookie_change("max_age", 0),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_a_bad_answer_means_no_cookie_a_reason_in_the_log_and_a_login_that_works(
    name: str, visitor: Visitor, bridge: FakeBridge, caplog: pytest.LogCaptureFixture
) -> None:
    bridge.always = BAD_ANSWERS[name]

    response = visitor.log_in()

    assert response.status_code == 302
    assert response.cookies.keys() == {"sessionid", "csrftoken"}
    assert visitor.is_logged_in
    [record] = [record for record in caplog.records if record.name == "django_wiki_sso"]
    assert record.levelno == logging.ERROR
    assert record.getMessage().startswith(f"no wiki cookie for user {User.objects.get().pk}: ")
    assert "\n" not in record.getMessage()


def test_a_refused_connection_means_no_cookie_and_a_login_that_works(
    visitor: Visitor, bridge: FakeBridge, caplog: pytest.LogCaptureFixture
) -> None:
    bridge.stop()

    visitor.log_in()

    assert visitor.is_logged_in
    assert "ConnectionRefusedError" in caplog.text


def test_an_illegal_name_is_named_in_the_log(bridge: FakeBridge, caplog: pytest.LogCaptureFixture, db: None) -> None:
    get_user_model().objects.create_user("a\x01b", "", "pw")
    request_visitor = Visitor()

    request_visitor.client.force_login(User.objects.get())
    request_visitor.get("/wiki-sso/enter")

    assert '400 invalid_body: "username" has a control character' in caplog.text


@pytest.mark.parametrize("name", ["401", "500", "value with a line feed", "member of another cookie", "400"])
def test_neither_cookie_nor_secret_nor_signature_nor_body_is_logged(
    name: str, visitor: Visitor, bridge: FakeBridge, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bridge.always = BAD_ANSWERS[name]

    visitor.log_in()

    for secret in (settings.WIKI_SSO["HOOK_SECRET"][6:], "alice@example.com", "v1,", "set-cookie"):
        assert secret not in caplog.text
    for member in bridge.alive_members():
        assert member not in caplog.text


@pytest.mark.parametrize("wrong", [None, {}, {"HOOK_SECRET": ""}, {"TIMEOUT_SECONDS": "soon"}], ids=repr)
def test_a_setting_that_cannot_be_used_breaks_no_login_and_no_logout(
    wrong: Any, visitor: Visitor, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, **wrong} if wrong else wrong

    visitor.log_in()
    assert visitor.is_logged_in
    assert "WIKI_SSO" in caplog.text
    visitor.log_out()
    assert not visitor.is_logged_in


def test_a_fault_of_our_own_breaks_no_login(
    visitor: Visitor, bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("django_wiki_sso.internal.wiki_session.WikiSession.open", broken)

    visitor.log_in()

    assert visitor.is_logged_in
    assert "ZeroDivisionError" in caplog.text


def test_another_user_in_the_browser_loses_the_cookie_of_the_last_one_even_when_none_can_be_made(
    visitor: Visitor, bob: User, bridge: FakeBridge
) -> None:
    visitor.log_in()
    bridge.faults.append(unavailable)
    bridge.faults.append(unavailable)

    visitor.log_in("bob")

    assert visitor.wiki_cookie is None
    assert bridge.alive_members() == []


def test_the_cookie_made_for_this_very_session_stays_good_when_no_newer_one_can_be_made(
    visitor: Visitor, bridge: FakeBridge
) -> None:
    visitor.log_in()
    bridge.faults.append(says(500, b""))

    visitor.log_in()

    assert bridge.alive(visitor.wiki_cookie)
    visitor.log_out()
    assert bridge.alive_members() == []


def test_after_an_outage_the_next_login_gives_a_cookie_again(visitor: Visitor, bridge: FakeBridge) -> None:
    bridge.always = drop
    visitor.log_in()
    bridge.always = None

    visitor.log_in()

    assert bridge.alive(visitor.wiki_cookie)


def test_a_cookie_domain_that_does_not_cover_the_site_is_warned_about(
    visitor: Visitor, bridge: FakeBridge, caplog: pytest.LogCaptureFixture
) -> None:
    bridge.cookie_domain = "example.com"

    visitor.log_in()

    assert "browsers reject a cookie for 'example.com' from 'www.example.localhost'" in caplog.text
