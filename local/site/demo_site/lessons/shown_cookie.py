"""The wiki cookie as far as it may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class ShownCookie:
    """Its parts, of the key only the first digits: whoever has the whole value is logged in to the wiki.

    :param username: as the cookie spells it, percent-encoded where needed.
    :param key_start: the first 4 of the key's hex digits.
    :param hidden_digits: how many more there are.
    :param max_age: seconds, None for a cookie that ends with the browser.
    """

    name: str
    username: str
    email: str
    key_start: str
    hidden_digits: int
    domain: str | None
    path: str
    max_age: int | None

    @classmethod
    def of(cls, cookie: Mapping[str, Any]) -> Self:
        """From the hook's answer; the rest of the key is forgotten here."""
        username, email, key = [*str(cookie["value"]).split("#"), "", ""][:3]
        return cls(
            name=str(cookie.get("name", "")),
            username=username,
            email=email,
            key_start=key[:SHOWN_DIGITS],
            hidden_digits=max(0, len(key) - SHOWN_DIGITS),
            domain=cookie.get("domain"),
            path=str(cookie.get("path", "/")),
            max_age=cookie.get("max_age"),
        )
