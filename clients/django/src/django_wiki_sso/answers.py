"""The bridge's answers, believed only after every field has been looked at.

What passes here goes into a header of the site, so nothing may do more there than be a cookie.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from .conf import COOKIE_NAME_PATTERN, DOMAIN_PATTERN
from .errors import BridgeAnswerInvalid, BridgeRefused
from .transport import HttpAnswer
from .wiki_cookie import SameSite, WikiCookie, fingerprint

MEMBER_PATTERN = re.compile(r"[0-9a-f]{64}")
#: RFC 6265 cookie-octets.
_COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")
_COOKIE_PATH = re.compile(r"/[\x20-\x3a\x3c-\x7e]*")
#: Browsers drop a longer cookie without a word.
_MAX_COOKIE_BYTES = 4_096
_MAX_REASON_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class LoginAnswer:
    """A login that the bridge has recorded.

    :param member: lower-case hex SHA-256 of the cookie's value.
    """

    cookie: WikiCookie
    member: str


@dataclass(frozen=True, slots=True)
class LogoutAnswer:
    """A logout that the bridge has recorded; ``removed`` is False when there was nothing left to remove."""

    cookie: WikiCookie
    removed: bool


def login_answer(answer: HttpAnswer) -> LoginAnswer:
    """Read the login hook's answer.

    :raises BridgeRefused: for a status other than 200.
    :raises BridgeAnswerInvalid: when it is not what the login hook says; the text names the field.
    """
    fields = _accepted(answer)
    cookie = _cookie(fields)
    member = fields.get("member")
    if not isinstance(member, str) or not MEMBER_PATTERN.fullmatch(member):
        raise BridgeAnswerInvalid("member of the answer is not 64 lower-case hex digits")
    if not cookie.value or cookie.max_age_seconds == 0:
        raise BridgeAnswerInvalid("cookie of the answer deletes instead of setting")
    if fingerprint(cookie.value.encode("ascii")) != member:
        raise BridgeAnswerInvalid("member of the answer is not the SHA-256 of cookie.value")
    return LoginAnswer(cookie, member)


def logout_answer(answer: HttpAnswer) -> LogoutAnswer:
    """Read the logout hook's answer.

    :raises BridgeRefused: for a status other than 200.
    :raises BridgeAnswerInvalid: when it is not what the logout hook says; the text names the field.
    """
    fields = _accepted(answer)
    removed = fields.get("removed")
    if not isinstance(removed, bool):
        raise BridgeAnswerInvalid("removed of the answer is not true or false")
    cookie = _cookie(fields)
    return LogoutAnswer(WikiCookie.deletion(cookie.name, cookie.domain, cookie.path), removed)


def _accepted(answer: HttpAnswer) -> Mapping[str, object]:
    fields = _json_object(answer.body)
    if answer.status != 200:
        raise _refusal(answer.status, fields)
    if fields is None:
        raise BridgeAnswerInvalid("the answer is not a JSON object")
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
    """Fit for a log line: no line break or terminal sequence can come in through it."""
    return "".join(char if char.isprintable() else "?" for char in text)[:_MAX_REASON_CHARACTERS]


def _json_object(body: bytes) -> dict[str, object] | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _cookie(fields: Mapping[str, object]) -> WikiCookie:
    given = fields.get("cookie")
    if not isinstance(given, dict):
        raise BridgeAnswerInvalid("cookie of the answer is not an object")
    name = _text(given, "name", COOKIE_NAME_PATTERN)
    value = _text(given, "value", _COOKIE_VALUE)
    if len(name) + 1 + len(value) > _MAX_COOKIE_BYTES:
        raise BridgeAnswerInvalid(f"cookie of the answer is longer than {_MAX_COOKIE_BYTES} bytes")
    domain = None if given.get("domain") is None else _text(given, "domain", DOMAIN_PATTERN)
    max_age = given.get("max_age")
    if max_age is not None and (type(max_age) is not int or max_age < 0):
        raise BridgeAnswerInvalid("cookie.max_age of the answer is not a number of seconds or null")
    for key in ("secure", "http_only"):
        if not isinstance(given.get(key), bool):
            raise BridgeAnswerInvalid(f"cookie.{key} of the answer is not true or false")
    same_site = given.get("same_site")
    if same_site not in ("Lax", "Strict", "None"):
        raise BridgeAnswerInvalid("cookie.same_site of the answer is not Lax, Strict or None")
    return WikiCookie(
        name=name,
        value=value,
        domain=domain,
        path=_text(given, "path", _COOKIE_PATH),
        max_age_seconds=max_age,
        secure=given["secure"],
        http_only=given["http_only"],
        same_site=cast(SameSite, same_site),
    )


def _text(given: Mapping[str, object], key: str, pattern: re.Pattern[str]) -> str:
    value = given.get(key)
    # fullmatch: "$" would let a line feed at the end through.
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise BridgeAnswerInvalid(f"cookie.{key} of the answer is not what a cookie takes")
    return value
