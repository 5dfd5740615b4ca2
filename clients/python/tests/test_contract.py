"""The hooks' contract, as a client sees it: run against the fake bridge, and against real hooks.

With ``WIKI_SSO_TEST_HOOKS_URL`` and ``WIKI_SSO_TEST_HOOK_SECRET`` in the environment the same tests run
against the hooks there, so that the fake cannot drift from them. ``test/integration/python-client.test.ts``
does that.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wiki_sso_client import (
    BridgeRefused,
    Deadline,
    HookClient,
    HttpAnswer,
    Login,
    decode_secret,
    member_of,
    post,
    read_login,
    read_logout,
    signed_headers,
)
from wiki_sso_client.hooks import forget_cookie_age
from wiki_sso_client.testing import FakeBridge

from .vectors import VECTORS

COOKIE_AGE_SECONDS = 14 * 86_400
DAY = 86_400


@dataclass
class Target:
    """Hooks to test, of whatever bridge."""

    hooks_url: str
    key: bytes

    def client(self) -> HookClient:
        return HookClient(self.hooks_url, self.key, Deadline.after(20))

    def send(self, hook: str, body: Any, **headers: Any) -> HttpAnswer:
        """A signed call with ``headers`` changed, or left out where None; ``body`` may be bytes."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        signed = signed_headers(self.key, content.decode())
        changes = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in {**signed, **changes}.items() if value is not None}
        return post(f"{self.hooks_url}/{hook}", content, sent, Deadline.after(20))

    def refusal(self, hook: str, body: Any, **headers: Any) -> BridgeRefused:
        with pytest.raises(BridgeRefused) as refused:
            (read_login if hook == "login" else read_logout)(self.send(hook, body, **headers))
        return refused.value


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    if url := os.environ.get("WIKI_SSO_TEST_HOOKS_URL"):
        yield Target(url, decode_secret(os.environ["WIKI_SSO_TEST_HOOK_SECRET"]))
        return
    with FakeBridge() as bridge:
        yield Target(bridge.hooks_url, decode_secret(bridge.secret))


@pytest.fixture
def username() -> str:
    """A user of this test alone, in whatever store."""
    return f"Žluť {secrets.token_hex(8)}"


LOGIN = {"username": "alice", "email": "alice@example.com"}


def test_a_login_is_answered_with_a_cookie_and_its_times(target: Target, username: str) -> None:
    before = time.time()
    login = target.client().log_in(username, "zoe\u0308@example.com")

    assert login.cookie.value.split("#")[1] == "zo%C3%AB@example.com"
    assert login.cookie.max_age_seconds == COOKIE_AGE_SECONDS + DAY
    assert (login.cookie.path, login.cookie.secure, login.cookie.http_only) == ("/", True, True)
    assert login.issued_at is not None
    assert login.expires_at is not None
    assert before - 60 < login.issued_at < time.time() + 60
    assert abs(login.expires_at.timestamp() - login.issued_at - COOKIE_AGE_SECONDS) < 0.002


@pytest.mark.parametrize("vector", VECTORS["usernames"], ids=lambda vector: ascii(vector["given"])[:40])
def test_the_usernames_of_the_vectors_are_taken_or_refused(target: Target, vector: dict[str, Any]) -> None:
    answer = target.send("login", {"username": vector["given"], "email": ""})

    assert answer.status == (400 if vector["canonical"] is None else 200)
    if vector["canonical"] is None:
        assert '"username" ' in target.refusal("logout", {"username": vector["given"]}).message


@pytest.mark.parametrize("vector", VECTORS["emails"], ids=lambda vector: ascii(vector["given"])[:40])
def test_the_emails_of_the_vectors_are_taken_or_refused(target: Target, vector: dict[str, Any]) -> None:
    answer = target.send("login", {"username": "alice", "email": vector["given"]})

    assert answer.status == (400 if vector["canonical"] is None else 200)


@pytest.mark.parametrize("cookie", VECTORS["cookie_values"], ids=lambda cookie: cookie["username"])
def test_a_cookies_value_is_encoded_as_in_the_vectors(target: Target, cookie: dict[str, str]) -> None:
    login = target.client().log_in(cookie["username"], cookie["email"])

    assert login.cookie.value.rpartition("#")[0] == cookie["value"].rpartition("#")[0]


def test_the_answers_have_the_fields_of_the_vectors_and_the_line_of_the_cookie(target: Target) -> None:
    for hook, body in (("login", LOGIN), ("logout", {"member": "0" * 64})):
        fields = json.loads(target.send(hook, body).body)
        vector = VECTORS["hook_answers"][hook]
        assert set(fields) >= set(vector)
        assert set(fields["cookie"]) == set(vector["cookie"])
        assert fields["set_cookie"].startswith(f"{fields['cookie']['name']}={fields['cookie']['value']}; ")


def test_a_login_for_the_time_of_the_browser_has_no_max_age(target: Target, username: str) -> None:
    login = target.client().log_in(username, "", persistent=False)

    assert login.cookie.max_age_seconds is None
    assert login.expires_at is not None


@pytest.mark.parametrize("persistent", [True, False])
def test_a_short_login_ends_by_its_own_claim(target: Target, username: str, persistent: bool) -> None:
    login = target.client().log_in(username, "", persistent=persistent, expires_in=900)

    assert login.cookie.max_age_seconds == (900 + DAY if persistent else None)
    assert login.issued_at is not None
    assert login.expires_at is not None
    assert 899 <= login.expires_at.timestamp() - login.issued_at <= 901
    key, _dot, claims = login.cookie.value.split("#")[2].partition(".")
    assert len(key) == 64
    assert claims
    assert member_of(login.cookie.value.encode()) == login.member


@pytest.mark.parametrize(
    "expires_in",
    [0, -1, 1.5, "900", None, True, [], 10**400, COOKIE_AGE_SECONDS + 1],
    ids=lambda value: repr(value)[:12],
)
def test_an_expires_in_that_is_none_is_named(target: Target, expires_in: Any) -> None:
    refusal = target.refusal("login", {**LOGIN, "expires_in": expires_in})

    assert (refusal.status, refusal.code) == (400, "invalid_body")
    assert '"expires_in"' in refusal.message
    assert str(COOKIE_AGE_SECONDS) in refusal.message


def test_expires_in_up_to_the_cookie_age_is_taken(target: Target) -> None:
    for expires_in in (1, COOKIE_AGE_SECONDS):
        assert target.send("login", {**LOGIN, "expires_in": expires_in}).status == 200


def test_a_longer_login_than_the_bridge_gives_lasts_as_long_as_it_gives(target: Target, username: str) -> None:
    forget_cookie_age(target.hooks_url)
    login = target.client().log_in(username, "", expires_in=COOKIE_AGE_SECONDS * 3)
    again = target.client().log_in(username, "", expires_in=COOKIE_AGE_SECONDS * 3)

    for made in (login, again):
        assert made.cookie.max_age_seconds == COOKIE_AGE_SECONDS + DAY
    assert "." not in login.cookie.value.split("#")[2]
    assert "." in again.cookie.value.split("#")[2]


def test_a_logout_by_member_removes_it_once(target: Target, username: str) -> None:
    login = target.client().log_in(username, "")

    assert target.client().log_out_member(login.member).removed
    assert not target.client().log_out_member(login.member).removed


def test_a_replaced_cookie_is_gone(target: Target, username: str) -> None:
    first = target.client().log_in(username, "")
    target.client().log_in(username, "", replaces=first.member)

    assert not target.client().log_out_member(first.member).removed


def test_a_logout_by_username_says_removed(target: Target, username: str) -> None:
    assert target.client().log_out_username(username).removed
    assert target.client().log_out_username(username, before=time.time() - 60).removed


@pytest.mark.parametrize("before", ["1", None, True, -1, [], 10**400, "x"], ids=lambda value: repr(value)[:12])
def test_a_before_that_is_none_is_named(target: Target, username: str, before: Any) -> None:
    refusal = target.refusal("logout", {"username": username, "before": before})

    assert (refusal.status, refusal.code) == (400, "invalid_body")
    assert '"before"' in refusal.message


def test_a_before_far_ahead_and_one_beside_a_member_are_named(target: Target, username: str) -> None:
    for body in (
        {"username": username, "before": time.time() + 400},
        {"member": "0" * 64, "before": time.time()},
    ):
        refusal = target.refusal("logout", body)
        assert (refusal.status, refusal.code) == (400, "invalid_body")
        assert '"before"' in refusal.message
    assert target.send("logout", {"username": username, "before": time.time() + 200}).status == 200
    assert target.send("logout", {"username": username, "before": 0}).status == 200


ONE_OF_TWO = 'A logout takes exactly one of "member" and "username".'
NOT_JSON = "The body is not JSON, or has a key that JSON bodies may not have here."
UNSIGNED = "Sign the request: webhook-id, webhook-timestamp and webhook-signature."
BAD_ID = "webhook-id takes 1 to 256 printable ASCII characters other than a full stop."
MISMATCH = "No signature of webhook-signature matches the request."
BAD_BODIES: list[tuple[str, Any, str]] = [
    ("login", {"email": ""}, '"username" is missing.'),
    ("login", {"username": "alice"}, '"email" is missing.'),
    ("login", {"username": 7, "email": ""}, '"username" must be a string.'),
    ("login", {"username": "alice", "email": None}, '"email" must be a string.'),
    ("login", {**LOGIN, "replaces": "x"}, '"replaces" must be 64 lower-case hex digits.'),
    ("login", {**LOGIN, "replaces": None}, '"replaces" must be a string.'),
    ("login", {**LOGIN, "persistent": 1}, '"persistent" must be true or false.'),
    (
        "login",
        {"username": "ž" * 255, "email": "👩" * 252 + "@x"},
        '"email" makes the cookie longer than 4096 bytes once it is encoded.',
    ),
    ("logout", {}, ONE_OF_TWO),
    ("logout", {"member": "0" * 64, "username": "a"}, ONE_OF_TWO),
    ("logout", LOGIN, '"email" belongs to a login; a logout takes "member" or "username".'),
    ("logout", {"member": "A" * 64}, '"member" must be 64 lower-case hex digits.'),
    ("logout", {"username": " alice"}, '"username" begins or ends with white space.'),
    ("login", [], "The body must be a JSON object."),
    ("login", b"", NOT_JSON),
    ("login", b"{", NOT_JSON),
    ("login", b'{"__proto__": {}}', NOT_JSON),
]


@pytest.mark.parametrize(("hook", "body", "message"), BAD_BODIES, ids=lambda part: ascii(part)[:40])
def test_a_body_that_is_wrong_is_refused_with_what_is_wrong(target: Target, hook: str, body: Any, message: str) -> None:
    refusal = target.refusal(hook, body)

    assert (refusal.status, refusal.code, refusal.is_final) == (400, "invalid_body", True)
    assert refusal.message == message


def test_unknown_fields_are_passed_over(target: Target) -> None:
    assert target.send("login", {**LOGIN, "colour": "red"}).status == 200
    assert target.send("logout", {"member": "0" * 64, "persistent": 5}).status == 200


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({"webhook_signature": None}, UNSIGNED),
        ({"webhook_id": None}, UNSIGNED),
        ({"webhook_timestamp": None}, UNSIGNED),
        ({"webhook_id": "a.b"}, BAD_ID),
        ({"webhook_id": "x" * 257}, BAD_ID),
        ({"webhook_timestamp": "1795413600.5"}, "webhook-timestamp takes whole epoch seconds."),
        ({"webhook_id": "another"}, MISMATCH),
        ({"webhook_signature": "v1,x"}, MISMATCH),
        ({"webhook_signature": "v2,x v1a,y"}, MISMATCH),
    ],
    ids=lambda part: repr(part)[:40],
)
def test_a_signature_that_is_none_is_refused(target: Target, headers: dict[str, Any], message: str) -> None:
    refusal = target.refusal("login", LOGIN, **headers)

    assert (refusal.status, refusal.code, refusal.message) == (401, "invalid_signature", message)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_stale_signature_is_refused(target: Target, minutes: int) -> None:
    at = datetime.now(tz=UTC) + timedelta(minutes=minutes)
    headers = signed_headers(target.key, json.dumps(LOGIN), at=at)

    refusal = target.refusal("login", LOGIN, **headers)

    assert (refusal.status, refusal.code) == (401, "invalid_signature")
    assert refusal.message == "webhook-timestamp is over 300 s from the bridge's clock."


def test_one_signature_of_several_is_enough(target: Target) -> None:
    headers = signed_headers(target.key, json.dumps(LOGIN))
    headers["webhook-signature"] = f"v2,x v1,{'A' * 43}= {headers['webhook-signature']}"

    assert target.send("login", LOGIN, **headers).status == 200


def test_an_id_counts_once_at_either_hook_but_not_after_a_400(target: Target) -> None:
    bad, good, logout = {"username": ""}, LOGIN, {"member": "0" * 64}
    message_id = f"msg_{secrets.token_hex(16)}"

    def headers(body: object) -> dict[str, str]:
        return signed_headers(target.key, json.dumps(body), message_id=message_id)

    assert target.send("login", bad, **headers(bad)).status == 400
    assert target.send("login", good, **headers(good)).status == 200
    refusal = target.refusal("logout", logout, **headers(logout))
    assert (refusal.status, refusal.code) == (409, "replayed")
    assert refusal.message == "This webhook-id was used before. Sign a new request with a new id."


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/json5", "application/vnd.x+json"])
def test_another_media_type_is_refused_after_the_signature(target: Target, content_type: str | None) -> None:
    refusal = target.refusal("login", LOGIN, content_type=content_type)

    assert (refusal.status, refusal.code) == (415, "unsupported_media_type")
    assert refusal.message == "Send the body as Content-Type: application/json."
    assert target.refusal("login", LOGIN, content_type=content_type, webhook_id=None).status == 401


def test_parameters_of_the_media_type_are_passed_over(target: Target) -> None:
    assert target.send("login", LOGIN, content_type="Application/JSON; charset=utf-8").status == 200


def test_a_large_body_is_refused_before_its_signature_is_looked_at(target: Target) -> None:
    refusal = target.refusal("login", {**LOGIN, "more": "x" * 9_000}, webhook_signature=None)

    assert (refusal.status, refusal.code) == (413, "body_too_large")
    assert refusal.message == "The body is longer than 8192 bytes."


def test_another_path_is_not_found(target: Target) -> None:
    assert target.send("elsewhere", LOGIN).status == 404


def test_every_login_is_a_cookie_of_its_own(target: Target, username: str) -> None:
    logins: list[Login] = [target.client().log_in(username, "") for _ in range(3)]

    assert len({login.member for login in logins}) == 3
    assert sorted(login.issued_at or 0 for login in logins) == [login.issued_at for login in logins]
