"""``manage.py wiki_sso_check`` against live hooks, good and bad."""

from __future__ import annotations

import re
import socket
import time
from email.utils import formatdate
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_wiki_sso.internal import outbox
from django_wiki_sso.models import PendingLogout

from .bridge import Bridge, Handler, changed, says, slow, unavailable

pytestmark = pytest.mark.django_db

OTHER_SECRET = "whsec_" + "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMzI="


def check(**options: Any) -> str:
    """The output of a check that finds everything right."""
    out = StringIO()
    call_command("wiki_sso_check", stdout=out, no_color=True, **options)
    return out.getvalue()


def check_fails(**options: Any) -> str:
    """The output of a check that finds something wrong."""
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("wiki_sso_check", stdout=out, no_color=True, **options)
    assert caught.value.returncode == 1
    return out.getvalue() + str(caught.value)


def test_with_everything_right_it_says_so_and_leaves_nothing_behind(bridge: Bridge) -> None:
    output = check()

    assert "WRONG" not in output
    assert output.count("ok ") == 6
    assert bridge.live == {}
    assert [call.path for call in bridge.calls] == [
        "/hooks/logout",
        "/hooks/logout",
        "/hooks/login",
        "/hooks/logout",
    ]


def test_cookies_of_others_are_left_alone(bridge: Bridge) -> None:
    bridge.live["0" * 64] = ("wiki-sso-check", "", True)

    check()

    assert list(bridge.live) == ["0" * 64]


def test_another_name_can_be_tried(bridge: Bridge) -> None:
    check(username="Zoë")

    assert bridge.calls_to("/hooks/login")[0].body["username"] == "Zoë"


def test_an_illegal_name_is_explained_by_the_bridge(bridge: Bridge) -> None:
    assert "400 bad-username" in check_fails(username="a\x01b")


def test_a_setting_that_cannot_be_used_is_named(settings: Any) -> None:
    settings.WIKI_SSO = {"HOOK_SECRET": "hunter2"}

    with pytest.raises(CommandError, match=r"HOOKS_URL.*HOOK_SECRET") as caught:
        call_command("wiki_sso_check")

    assert "hunter2" not in str(caught.value)


def test_an_address_where_nothing_listens_is_said_to_be_unreachable(settings: Any) -> None:
    output = check_fails()

    assert "cannot be reached: ConnectionRefusedError" in output
    assert "Check HOOKS_URL" in output


def test_a_name_that_does_not_exist_is_said_to_be_unreachable(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: Any, **_kwargs: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    settings.WIKI_SSO = {**settings.WIKI_SSO, "HOOKS_URL": "https://hooks.example.com"}

    assert "cannot be reached: gaierror: Name or service not known" in check_fails()


def test_https_to_a_port_that_speaks_http_is_a_tls_error(bridge: Bridge, settings: Any) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "HOOKS_URL": bridge.hooks_url.replace("http:", "https:")}

    assert "cannot be reached: SSLError" in check_fails()


@pytest.mark.parametrize("status", [200, 301, 404])
def test_something_else_than_the_hooks_is_a_wrong_url(status: int, bridge: Bridge) -> None:
    bridge.always = says(status, b"<h1>hello</h1>")

    output = check_fails()

    assert f"answered {status} to an unsigned call" in output
    assert "HOOKS_URL is not the base of the hooks" in output
    assert len(bridge.calls) == 1


def test_a_wrong_secret_is_said_to_be_wrong_and_not_shown(bridge: Bridge, settings: Any) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "HOOK_SECRET": OTHER_SECRET}

    output = check_fails()

    assert "HOOK_SECRET is not the bridge's, or this machine's clock is wrong" in output
    assert OTHER_SECRET[6:] not in output
    assert bridge.calls_to("/hooks/login") == []


@pytest.mark.parametrize(("seconds", "said"), [(-900, "ahead"), (900, "behind")])
def test_a_wrong_clock_is_told_from_a_wrong_secret(
    seconds: int, said: str, bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handler, "date_time_string", lambda *_args: formatdate(time.time() + seconds, usegmt=True))
    bridge.always = says(401, {"error": {"code": "stale", "message": "the timestamp is too old"}})

    output = check_fails()

    # The Date header has whole seconds.
    assert re.search(rf"this machine's clock is (899|900|901|902) s {said}", output)


def test_a_store_that_is_out_of_reach_is_named(bridge: Bridge) -> None:
    bridge.faults.append(lambda handler, do: handler.reply(*do()))
    bridge.always = unavailable

    assert "The bridge cannot reach its store" in check_fails()


def test_a_bridge_slower_than_a_login_waits_is_a_finding(bridge: Bridge, settings: Any) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "TIMEOUT_SECONDS": 0.1}
    bridge.faults.append(slow(0.2))

    assert "slower than TIMEOUT_SECONDS, 0.1 s" in check_fails()


def test_another_cookie_name_at_the_bridge_is_a_finding(bridge: Bridge) -> None:
    bridge.cookie_name = "other"

    assert "called 'other', COOKIE_NAME says 'wiki_sso'" in check_fails()
    assert bridge.live == {}


@pytest.mark.parametrize("domain", [None, "example.com", "www.example.localhost"])
def test_a_domain_that_does_not_cover_the_wiki_is_a_finding(domain: str | None, bridge: Bridge) -> None:
    bridge.domain = domain

    assert f"domain {domain!r} does not cover the wiki 'wiki.example.localhost'" in check_fails()


def test_another_domain_than_the_settings_is_a_finding(bridge: Bridge, settings: Any) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "COOKIE_DOMAIN": "localhost.example"}

    assert "COOKIE_DOMAIN says 'localhost.example'" in check_fails()


def test_a_login_whose_answer_is_bad_is_a_finding(bridge: Bridge) -> None:
    bridge.faults.extend([lambda handler, do: handler.reply(*do())] * 2)
    bridge.faults.append(changed(lambda body: body.pop("member")))

    assert "member of the answer is not 64 lower-case hex digits" in check_fails()


def test_waiting_logouts_are_counted(bridge: Bridge) -> None:
    outbox.queue(member="0" * 64)

    assert "1 logouts are waiting for the bridge: manage.py wiki_sso_flush delivers them" in check()
    assert PendingLogout.objects.count() == 1
