"""Reads and validates the bridge's answers, field by field.

Accepted values go into a response header of the site, so a value must not add anything to that header but a cookie.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .cookie import MEMBER_PATTERN, WikiCookie, member_of
from .errors import BridgeAnswerInvalid, BridgeRefused
from .transport import HttpAnswer

_MAX_REASON_CHARACTERS = 300
#: The year 5138: a larger number is no time in seconds.
_MAX_EPOCH_SECONDS = 1e11


@dataclass(frozen=True, slots=True)
class Login:
    """A login that the bridge has recorded.

    :param cookie: for the browser.
    :param member: the bridge's name for the cookie, lower-case hex SHA-256 of its value. Keep it for the
        logout.
    :param issued_at: epoch seconds of the login by the bridge's clock; a logout by username with this
        ``before`` leaves later logins alone. None from a bridge that sends none.
    :param expires_at: aware time at which the cookie ends at the wiki; None from a bridge that sends none.
    """

    cookie: WikiCookie
    member: str
    issued_at: float | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Logout:
    """A logout that the bridge has recorded.

    :param cookie: the deletion, for the browser.
    :param removed: False when the cookie was not in the set any more.
    """

    cookie: WikiCookie
    removed: bool


def read_login(answer: HttpAnswer) -> Login:
    """Read the login hook's answer.

    :raises BridgeRefused: for a status other than 200.
    :raises BridgeAnswerInvalid: when it is no valid answer of the login hook; the text names the field.
    """
    fields = _accepted(answer)
    cookie = _cookie(fields)
    member = fields.get("member")
    if not isinstance(member, str) or not MEMBER_PATTERN.fullmatch(member):
        raise BridgeAnswerInvalid("member of the answer: expected 64 lower-case hex digits")
    if not cookie.value or cookie.max_age_seconds == 0:
        raise BridgeAnswerInvalid(
            "cookie.value and cookie.max_age of the answer: expected a cookie to set, got a deletion"
        )
    if member_of(cookie.value.encode("ascii")) != member:
        raise BridgeAnswerInvalid("member of the answer: expected the SHA-256 of cookie.value")
    return Login(cookie, member, _issued_at(fields.get("issued_at")), _expires_at(fields.get("expires_at")))


def read_logout(answer: HttpAnswer) -> Logout:
    """Read the logout hook's answer.

    :raises BridgeRefused: for a status other than 200.
    :raises BridgeAnswerInvalid: when it is no valid answer of the logout hook; the text names the field.
    """
    fields = _accepted(answer)
    removed = fields.get("removed")
    if not isinstance(removed, bool):
        raise BridgeAnswerInvalid("removed of the answer: expected true or false")
    cookie = _cookie(fields)
    return Logout(WikiCookie.deletion(cookie.name, cookie.domain, cookie.path), removed)


def _accepted(answer: HttpAnswer) -> Mapping[str, object]:
    fields = _json_object(answer.body)
    if answer.status != 200:
        raise _refusal(answer.status, fields)
    if fields is None:
        raise BridgeAnswerInvalid("the answer: expected a JSON object")
    return fields


def _refusal(status: int, fields: Mapping[str, object] | None) -> BridgeRefused:
    error = (fields or {}).get("error")
    if not isinstance(error, dict):
        return BridgeRefused(status)
    code, message = error.get("code"), error.get("message")
    if not isinstance(code, str) or not isinstance(message, str):
        return BridgeRefused(status)
    return BridgeRefused(status, _one_line(code), _one_line(message))


def _one_line(text: str) -> str:
    """Return ``text`` cut and without control characters, so that it cannot add lines or terminal codes to a log."""
    return "".join(char if char.isprintable() else "?" for char in text[:_MAX_REASON_CHARACTERS])


def _json_object(body: bytes) -> dict[str, object] | None:
    try:
        value = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _refuse_constant(name: str) -> object:
    """Reject NaN and Infinity, which Python accepts and JSON does not define."""
    raise ValueError(name)


def _issued_at(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MAX_EPOCH_SECONDS:
        raise BridgeAnswerInvalid("issued_at of the answer: expected epoch seconds")
    return float(value)


def _expires_at(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise BridgeAnswerInvalid("expires_at of the answer: expected an ISO 8601 time with its zone")
    return at


def _cookie(fields: Mapping[str, object]) -> WikiCookie:
    given = fields.get("cookie")
    if not isinstance(given, dict):
        raise BridgeAnswerInvalid("cookie of the answer: expected an object")
    for key in ("name", "value", "path", "same_site"):
        if not isinstance(given.get(key), str):
            raise BridgeAnswerInvalid(f"cookie.{key} of the answer: expected text")
    if given.get("domain") is not None and not isinstance(given["domain"], str):
        raise BridgeAnswerInvalid("cookie.domain of the answer: expected text or null")
    for key in ("secure", "http_only"):
        if not isinstance(given.get(key), bool):
            raise BridgeAnswerInvalid(f"cookie.{key} of the answer: expected true or false")
    return _checked(given)


def _checked(given: Mapping[str, Any]) -> WikiCookie:
    try:
        return WikiCookie(
            name=given["name"],
            value=given["value"],
            domain=given.get("domain"),
            path=given["path"],
            max_age_seconds=given.get("max_age"),
            secure=given["secure"],
            http_only=given["http_only"],
            same_site=given["same_site"],
        )
    except ValueError as error:
        raise BridgeAnswerInvalid(f"of the answer, {error}") from None
