"""The wiki cookie: reading it from a request, and writing it to a response."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal

#: Lower-case hex SHA-256 of a cookie's value: the bridge's name for that cookie.
MEMBER_PATTERN = re.compile(r"[0-9a-f]{64}")
#: A cookie's name: an RFC 9110 token.
COOKIE_NAME_PATTERN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
DOMAIN_PATTERN = re.compile(
    r"\.?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
#: Browsers silently drop a longer ``name=value``.
MAX_COOKIE_BYTES = 4_096
#: The bridge reads at most this many cookies of one name; a normal browser sends no more.
MAX_SENT_COOKIES = 4

#: RFC 6265 cookie-octets.
_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")
_PATH = re.compile(r"/[\x20-\x3a\x3c-\x7e]*")
_MAX_DOMAIN_CHARACTERS = 254
#: Above any real age, and short enough for a header.
_MAX_AGE_SECONDS = 10**10

SameSite = Literal["Lax", "Strict", "None"]


@dataclass(frozen=True, slots=True)
class WikiCookie:
    """A cookie for the browser. No field can contain a character that ends the header line.

    :param value: the value in the header, without further encoding; not in ``repr``, so not in error reports.
    :param domain: None for a cookie of the site's own host.
    :param max_age_seconds: None for a cookie that ends with the browser, 0 to delete it.
    :raises ValueError: for an invalid field; the text gives its name, never its content.
    """

    name: str
    value: str = field(repr=False)
    domain: str | None
    path: str = "/"
    max_age_seconds: int | None = None
    secure: bool = True
    http_only: bool = True
    same_site: SameSite = "Lax"

    def __post_init__(self) -> None:
        # fullmatch: "$" would let a line feed at the end through.
        if not COOKIE_NAME_PATTERN.fullmatch(self.name):
            raise ValueError("cookie.name: expected letters, digits and !#$%&'*+.^_`|~- only")
        if not _VALUE.fullmatch(self.value):
            raise ValueError("cookie.value: expected cookie-octets of RFC 6265 only")
        if len(self.name) + 1 + len(self.value) > MAX_COOKIE_BYTES:
            raise ValueError(f"cookie.value: expected at most {MAX_COOKIE_BYTES} bytes of name=value")
        if self.domain is not None and not is_domain(self.domain):
            raise ValueError("cookie.domain: expected a host name or null")
        if not _PATH.fullmatch(self.path):
            raise ValueError("cookie.path: expected a path that begins with a slash")
        if self.max_age_seconds is not None and (
            type(self.max_age_seconds) is not int or not 0 <= self.max_age_seconds <= _MAX_AGE_SECONDS
        ):
            raise ValueError("cookie.max_age: expected a whole number of seconds or null")
        if self.same_site not in ("Lax", "Strict", "None"):
            raise ValueError("cookie.same_site: expected Lax, Strict or None")

    @classmethod
    def deletion(cls, name: str, domain: str | None, path: str = "/") -> WikiCookie:
        """Return the cookie that deletes the one with this name, domain and path."""
        return cls(name=name, value="", domain=domain, path=path, max_age_seconds=0)

    def set_cookie_line(self) -> str:
        """Return the value of a ``Set-Cookie`` header, in the bridge's own form."""
        parts = [f"{self.name}={self.value}"]
        if self.domain:
            parts.append(f"Domain={self.domain}")
        parts.append(f"Path={self.path}")
        if self.max_age_seconds is not None:
            parts.append(f"Max-Age={self.max_age_seconds}")
        # A deletion needs it too: over plain http only a Secure cookie can change a Secure cookie.
        if self.secure:
            parts.append("Secure")
        if self.http_only:
            parts.append("HttpOnly")
        parts.append(f"SameSite={self.same_site}")
        return "; ".join(parts)


def is_domain(text: str) -> bool:
    """Return whether ``text`` can be the ``Domain`` of a cookie."""
    return len(text) <= _MAX_DOMAIN_CHARACTERS and DOMAIN_PATTERN.fullmatch(text) is not None


def member_of(value: bytes) -> str:
    """Return the bridge's name for a cookie, the hex SHA-256 of its value.

    :param value: the bytes of the value, without surrounding quotes.
    """
    return hashlib.sha256(value).hexdigest()


def sent_members(cookie_header: str, name: str, limit: int = MAX_SENT_COOKIES) -> list[str]:
    """Return the distinct members of the wiki cookies that a browser sent, in their order.

    Reads the header itself: frameworks keep only one cookie of a name and decode quoted values, but the bridge hashes
    the bytes.

    :param cookie_header: the request's ``Cookie`` header, ``""`` without one.
    :param name: the wiki cookie's name.
    :param limit: maximum number of members; the function ignores the rest of the header.
    """
    members: dict[str, None] = {}
    for pair in cookie_header.split(";"):
        if len(members) >= limit:
            break
        pair_name, separator, value = pair.strip(" \t").partition("=")
        if not separator or pair_name != name:
            continue
        if len(value) >= 2 and value[0] == value[-1] == '"':
            value = value[1:-1]
        # A live value has the form username#email#key. Others cost no call to the bridge.
        if value.count("#") != 2:
            continue
        members[member_of(_bytes_of(value))] = None
    return list(members)


def _bytes_of(value: str) -> bytes:
    """Return the bytes on the wire: servers pass headers as latin-1, test clients as plain text."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")
