"""Possible domains of the wiki cookie, for when the bridge is unreachable."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from .cookie import is_domain

#: Each domain adds a header to the response. Real hosts have fewer parent domains.
MAX_DELETION_DOMAINS = 6


def covers(domain: str | None, host: str) -> bool:
    """Return whether a browser accepts a cookie for ``domain`` from ``host``, and sends it there.

    :param domain: None for a cookie of the host alone.
    """
    if domain is None:
        return True
    domain, host = _plain(domain), _plain(host)
    return host == domain or (host.endswith("." + domain) and not _is_ip(host))


def shared_parent(a: str, b: str) -> str | None:
    """Return the longest domain of both hosts, of at least two labels; None without one, or for an IP address."""
    a, b = _plain(a), _plain(b)
    if _is_ip(a) or _is_ip(b):
        return None
    shared: list[str] = []
    for left, right in zip(reversed(a.split(".")), reversed(b.split(".")), strict=False):
        if left != right:
            break
        shared.insert(0, left)
    return ".".join(shared) if len(shared) >= 2 else None


def host_without_port(host: str) -> str:
    """Return ``example.com`` for ``example.com:8000``; an IPv6 address without brackets; ``""`` for no host."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def deletion_domains(site_host: str, *, known: str | None, wiki_hosts: Iterable[str]) -> list[str]:
    """Return the domains to delete the wiki cookie from, so that one of them is the bridge's.

    A deletion works only for the cookie's own domain, and the bridge's domain may be wider or narrower than a site
    assumes. Browsers ignore deletions for domains outside the site.

    :param site_host: host in the browser's address bar, without a port.
    :param known: the domain that the bridge named, or the setting; first if given, also when ``site_host``
        (which a proxy may hide) is not in it.
    :param wiki_hosts: a cookie that works reaches one of them, so the domains of these come before the
        others.
    :returns: without leading dots, distinct, never an IP address; ``MAX_DELETION_DOMAINS`` at most.
    """
    site_host = _plain(site_host)
    wikis = [_plain(wiki_host) for wiki_host in wiki_hosts]
    candidates = [] if known is None else [_plain(known)]
    if not _is_ip(site_host):
        labels = site_host.split(".")
        parents = [".".join(labels[start:]) for start in range(len(labels) - 1)]
        candidates += [parent for parent in parents if any(covers(parent, wiki) for wiki in wikis)]
        # The shortest first: shared cookies have wide domains, and the limit must not cut those off.
        candidates += reversed(parents)
    usable = (domain for domain in dict.fromkeys(candidates) if is_domain(domain) and not _is_ip(domain))
    return list(usable)[:MAX_DELETION_DOMAINS]


def _plain(host: str) -> str:
    return host.removeprefix(".").removesuffix(".").lower()


def _is_ip(host: str) -> bool:
    """Return whether browsers read ``host`` as an IP address, as they also do when the last label is a number."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        last = host.rpartition(".")[2]
        return last.isdigit() or last.startswith("0x")
    return True
