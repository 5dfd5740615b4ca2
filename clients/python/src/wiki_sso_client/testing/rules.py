"""The hooks' contract as the fake bridge keeps it: what is refused, in which order and in which words."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..cookie import MEMBER_PATTERN
from ..names import canonical_email, canonical_username
from .vectors import contract_vectors

MAX_BODY_BYTES = 8_192
#: Seconds that ``before`` may be ahead of the bridge's clock.
MAX_AHEAD_SECONDS = 300

# Printable ASCII without the full stop, which separates the parts of what is signed.
_MESSAGE_ID = re.compile(r"[\x21-\x2d\x2f-\x7e]{1,256}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
# 32 bytes in the one base64 spelling that they have.
_V1_SIGNATURE = re.compile(r"v1,([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)")
_JSON_MEDIA_TYPE = re.compile(r"\s*application/json\s*(;|$)", re.IGNORECASE)
_NOT_JSON = "The body is not JSON, or has a key that JSON bodies may not have here."

#: What the bridge says with a code that has one cause only.
MESSAGES = {
    "body_too_large": f"The body is longer than {MAX_BODY_BYTES} bytes.",
    "unsupported_media_type": "Send the body as Content-Type: application/json.",
    "replayed": "This webhook-id was used before. Sign a new request with a new id.",
    "store_unreachable": "The session store is out of reach. Try again under a new webhook-id.",
    "secret_unavailable": "The bridge cannot read its secrets. Try again.",
    "internal_error": "The bridge failed. Its log says more.",
    "invalid_signature": "No signature of webhook-signature matches the request.",
}


class Refusal(Exception):
    """An error answer of the contract; the vectors say which status goes with ``code``.

    :raises LookupError: for a code that the contract does not have.
    """

    def __init__(self, code: str, message: str = "") -> None:
        self.code = code
        self.message = message or MESSAGES[code]
        super().__init__(self.message)
        statuses = {error["code"]: error["status"] for error in contract_vectors()["hook_errors"]}
        self.status: int = statuses[code]

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        return {"error": {"code": self.code, "message": self.message}}


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """A login body that the contract takes."""

    username: str
    email: str
    replaces: str | None
    persistent: bool
    expires_in: int | None


@dataclass(frozen=True, slots=True)
class LogoutRequest:
    """A logout body that the contract takes: one of member and username is ``""``."""

    member: str
    username: str
    before: float | None


def verified_id(headers: Mapping[str, str], body: bytes, keys: Sequence[bytes], clock_error: float) -> str:
    """The message id, once size and signature are right.

    :param headers: names in lower case.
    :param clock_error: seconds that the bridge's clock is ahead of this machine's.
    """
    if len(body) > MAX_BODY_BYTES:
        raise Refusal("body_too_large")
    message_id, timestamp, signature = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not (message_id and timestamp and signature):
        text = "Sign the request: webhook-id, webhook-timestamp and webhook-signature."
        raise Refusal("invalid_signature", text)
    if not _MESSAGE_ID.fullmatch(message_id):
        text = "webhook-id takes 1 to 256 printable ASCII characters other than a full stop."
        raise Refusal("invalid_signature", text)
    if not _TIMESTAMP.fullmatch(timestamp):
        raise Refusal("invalid_signature", "webhook-timestamp takes whole epoch seconds.")
    tolerance = contract_vectors()["hook_signature"]["tolerance_seconds"]
    if abs(time.time() + clock_error - int(timestamp)) > tolerance:
        text = f"webhook-timestamp is over {tolerance} s from the bridge's clock."
        raise Refusal("invalid_signature", text)
    signed = f"{message_id}.{timestamp}.".encode() + body
    given = [match[1] for part in signature.split(" ") if (match := _V1_SIGNATURE.fullmatch(part))]
    for key in keys:
        expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        if any(hmac.compare_digest(expected, one) for one in given):
            return message_id
    raise Refusal("invalid_signature")


def json_fields(content_type: str, body: bytes) -> dict[str, Any]:
    """The fields of a body that is a JSON object."""
    if not _JSON_MEDIA_TYPE.match(content_type):
        raise Refusal("unsupported_media_type")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal("invalid_body", "The body is not UTF-8.") from None
    try:
        fields = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_safe_object)
    except (ValueError, RecursionError):
        raise Refusal("invalid_body", _NOT_JSON) from None
    if not isinstance(fields, dict):
        raise Refusal("invalid_body", "The body must be a JSON object.")
    return fields


def login_request(fields: Mapping[str, Any], cookie_age_seconds: int) -> LoginRequest:
    """Read a login; unknown fields are passed over."""
    username, email = _username(fields), _email(fields)
    replaces = _member(fields, "replaces") if "replaces" in fields else None
    persistent = fields.get("persistent", True)
    if not isinstance(persistent, bool):
        raise Refusal("invalid_body", '"persistent" must be true or false.')
    expires_in = None
    if "expires_in" in fields:
        number = _number(fields["expires_in"])
        if number is None or number != int(number) or not 1 <= number <= cookie_age_seconds:
            text = f'"expires_in" must be a whole number of seconds from 1 to {cookie_age_seconds}.'
            raise Refusal("invalid_body", text)
        expires_in = int(number)
    return LoginRequest(username, email, replaces, persistent, expires_in)


def logout_request(fields: Mapping[str, Any], now: float) -> LogoutRequest:
    """Read a logout; unknown fields are passed over, but not ``email``: a login must not log anyone out."""
    if "email" in fields:
        text = '"email" belongs to a login; a logout takes "member" or "username".'
        raise Refusal("invalid_body", text)
    if ("member" in fields) == ("username" in fields):
        raise Refusal("invalid_body", 'A logout takes exactly one of "member" and "username".')
    if "member" in fields:
        if "before" in fields:
            raise Refusal("invalid_body", '"before" goes with "username", not with "member".')
        return LogoutRequest(_member(fields, "member"), "", None)
    before = None
    if "before" in fields:
        before = _number(fields["before"])
        if before is None or not 0 <= before <= now + MAX_AHEAD_SECONDS:
            ahead = f"{MAX_AHEAD_SECONDS} s ahead of the bridge's clock"
            raise Refusal("invalid_body", f'"before" must be epoch seconds, from 0 to {ahead}.')
    return LogoutRequest("", _username(fields), before)


def _number(value: object) -> float | None:
    """A finite JSON number as JavaScript reads it, to which 300.0 is 300."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e300:
        return None
    return float(value)


def _username(fields: Mapping[str, Any]) -> str:
    try:
        return canonical_username(_text(fields, "username"))
    except ValueError as error:
        raise Refusal("invalid_body", f'"username" {error}.') from None


def _email(fields: Mapping[str, Any]) -> str:
    try:
        return canonical_email(_text(fields, "email"))
    except ValueError as error:
        raise Refusal("invalid_body", f'"email" {error}.') from None


def _member(fields: Mapping[str, Any], field: str) -> str:
    text = _text(fields, field)
    if not MEMBER_PATTERN.fullmatch(text):
        raise Refusal("invalid_body", f'"{field}" must be 64 lower-case hex digits.')
    return text


def _text(fields: Mapping[str, Any], field: str) -> str:
    if field not in fields:
        raise Refusal("invalid_body", f'"{field}" is missing.')
    value = fields[field]
    if not isinstance(value, str):
        raise Refusal("invalid_body", f'"{field}" must be a string.')
    return value


def _refuse_constant(name: str) -> object:
    """NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(name)


def _safe_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object without the keys that could change other objects in JavaScript."""
    fields = dict(pairs)
    constructor = fields.get("constructor")
    if "__proto__" in fields or (isinstance(constructor, dict) and "prototype" in constructor):
        raise ValueError("__proto__")
    return fields
