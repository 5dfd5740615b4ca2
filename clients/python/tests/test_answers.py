"""The bridge's answers are believed only after every field has been looked at."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from wiki_sso_client import BridgeAnswerInvalid, BridgeRefused, HttpAnswer, read_login, read_logout

from .vectors import VECTORS

LOGIN: dict[str, Any] = {**VECTORS["hook_answers"]["login"], "issued_at": 1795413600.722_001}
LOGOUT: dict[str, Any] = VECTORS["hook_answers"]["logout"]


def answer(fields: Any, status: int = 200) -> HttpAnswer:
    return HttpAnswer(status, fields if isinstance(fields, bytes) else json.dumps(fields).encode())


def test_the_answers_of_the_vectors_are_believed() -> None:
    login, logout = read_login(answer(LOGIN)), read_logout(answer(LOGOUT))

    assert (login.member, login.cookie.value) == (LOGIN["member"], LOGIN["cookie"]["value"])
    assert login.cookie.max_age_seconds == LOGIN["cookie"]["max_age"]
    assert login.issued_at == 1795413600.722_001
    assert login.expires_at == datetime(2026, 12, 7, 5, 59, 0, 722_000, tzinfo=UTC)
    assert login.cookie.set_cookie_line() == LOGIN["set_cookie"]
    assert logout.removed
    assert logout.cookie.set_cookie_line() == LOGOUT["set_cookie"]


def test_an_older_bridge_that_names_no_times_is_believed() -> None:
    old = {key: value for key, value in LOGIN.items() if key not in ("issued_at", "expires_at")}

    login = read_login(answer(old))

    assert (login.issued_at, login.expires_at) == (None, None)


@pytest.mark.parametrize("error", VECTORS["hook_errors"], ids=lambda error: error["code"])
@pytest.mark.parametrize("reader", [read_login, read_logout])
def test_every_error_of_the_vectors_is_named_in_the_refusal(
    reader: Callable[[HttpAnswer], Any], error: dict[str, Any]
) -> None:
    body = {"error": {"code": error["code"], "message": "why"}}

    with pytest.raises(BridgeRefused) as refused:
        reader(answer(body, error["status"]))

    assert (refused.value.status, refused.value.code) == (error["status"], error["code"])
    assert refused.value.is_final == (error["code"] in FINAL)


FINAL = ("invalid_body", "unsupported_media_type", "body_too_large")


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"error": 5}', b'{"error": {"code": 7, "message": []}}'])
def test_a_refusal_by_something_else_than_the_bridge_is_never_final(body: bytes) -> None:
    with pytest.raises(BridgeRefused) as refused:
        read_login(answer(body, 400))

    assert (refused.value.code, refused.value.is_final) == ("", False)
    assert "no reason that this client can read" in str(refused.value)


def test_a_terminal_sequence_in_the_bridges_reason_does_not_come_through() -> None:
    body = {"error": {"code": "x\x1b[2J", "message": "\nERROR forged" + "y" * 5_000}}

    with pytest.raises(BridgeRefused) as refused:
        read_login(answer(body, 400))

    assert "\x1b" not in str(refused.value)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 700


def changed(path: str, value: Any) -> dict[str, Any]:
    fields = copy.deepcopy(LOGIN)
    *parents, last = path.split(".")
    target = fields
    for parent in parents:
        target = target[parent]
    if value is KeyError:
        del target[last]
    else:
        target[last] = value
    return fields


BAD = [
    ("cookie", KeyError),
    ("cookie", None),
    ("member", KeyError),
    ("member", LOGIN["member"].upper()),
    ("member", "0" * 64),
    ("member", LOGIN["member"] + "\n"),
    ("cookie.name", KeyError),
    ("cookie.name", "wiki sso"),
    ("cookie.value", "a\r\nset-cookie: evil=1"),
    ("cookie.value", "a; domain=evil.example"),
    ("cookie.value", '"a"'),
    ("cookie.value", "Zoë"),
    ("cookie.value", ""),
    ("cookie.value", 5),
    ("cookie.value", "a" * 4_100),
    ("cookie.domain", "example.localhost; path=/x"),
    ("cookie.domain", 5),
    ("cookie.path", "/; secure"),
    ("cookie.path", KeyError),
    ("cookie.max_age", "1"),
    ("cookie.max_age", True),
    ("cookie.max_age", 1.5),
    ("cookie.max_age", -1),
    ("cookie.max_age", 0),
    ("cookie.max_age", 10**300),
    ("cookie.secure", "true"),
    ("cookie.http_only", KeyError),
    ("cookie.same_site", "Lax; domain=evil.example"),
    ("cookie.same_site", None),
    ("issued_at", "1795413600"),
    ("issued_at", True),
    ("issued_at", -1),
    ("issued_at", 10**400),
    ("issued_at", float("nan")),
    ("issued_at", float("inf")),
    ("expires_at", 1795413600),
    ("expires_at", "soon"),
    ("expires_at", "2026-12-07T05:59:00"),
]


@pytest.mark.parametrize(("path", "value"), BAD, ids=lambda part: repr(part)[:40])
def test_a_login_with_one_wrong_field_is_not_believed(path: str, value: Any) -> None:
    with pytest.raises(BridgeAnswerInvalid) as invalid:
        read_login(answer(changed(path, value)))

    # json.dumps writes NaN and Infinity, which JSON does not have: then the whole is none.
    assert path.rpartition(".")[2] in str(invalid.value) or "JSON" in str(invalid.value)
    assert "evil" not in str(invalid.value)
    assert LOGIN["cookie"]["value"] not in str(invalid.value)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"<html>", b"\xff\xfe", b"[" * 60_000, b"1" * 5_000, b"{}"],
    ids=lambda body: body[:8],
)
@pytest.mark.parametrize("reader", [read_login, read_logout])
def test_an_answer_that_is_none_is_not_believed(reader: Callable[[HttpAnswer], Any], body: bytes) -> None:
    with pytest.raises(BridgeAnswerInvalid):
        reader(answer(body))


@pytest.mark.parametrize("removed", [None, 1, "true"])
def test_a_logout_says_whether_it_removed_anything(removed: Any) -> None:
    with pytest.raises(BridgeAnswerInvalid, match="removed"):
        read_logout(answer({**LOGOUT, "removed": removed}))


def test_the_body_is_not_in_the_representation() -> None:
    assert "secret" not in repr(HttpAnswer(200, b"secret"))
