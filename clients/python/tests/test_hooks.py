"""Calls to the bridge: what is sent, what is tried again, and how long it takes."""

from __future__ import annotations

import logging
import math
import uuid
from typing import Any

import pytest

from wiki_sso_client import BridgeError, BridgeRefused, BridgeTooSlow, BridgeUnreachable, HookClient
from wiki_sso_client.testing import FakeBridge, changed, delay, drop, refuse, says, unavailable

from .conftest import MakeClient

DAY = 86_400
AGE = 14 * DAY


def bodies(bridge: FakeBridge) -> list[dict[str, Any]]:
    return [call.body for call in bridge.calls]


def test_only_what_is_asked_for_is_sent(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    first = client.log_in("alice", "")
    client.log_in("alice", "a@x", replaces=first.member, persistent=False, expires_in=900)
    client.log_out_member(first.member)
    client.log_out_username("alice")
    client.log_out_username("alice", before=1795413600.25)

    assert bodies(wiki_sso_bridge) == [
        {"username": "alice", "email": ""},
        {
            "username": "alice",
            "email": "a@x",
            "replaces": first.member,
            "persistent": False,
            "expires_in": 900,
        },
        {"member": first.member},
        {"username": "alice"},
        {"username": "alice", "before": 1795413600.25},
    ]


@pytest.mark.parametrize("name", [7, uuid.UUID(int=7), None, b"alice"], ids=repr)
def test_a_name_that_is_not_text_is_an_error_of_the_site(
    name: Any, wiki_sso_bridge: FakeBridge, client: HookClient
) -> None:
    for call in (
        lambda: client.log_in(name, ""),
        lambda: client.log_in("alice", name),
        lambda: client.log_out_username(name),
        lambda: client.log_out_member(name),
    ):
        with pytest.raises(TypeError, match=f"expected text, got {type(name).__name__}"):
            call()
    assert wiki_sso_bridge.calls == []


@pytest.mark.parametrize(
    ("expires_in", "error"), [(0, ValueError), (-5, ValueError), (1.5, TypeError), (True, TypeError)]
)
def test_a_lifetime_that_is_none_is_an_error_of_the_site(
    expires_in: Any, error: type[Exception], wiki_sso_bridge: FakeBridge, client: HookClient
) -> None:
    with pytest.raises(error, match="expires_in: expected"):
        client.log_in("alice", "", expires_in=expires_in)
    assert wiki_sso_bridge.calls == []


@pytest.mark.parametrize("before", [-1.0, math.nan, math.inf])
def test_a_time_that_is_none_is_an_error_of_the_site(before: float, client: HookClient) -> None:
    with pytest.raises(ValueError, match="before: expected epoch seconds"):
        client.log_out_username("alice", before=before)


@pytest.mark.parametrize("code", ["replayed", "store_unreachable", "secret_unavailable"])
def test_a_replayed_id_or_a_busy_store_is_tried_once_more_under_a_new_id(
    code: str, wiki_sso_bridge: FakeBridge, client: HookClient
) -> None:
    wiki_sso_bridge.faults.append(refuse(code))

    login = client.log_in("alice", "")

    assert wiki_sso_bridge.alive(login.cookie.value)
    assert len({call.message_id for call in wiki_sso_bridge.calls}) == 2


@pytest.mark.parametrize(
    ("fault", "calls"),
    [(refuse("replayed"), 2), (unavailable, 2), (says(503, b""), 2), (refuse("internal_error"), 1)]
    + [(says(status, b"{}"), 1) for status in (301, 401, 403, 404, 413, 429, 502)],
    ids=str,
)
def test_a_second_failure_and_any_other_is_the_last(
    fault: Any, calls: int, wiki_sso_bridge: FakeBridge, client: HookClient
) -> None:
    wiki_sso_bridge.always = fault

    with pytest.raises(BridgeRefused):
        client.log_in("alice", "")

    assert len(wiki_sso_bridge.calls) == calls


def test_nothing_is_tried_again_when_no_time_is_left(wiki_sso_bridge: FakeBridge, client_for: MakeClient) -> None:
    wiki_sso_bridge.always = unavailable

    with pytest.raises(BridgeError):
        client_for(0.19).log_in("alice", "")

    assert len(wiki_sso_bridge.calls) <= 1


def test_all_calls_of_a_client_share_one_deadline(wiki_sso_bridge: FakeBridge, client_for: MakeClient) -> None:
    wiki_sso_bridge.faults.append(delay(60))
    client = client_for(0.3)

    with pytest.raises(BridgeTooSlow, match=r"0\.3 s"):
        client.log_in("alice", "")
    with pytest.raises(BridgeTooSlow):
        client.log_out_username("alice")

    assert len(wiki_sso_bridge.calls) == 1, "with no time left nothing is sent"


def test_a_slash_at_the_end_of_the_base_url_does_not_matter(wiki_sso_bridge: FakeBridge) -> None:
    from wiki_sso_client import Deadline, decode_secret

    key = decode_secret(wiki_sso_bridge.secret)

    assert HookClient(f"{wiki_sso_bridge.hooks_url}/", key, Deadline.after(20)).log_in("alice", "")


def test_a_lifetime_above_the_cookie_age_is_learned_once(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    first = client.log_in("alice", "", expires_in=AGE * 2)
    second = client.log_in("alice", "", expires_in=AGE * 2)

    assert first.cookie.max_age_seconds == second.cookie.max_age_seconds == AGE + DAY
    assert [body.get("expires_in") for body in bodies(wiki_sso_bridge)] == [AGE * 2, None, AGE]
    assert wiki_sso_bridge.alive_members() == [first.member, second.member]


@pytest.mark.parametrize("persistent", [True, False])
def test_the_cookie_age_is_learned_from_any_login_without_a_lifetime(
    persistent: bool, wiki_sso_bridge: FakeBridge, client: HookClient
) -> None:
    client.log_in("alice", "", persistent=persistent)
    client.log_in("alice", "", persistent=persistent, expires_in=AGE * 2)

    assert bodies(wiki_sso_bridge)[-1]["expires_in"] == AGE
    assert len(wiki_sso_bridge.calls) == 2


def test_a_cookie_age_that_became_shorter_is_learned_anew(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    client.log_in("alice", "")
    wiki_sso_bridge.cookie_age_seconds = 900

    for _ in range(2):
        assert client.log_in("alice", "", expires_in=DAY).cookie.max_age_seconds == 900 + DAY
    assert [body.get("expires_in") for body in bodies(wiki_sso_bridge)] == [None, DAY, None, 900]


def test_a_refusal_of_something_else_is_the_one_that_is_raised(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    with pytest.raises(BridgeRefused, match='"username" begins or ends'):
        client.log_in(" alice", "", expires_in=900)

    wiki_sso_bridge.faults.extend([refuse("invalid_body", '"x" is wrong.'), refuse("internal_error")])
    with pytest.raises(BridgeRefused, match='"x" is wrong'):
        client.log_in("alice", "", expires_in=900)
    assert wiki_sso_bridge.alive_members() == []


def test_a_cookie_that_would_live_longer_than_asked_for_is_ended(
    wiki_sso_bridge: FakeBridge, client: HookClient
) -> None:
    wiki_sso_bridge.faults.append(refuse("invalid_body", '"groups" is wrong.'))

    with pytest.raises(BridgeRefused, match='"groups" is wrong'):
        client.log_in("alice", "", expires_in=900)

    assert [call.hook for call in wiki_sso_bridge.calls] == ["login", "login", "logout"]
    assert wiki_sso_bridge.alive_members() == []


def test_a_known_cookie_age_spares_the_second_call(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    client.log_in("alice", "")
    wiki_sso_bridge.calls.clear()

    with pytest.raises(BridgeRefused, match='"username"'):
        client.log_in(" alice", "", expires_in=900)

    assert len(wiki_sso_bridge.calls) == 1


def test_an_older_bridge_takes_a_lifetime_and_passes_over_it(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    def old(answer: dict[str, Any]) -> None:
        del answer["issued_at"]

    wiki_sso_bridge.always = changed(old)

    assert client.log_in("alice", "", expires_in=900).issued_at is None


def test_no_error_holds_a_cookie_a_secret_a_signature_or_a_body(
    wiki_sso_bridge: FakeBridge, client_for: MakeClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = []
    faults = [
        refuse("invalid_signature"),
        refuse("internal_error"),
        says(400, b"v1,signature alice@example.com"),
        says(200, b'{"username": "alice@example.com"}'),
        changed(lambda answer: answer["cookie"].update(value="a; domain=evil")),
        changed(lambda answer: answer.update(member="0" * 64)),
        drop,
    ]
    for fault in faults:
        wiki_sso_bridge.faults.append(fault)
        with pytest.raises(BridgeError) as error:
            client_for().log_in("alice", "alice@example.com")
        said.append(f"{error.value} {error.value!r}")
    said.append(caplog.text)

    for secret in (wiki_sso_bridge.secret[6:], "alice@example.com", "v1,", "evil", "set-cookie"):
        assert secret not in " ".join(said)
    for member in wiki_sso_bridge.cookies:
        assert member not in " ".join(said)


def test_a_bridge_that_is_not_there_is_unreachable(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    wiki_sso_bridge.stop()

    with pytest.raises(BridgeUnreachable, match="ConnectionRefusedError"):
        client.log_in("alice", "")
