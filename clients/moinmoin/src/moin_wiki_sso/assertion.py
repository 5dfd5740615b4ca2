"""Verifies the bridge's signed assertion of the user: a JWT in `X-Wiki-Identity`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jwt

from .assertion_keys import key_id

CLOCK_SKEW_SECONDS = 30
MAX_LIFETIME_SECONDS = 600  # the bridge's assertions live for 60 s; one that lives for days is not from the bridge
MAX_TOKEN_LENGTH = 8192  # characters; API Gateway passes 10,240 bytes of headers in all
MAX_EMAIL_LENGTH = 254  # code points
_MAX_LOGGED_CLAIM = 300  # characters
MAX_NUMERIC_DATE = 2**53  # beyond it a JSON number is not exact, and date arithmetic may overflow

# Python's base64 skips characters outside its alphabet, so this pattern rejects "token,token" and "token ".
_COMPACT_JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Identity:
    """The user of a verified assertion. moin's rules for names have not been applied yet."""

    subject: str
    email: str


class AssertionRefusedError(Exception):
    """The assertion is invalid. `reason` is safe to log: it quotes nothing secret."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def verify_assertion(token: str, keys: Sequence[bytes], *, issuer: str, audience: str) -> Identity:
    """Return the identity that `token` proves.

    :param token: the header's value, unchanged
    :param keys: every valid key; the token's `kid` only selects among them
    :param issuer: the required `iss`
    :param audience: the required `aud`
    :raises AssertionRefusedError: for anything that is not exactly what the bridge signs
    """
    if len(token) > MAX_TOKEN_LENGTH:
        raise AssertionRefusedError("too long")
    if not _COMPACT_JWS.fullmatch(token):
        raise AssertionRefusedError("not a compact JWS")
    claims = _verified_claims(token, _candidates(token, keys), issuer, audience)
    _check_dates(claims)
    return Identity(subject=claims["sub"], email=_email(claims))


def _candidates(token: str, keys: Sequence[bytes]) -> Sequence[bytes]:
    try:
        kid = jwt.get_unverified_header(token).get("kid")
    except (jwt.PyJWTError, RecursionError, ValueError):
        raise AssertionRefusedError("unreadable header") from None
    if kid is None:
        return keys
    return [key for key in keys if key_id(key) == kid]


def _verified_claims(token: str, keys: Sequence[bytes], issuer: str, audience: str) -> dict[str, Any]:
    reason = "unknown key"
    for key in keys:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=["HS256"],
                issuer=issuer,
                audience=audience,
                leeway=CLOCK_SKEW_SECONDS,
                options={"require": ["aud", "exp", "iat", "iss", "sub"], "strict_aud": True},
            )
        except jwt.InvalidSignatureError:
            reason = "bad signature"
        except (jwt.PyJWTError, OverflowError, RecursionError, TypeError, ValueError) as error:
            # PyJWT's messages may quote the token: the reason has only the type of error and two known claims.
            raise AssertionRefusedError(
                type(error).__name__ + _difference(error, token, key, issuer, audience)
            ) from None
    raise AssertionRefusedError(reason)


def _difference(error: Exception, token: str, key: bytes, issuer: str, audience: str) -> str:
    """Return the expected and the actual value of a wrong `aud` or `iss`; else the empty string."""
    if isinstance(error, jwt.InvalidAudienceError):
        claim, expected = "aud", audience
    elif isinstance(error, jwt.InvalidIssuerError):
        claim, expected = "iss", issuer
    else:
        return ""
    # PyJWT checks the claims after the signature, so these come from the bridge.
    got = jwt.api_jws.decode(token, key, algorithms=["HS256"])
    value = json.loads(got).get(claim)
    return f": expected {expected!a}, got {ascii(value)[:_MAX_LOGGED_CLAIM]}"


def _check_dates(claims: dict[str, Any]) -> None:
    """Check the dates strictly: PyJWT also accepts "123", true and 1e300."""
    for name in ("iat", "exp"):
        value = claims[name]
        if type(value) is not int or not 0 <= value <= MAX_NUMERIC_DATE:
            raise AssertionRefusedError(f"{name} is not a whole number of seconds")
    if not 0 < claims["exp"] - claims["iat"] <= MAX_LIFETIME_SECONDS:
        raise AssertionRefusedError("lives too long")


def _email(claims: dict[str, Any]) -> str:
    email = claims.get("email", "")
    if not isinstance(email, str) or len(email) > MAX_EMAIL_LENGTH or _CONTROL.search(email):
        raise AssertionRefusedError("bad email claim")
    try:
        email.encode("utf-8")
    except UnicodeEncodeError:
        raise AssertionRefusedError("bad email claim") from None
    return email
