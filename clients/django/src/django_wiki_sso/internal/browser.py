"""The wiki cookies of one browser: those that it sent, and those that the response sets or deletes."""

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
        """Return the members of the wiki cookies that the browser sent."""
        return sent_members(self._request.META.get("HTTP_COOKIE", ""), settings.cookie_name)

    @property
    def site_host(self) -> str:
        """The host that the browser asked for, without a port; ``""`` if ``ALLOWED_HOSTS`` excludes it."""
        try:
            return host_without_port(self._request.get_host())
        except DisallowedHost:
            return ""

    @property
    def user_agent(self) -> str:
        """The ``User-Agent`` header, ``""`` without one."""
        return self._request.headers.get("user-agent", "")

    def keep(self, cookie: WikiCookie) -> None:
        """Set ``cookie`` on the response."""
        self._cookies = [cookie]

    def drop(self, settings: ClientSettings, rows: Iterable[IssuedCookie], domain: str | None) -> None:
        """Delete the wiki cookie on the response: from its known domains, else from every possible one.

        :param rows: cookies that the browser may have.
        :param domain: the domain in the bridge's answer; None without an answer.
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
        """Write the cookies to ``response``, each value byte for byte as the bridge sent it.

        Several cookies are deletions of one name from several domains. Django's jar keeps one cookie for each key but
        sends the cookie's own name, so the others get keys of their own.
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
    # The coded value goes into the header. Django's set_cookie would let http.cookies code it, which puts a value
    # with "@" in quotes.
    morsel.set(cookie.name, cookie.value, cookie.value)
    morsel["path"] = cookie.path
    if cookie.domain:
        morsel["domain"] = cookie.domain
    if cookie.max_age_seconds is not None:
        morsel["max-age"] = cookie.max_age_seconds
    if cookie.max_age_seconds == 0:
        morsel["expires"] = "Thu, 01 Jan 1970 00:00:00 GMT"
    # A deletion needs it too: over plain http browsers let only a Secure cookie change a Secure cookie.
    morsel["secure"] = cookie.secure
    morsel["httponly"] = cookie.http_only
    morsel["samesite"] = cookie.same_site
    return morsel
