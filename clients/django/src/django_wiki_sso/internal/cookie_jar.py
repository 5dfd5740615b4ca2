"""Writing the wiki cookie on a response."""

from __future__ import annotations

from collections.abc import Sequence
from http.cookies import Morsel

from django.http import HttpResponseBase
from wiki_sso_client import WikiCookie


def write_cookies(response: HttpResponseBase, cookies: Sequence[WikiCookie]) -> None:
    """Set ``cookies`` on ``response``, each value byte for byte as the bridge gave it.

    Several are deletions of one name from several domains. Django's jar has room for one of a name, and writes out
    the name that is in the cookie, so the others lie under keys of their own.
    """
    for number, cookie in enumerate(cookies):
        key = cookie.name if number == 0 else f"{cookie.name} {number}"
        dict.__setitem__(response.cookies, key, _morsel(cookie))


def _morsel(cookie: WikiCookie) -> Morsel[str]:
    morsel: Morsel[str] = Morsel()
    # The coded value is what goes out. Django's set_cookie would have http.cookies choose it, and that puts a
    # value holding "@" in quotes.
    morsel.set(cookie.name, cookie.value, cookie.value)
    morsel["path"] = cookie.path
    if cookie.domain:
        morsel["domain"] = cookie.domain
    if cookie.max_age_seconds is not None:
        morsel["max-age"] = cookie.max_age_seconds
    if cookie.max_age_seconds == 0:
        morsel["expires"] = "Thu, 01 Jan 1970 00:00:00 GMT"
    # Given at deletion too: over plain http browsers let nothing else touch a Secure cookie.
    morsel["secure"] = cookie.secure
    morsel["httponly"] = cookie.http_only
    morsel["samesite"] = cookie.same_site
    return morsel
