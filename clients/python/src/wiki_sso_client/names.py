"""The bridge's rules for names and addresses (docs/contracts.md, "Names"), for checks before a call."""

from __future__ import annotations

import unicodedata

MAX_USERNAME_CHARACTERS = 255
MAX_EMAIL_CHARACTERS = 254

#: Unicode's White_Space. ``str.isspace`` also takes U+001C to U+001F, and follows Python's version of
#: Unicode.
_WHITE_SPACE = frozenset(
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


def canonical_username(text: str) -> str:
    """Return the bridge's spelling of a username: NFC, case kept.

    :raises ValueError: for an invalid name; the text gives the reason without the name.
    :raises TypeError: when it is not text.
    """
    name = _composed(text)
    if not name:
        raise ValueError("is empty")
    if name[0] in _WHITE_SPACE or name[-1] in _WHITE_SPACE:
        raise ValueError("begins or ends with white space")
    if any(_is_control(character) for character in name):
        raise ValueError("has a control character")
    if len(name) > MAX_USERNAME_CHARACTERS:
        raise ValueError(f"is longer than {MAX_USERNAME_CHARACTERS} characters")
    return name


def canonical_email(text: str) -> str:
    """Return the bridge's spelling of an address: NFC, case kept; ``""`` for a user without one.

    :raises ValueError: for an invalid address; the text gives the reason without the address.
    :raises TypeError: when it is not text.
    """
    email = _composed(text)
    if not email:
        return ""
    if any(character in _WHITE_SPACE or _is_control(character) for character in email):
        raise ValueError("has a space or a control character")
    before, _at, after = email.partition("@")
    if not before or not after or "@" in after:
        raise ValueError("must have one @ with something on both sides")
    if len(email) > MAX_EMAIL_CHARACTERS:
        raise ValueError(f"is longer than {MAX_EMAIL_CHARACTERS} characters")
    return email


def _composed(text: str) -> str:
    if not isinstance(text, str):
        raise TypeError(f"expected text, got {type(text).__name__}")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("has a lone surrogate")
    return unicodedata.normalize("NFC", text)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc"
