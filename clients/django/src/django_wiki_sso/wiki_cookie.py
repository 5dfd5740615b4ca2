"""The wiki cookie: what the browser sent, and what a response sends it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from http.cookies import Morsel
from typing import Literal

from django.http import HttpRequest, HttpResponseBase

#: The bridge looks at no more; more are no honest browser's.
MAX_SENT_COOKIES = 4

SameSite = Literal["Lax", "Strict", "None"]


@dataclass(frozen=True, slots=True)
class WikiCookie:
    """A cookie as the bridge wants it set.

    :param value: without it being encoded once more; kept out of ``repr``, hence out of error reports.
    :param domain: None for a cookie of the site's own host.
    :param max_age_seconds: None for a cookie that ends with the browser, 0 to delete it.
    """

    name: str
    value: str = field(repr=False)
    domain: str | None
    path: str = "/"
    max_age_seconds: int | None = None
    secure: bool = True
    http_only: bool = True
    same_site: SameSite = "Lax"

    @classmethod
    def deletion(cls, name: str, domain: str | None, path: str = "/") -> WikiCookie:
        """The cookie that makes a browser drop the one with this name, domain and path."""
        return cls(name=name, value="", domain=domain, path=path, max_age_seconds=0)

    def write_to(self, response: HttpResponseBase) -> None:
        """Set this cookie on ``response``, its value byte for byte as the bridge gave it."""
        morsel: Morsel[str] = Morsel()
        # The coded value is what goes out. Django's set_cookie would have http.cookies choose it, and
        # that puts a value holding "@" in quotes.
        morsel.set(self.name, self.value, self.value)
        morsel["path"] = self.path
        if self.domain:
            morsel["domain"] = self.domain
        if self.max_age_seconds is not None:
            morsel["max-age"] = self.max_age_seconds
        if self.max_age_seconds == 0:
            morsel["expires"] = "Thu, 01 Jan 1970 00:00:00 GMT"
        # Given at deletion too: over plain http browsers let nothing else touch a Secure cookie.
        morsel["secure"] = self.secure
        morsel["httponly"] = self.http_only
        morsel["samesite"] = self.same_site
        response.cookies[self.name] = morsel


def fingerprint(value: bytes) -> str:
    """The bridge's ``member`` for a cookie: SHA-256 of its unquoted value, lower-case hex."""
    return hashlib.sha256(value).hexdigest()


def sent_members(request: HttpRequest, cookie_name: str) -> list[str]:
    """The members of the wiki cookies that ``request`` carries, distinct, in their order.

    Read from the header itself: ``request.COOKIES`` keeps one of several and decodes what is in quotes,
    while the bridge's hash is over the bytes.
    """
    header = request.META.get("HTTP_COOKIE", "")
    members: list[str] = []
    for pair in header.split(";"):
        name, separator, value = pair.strip(" \t").partition("=")
        if not separator or name != cookie_name:
            continue
        if len(value) >= 2 and value[0] == value[-1] == '"':
            value = value[1:-1]
        # username#email#key, or it cannot be live, and made-up values cost no call to the bridge.
        if value.count("#") != 2:
            continue
        member = fingerprint(_bytes_of(value))
        if member not in members:
            members.append(member)
    return members[:MAX_SENT_COOKIES]


def _bytes_of(value: str) -> bytes:
    """The bytes on the wire: servers hand headers over as latin-1, Django's test client as plain text."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")
