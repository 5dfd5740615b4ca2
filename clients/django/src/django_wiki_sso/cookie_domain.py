"""Where the wiki cookie lives, for the times when the bridge cannot be asked."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

from .conf import WikiSsoSettings


def assumed_cookie_domain(request: HttpRequest, settings: WikiSsoSettings) -> str | None:
    """The domain to delete the cookie from when the session does not tell: the setting, else the parent
    domain that the site's host shares with the first wiki's, else None (this host only)."""
    if settings.cookie_domain:
        return settings.cookie_domain
    try:
        site_host = host_without_port(request.get_host())
    except DisallowedHost:
        return None
    return shared_parent(site_host, urlsplit(settings.wiki_urls[0]).hostname or "")


def shared_parent(one: str, other: str) -> str | None:
    """The longest domain that both hosts are in: at least two labels, and no IP address."""
    if _is_ip(one) or _is_ip(other):
        return None
    shared: list[str] = []
    for left, right in zip(
        reversed(one.lower().split(".")), reversed(other.lower().split(".")), strict=False
    ):
        if left != right:
            break
        shared.insert(0, left)
    return ".".join(shared) if len(shared) >= 2 else None


def covers(domain: str | None, host: str) -> bool:
    """Whether a browser takes a cookie for ``domain`` from ``host`` (and sends it there)."""
    if domain is None:
        return True
    domain = domain.removeprefix(".").lower()
    host = host.lower()
    return host == domain or (host.endswith("." + domain) and not _is_ip(host))


def host_without_port(host: str) -> str:
    """``example.com`` of ``example.com:8000``, brackets of an IPv6 address dropped."""
    return urlsplit(f"//{host}").hostname or ""


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
