"""The wiki cookie as far as it may be shown."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Self

from wiki_sso_client import WikiCookie

SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class ShownCookie:
    """Its parts, of the key only the first digits: whoever has the whole value is logged in to the wiki.

    :param username: as the cookie spells it, percent-encoded where needed.
    :param key_start: the first 4 of the key's hex digits.
    :param hidden_digits: how many more there are.
    :param claims: as JSON, ``""`` without any.
    :param max_age: seconds, None for a cookie that ends with the browser.
    """

    name: str
    username: str
    email: str
    key_start: str
    hidden_digits: int
    claims: str
    domain: str | None
    path: str
    max_age: int | None

    @classmethod
    def of(cls, cookie: WikiCookie) -> Self:
        """From the bridge's cookie; the rest of the key is forgotten here."""
        username, email, key_and_claims = [*cookie.value.split("#"), "", ""][:3]
        key, _dot, claims = key_and_claims.partition(".")
        return cls(
            name=cookie.name,
            username=username,
            email=email,
            key_start=key[:SHOWN_DIGITS],
            hidden_digits=max(0, len(key) - SHOWN_DIGITS),
            claims=_decoded(claims),
            domain=cookie.domain,
            path=cookie.path,
            max_age=cookie.max_age_seconds,
        )


def _decoded(claims: str) -> str:
    try:
        return base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
