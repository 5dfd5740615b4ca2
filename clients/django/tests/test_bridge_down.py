"""The site's login works whatever the bridge does."""

from __future__ import annotations

import logging
import socket
import threading
import time
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from wiki_sso_client import transport

from .bridge import (
    Bridge,
    Fault,
    changed,
    drop,
    raw,
    says,
    slow,
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


@pytest.mark.parametrize("fault", [slow(3), trickle_body, trickle_head], ids=["slow", "body", "head"])
def test_a_login_waits_for_the_bridge_no_longer_than_the_limit(
    fault: Fault, visitor: Visitor, bridge: Bridge, settings: Any
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


def test_a_name_lookup_that_hangs_counts_against_the_limit(
    visitor: Visitor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hangs(*_args: Any, **_kwargs: Any) -> Any:
        time.sleep(3)
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    set_limit(settings, LIMIT)

    started = time.monotonic()
    visitor.log_in()

    assert time.monotonic() - started < LIMIT + OWN_WORK
    assert visitor.is_logged_in


def test_a_server_that_accepts_and_never_answers_counts_against_the_limit(visitor: Visitor, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.WIKI_SSO = {
            **settings.WIKI_SSO,
            "HOOKS_URL": f"http://127.0.0.1:{silent.getsockname()[1]}",
            "TIMEOUT_SECONDS": LIMIT,
        }
        started = time.monotonic()
        visitor.log_in()

    assert time.monotonic() - started < LIMIT + OWN_WORK
    assert visitor.is_logged_in


def test_an_abandoned_call_does_not_keep_its_place(visitor: Visitor, bridge: Bridge, settings: Any) -> None:
    set_limit(settings, 0.2)
    bridge.always = trickle_body
    visitor.log_in()

    held = 0
    deadline = time.monotonic() + 3
    while held < transport.MAX_EXCHANGES and time.monotonic() < deadline:
        if transport._exchanges.acquire(timeout=0.05):
            held += 1
    for _ in range(held):
        transport._exchanges.release()

    assert held == transport.MAX_EXCHANGES


def test_with_too_many_calls_hanging_further_ones_fail_at_once(
    visitor: Visitor, bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_exchanges", threading.BoundedSemaphore(1))
    transport._exchanges.acquire()

    visitor.log_in()

    assert bridge.calls == []
    assert visitor.is_logged_in


def cookie_change(key: str, value: Any) -> Fault:
    return changed(lambda body: body["cookie"].__setitem__(key, value))


BAD_ANSWERS: dict[str, Fault] = {
    "hang up": drop,
    "not HTTP": raw(b"SSH-2.0-OpenSSH_9.9\r\n"),
    "cut short": raw(b'HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{"cookie"'),
    "redirect": raw(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n"),
    "400": says(400, {"error": {"code": "bad-username", "message": "no control characters"}}),
    "401": says(401, {"error": {"code": "bad-signature", "message": "does not verify"}}),
    "403 of a gateway": says(403, {"message": "Forbidden"}),
    "404": says(404, {"message": "Not Found"}),
    "500": says(500, b"<h1>Internal Server Error</h1>"),
    "503": unavailable,
    "error that is no object": says(400, {"error": "bad"}),
    "error with odd types": says(400, {"error": {"code": 7, "message": ["x"]}}),
    "not JSON": says(200, b"<html>welcome to the hotel wifi</html>"),
    "not an object": says(200, b"[]"),
    "deeply nested": says(200, b"[" * 60_000),
    "empty": says(200, b""),
    "huge": says(200, b" " * 70_000),
    "no cookie": changed(lambda body: body.pop("cookie")),
    "cookie null": changed(lambda body: body.update(cookie=None)),
    "no member": changed(lambda body: body.pop("member")),
    "member in capitals": changed(lambda body: body.update(member=body["member"].upper())),
    "member of another cookie": changed(lambda body: body.update(member="0" * 64)),
    "member with a line feed": changed(lambda body: body.update(member=body["member"] + "\n")),
    "value with a line feed": cookie_change("value", "a\r\nset-cookie: evil=1"),
    "value with a semicolon": cookie_change("value", "a; domain=evil.example"),
    "value in quotes": cookie_change("value", '"a"'),
    "value not ASCII": cookie_change("value", "Zoë"),
    "value empty": cookie_change("value", ""),
    "value a number": cookie_change("value", 5),
    "value too long": cookie_change("value", "a" * 4_100),
    "name with a space": cookie_change("name", "wiki sso"),
    "name of the session's cookie": cookie_change("name", "sessionid"),
    "domain with an attribute": cookie_change("domain", "example.localhost; path=/x"),
    "path with an attribute": cookie_change("path", "/; secure"),
    "path missing": changed(lambda body: body["cookie"].pop("path")),
    "max_age a string": cookie_change("max_age", "1"),
    "max_age true": cookie_change("max_age", True),
    "max_age negative": cookie_change("max_age", -1),
    "max_age zero": cookie_change("max_age", 0),
    "secure a string": cookie_change("secure", "true"),
    "same_site unknown": cookie_change("same_site", "Lax; domain=evil.example"),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_a_bad_answer_means_no_cookie_a_reason_in_the_log_and_a_login_that_works(
    name: str, visitor: Visitor, bridge: Bridge, caplog: pytest.LogCaptureFixture
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
    visitor: Visitor, bridge: Bridge, caplog: pytest.LogCaptureFixture
) -> None:
    bridge.stop()

    visitor.log_in()

    assert visitor.is_logged_in
    assert "ConnectionRefusedError" in caplog.text


def test_an_illegal_name_is_named_in_the_log(bridge: Bridge, caplog: pytest.LogCaptureFixture, db: None) -> None:
    get_user_model().objects.create_user("a\x01b", "", "pw")
    request_visitor = Visitor()

    request_visitor.client.force_login(User.objects.get())
    request_visitor.get("/wiki-sso/enter")

    assert "400 bad-username: username: 1 to 255 characters, no controls" in caplog.text


def test_a_terminal_sequence_in_the_bridges_reason_does_not_reach_the_log(
    visitor: Visitor, bridge: Bridge, caplog: pytest.LogCaptureFixture
) -> None:
    bridge.always = says(400, {"error": {"code": "x", "message": "\x1b[2J\nERROR forged" + "y" * 5_000}})

    visitor.log_in()

    assert "\x1b" not in caplog.text
    assert "ERROR forged" in caplog.text
    assert len(caplog.text) < 1_000


@pytest.mark.parametrize("status", [409, 503])
def test_a_replayed_id_or_a_busy_store_is_tried_once_more_under_a_new_id(
    status: int, visitor: Visitor, bridge: Bridge
) -> None:
    bridge.faults.append(says(status, {"error": {"code": "x", "message": "y"}}))

    visitor.log_in()

    assert bridge.accepts(visitor.wiki_cookie)
    assert len({call.message_id for call in bridge.calls}) == 2
    assert all(call.verified for call in bridge.calls)


@pytest.mark.parametrize("status", [409, 503])
def test_a_second_failure_is_the_last(status: int, visitor: Visitor, bridge: Bridge) -> None:
    bridge.always = says(status, {"error": {"code": "x", "message": "y"}})

    visitor.log_in()

    assert len(bridge.calls) == 2
    assert visitor.is_logged_in


@pytest.mark.parametrize("status", [400, 401, 404, 413, 500, 502])
def test_other_refusals_are_not_tried_again(status: int, visitor: Visitor, bridge: Bridge) -> None:
    bridge.always = says(status, {"error": {"code": "x", "message": "y"}})

    visitor.log_in()

    assert len(bridge.calls) == 1


def test_nothing_is_tried_again_when_no_time_is_left(
    visitor: Visitor, bridge: Bridge, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    set_limit(settings, 0.15)
    bridge.always = unavailable

    visitor.log_in()

    assert len(bridge.calls) == 1
    assert "the bridge answered 503 store-unreachable" in caplog.text


@pytest.mark.parametrize("name", ["401", "500", "value with a line feed", "member of another cookie", "400"])
def test_neither_cookie_nor_secret_nor_signature_nor_body_is_logged(
    name: str, visitor: Visitor, bridge: Bridge, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bridge.always = BAD_ANSWERS[name]

    visitor.log_in()

    for secret in (settings.WIKI_SSO["HOOK_SECRET"][6:], "alice@example.com", "v1,", "set-cookie"):
        assert secret not in caplog.text
    for member in bridge.live:
        assert member not in caplog.text


@pytest.mark.parametrize(
    "wrong", [None, {}, {"HOOK_SECRET": ""}, {"TIMEOUT_SECONDS": "soon"}], ids=lambda wrong: repr(wrong)
)
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
    visitor: Visitor, bridge: Bridge, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("django_wiki_sso.internal.wiki_session.WikiSession.open", broken)

    visitor.log_in()

    assert visitor.is_logged_in
    assert "ZeroDivisionError" in caplog.text


def test_another_user_in_the_browser_loses_the_cookie_of_the_last_one_even_when_none_can_be_made(
    visitor: Visitor, bob: User, bridge: Bridge
) -> None:
    visitor.log_in()
    bridge.faults.append(unavailable)
    bridge.faults.append(unavailable)

    visitor.log_in("bob")

    assert visitor.wiki_cookie is None
    assert bridge.live == {}


def test_the_cookie_made_for_this_very_session_stays_good_when_no_newer_one_can_be_made(
    visitor: Visitor, bridge: Bridge
) -> None:
    visitor.log_in()
    bridge.faults.append(says(500, b""))

    visitor.log_in()

    assert bridge.accepts(visitor.wiki_cookie)
    visitor.log_out()
    assert bridge.live == {}


def test_after_an_outage_the_next_login_gives_a_cookie_again(visitor: Visitor, bridge: Bridge) -> None:
    bridge.always = drop
    visitor.log_in()
    bridge.always = None

    visitor.log_in()

    assert bridge.accepts(visitor.wiki_cookie)


def test_a_cookie_domain_that_does_not_cover_the_site_is_warned_about(
    visitor: Visitor, bridge: Bridge, caplog: pytest.LogCaptureFixture
) -> None:
    bridge.domain = "example.com"

    visitor.log_in()

    assert "a browser takes no cookie for 'example.com' from 'www.example.localhost'" in caplog.text
