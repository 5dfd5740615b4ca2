"""The wiki cookies of one browser: those that it sent, and what the response tells it to keep or drop."""

from __future__ import annotations

from collections.abc import Iterable
from http.cookies import Morsel
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers
from wiki_sso_client import ClientSettings, WikiCookie, deletion_domains, host_without_port, sent_members

from ..models import IssuedCookie


class Browser:
    """The browser that sent ``request``."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._cookies: list[WikiCookie] = []

    def sent_members(self, settings: ClientSettings) -> list[str]:
        """The members of the wiki cookies that it sent."""
        return sent_members(self._request.META.get("HTTP_COOKIE", ""), settings.cookie_name)

    @property
    def site_host(self) -> str:
        """The site as the browser knows it; ``""`` if it is not one of ``ALLOWED_HOSTS``."""
        try:
            return host_without_port(self._request.get_host())
        except DisallowedHost:
            return ""

    @property
    def user_agent(self) -> str:
        """What it calls itself."""
        return self._request.headers.get("user-agent", "")

    def keep(self, cookie: WikiCookie) -> None:
        """Have the response set ``cookie``."""
        self._cookies = [cookie]

    def drop(self, settings: ClientSettings, rows: Iterable[IssuedCookie], domain: str | None) -> None:
        """Have the response delete the wiki cookie: from where it was set, else from wherever it may be.

        :param rows: cookies that it may hold.
        :param domain: as the bridge has just named it, if it has.
        """
        places = [(row.domain or None, row.path) for row in rows if row.user_id]
        if domain is not None:
            places.append((domain, "/"))
        if not places:
            wikis = [urlsplit(url).hostname or "" for url in settings.wiki_urls]
            domains = deletion_domains(self.site_host, known=settings.cookie_domain, wiki_hosts=wikis)
            places = [(candidate, "/") for candidate in domains] or [(None, "/")]
        name = settings.cookie_name
        self._cookies = [WikiCookie.deletion(name, where, path) for where, path in dict.fromkeys(places)]

    def write_to(self, response: HttpResponseBase) -> None:
        """Put on ``response`` the cookies to keep or drop, each value byte for byte as the bridge gave it.

        Several are deletions of one name from several domains. Django's jar has room for one of a name, and writes
        out the name that is in the cookie, so the others lie under keys of their own.
        """
        cookies, self._cookies = self._cookies, []
        for number, cookie in enumerate(cookies):
            key = cookie.name if number == 0 else f"{cookie.name} {number}"
            dict.__setitem__(response.cookies, key, _morsel(cookie))
        if cookies:
            # Shared caches must not hand the cookie to the next visitor.
            add_never_cache_headers(response)


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
