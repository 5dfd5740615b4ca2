"""Validates ``next``, the page to return to, which must belong to one of the wikis."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from urllib.parse import SplitResult, quote, urlsplit

#: Longer than any page's address; some servers and login forms reject longer ones.
MAX_NEXT_CHARACTERS = 2_000

_DEFAULT_PORTS = {"http": 80, "https": 443}
#: The reserved and unreserved characters of RFC 3986 and "%", so that existing encoding stays.
_KEPT = "/#%[]=:;$&()+,!?*@'~"


def safe_next(wanted: str | None, wiki_urls: Sequence[str], came_from: str | None = None) -> str:
    """Return ``wanted`` if it is a page of one of the wikis, else the first wiki.

    Compares scheme, host and port exactly, and builds the result from the wiki's own origin and the rest of
    ``wanted``. So even an odd URL cannot lead a browser to another host.

    :param wanted: an absolute URL; or a relative one such as ``/Page?x`` or ``Page``, which counts from the
        wiki that ``came_from`` names, else from the first. It lands below that wiki's base path, whether it
        has it or not.
    :param wiki_urls: base URLs, valid ones.
    :param came_from: the request's ``Referer``.
    :returns: an absolute URL in ASCII.
    """
    if not wanted or wanted != wanted.strip() or any(_is_odd(character) for character in wanted):
        return wiki_urls[0]
    wikis = [urlsplit(wiki_url) for wiki_url in wiki_urls]
    try:
        parts = urlsplit(wanted)
        if parts.scheme or parts.netloc or wanted.startswith("//"):
            page = _absolute(parts, wikis)
        else:
            page = _relative(parts, _wiki_of(came_from, wikis) or wikis[0])
    except ValueError:
        page = None
    return page or wiki_urls[0]


def _absolute(parts: SplitResult, wikis: Sequence[SplitResult]) -> str | None:
    for wiki in wikis:
        if _origin(parts) == _origin(wiki) and "@" not in parts.netloc:
            return _page(wiki, parts.path or "/", parts)
    return None


def _relative(parts: SplitResult, wiki: SplitResult) -> str | None:
    base = wiki.path.rstrip("/")
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    # A browser would resolve these, and might leave the base path.
    if any(segment.lower().replace("%2e", ".") in (".", "..") for segment in path.split("/")):
        return None
    if not parts.path.startswith("/") or not _is_below(path, base):
        path = base + path
    return _page(wiki, path, parts)


def _page(wiki: SplitResult, path: str, parts: SplitResult) -> str | None:
    rest = quote(path, safe=_KEPT)
    rest += quote(parts._replace(scheme="", netloc="", path="").geturl(), safe=_KEPT)
    return f"{wiki.scheme}://{wiki.netloc}{rest}" if len(rest) <= MAX_NEXT_CHARACTERS else None


def _wiki_of(came_from: str | None, wikis: Sequence[SplitResult]) -> SplitResult | None:
    """Return the wiki with the origin of ``came_from``; of several, the one with the longest matching base path."""
    if not came_from or came_from != came_from.strip() or any(_is_odd(character) for character in came_from):
        return None
    try:
        parts = urlsplit(came_from)
        same = [wiki for wiki in wikis if _origin(wiki) == _origin(parts) and "@" not in parts.netloc]
    except ValueError:
        return None
    around = [wiki for wiki in same if _is_below(parts.path, wiki.path.rstrip("/"))]
    return max(around, key=lambda wiki: len(wiki.path.rstrip("/")), default=same[0] if same else None)


def _is_below(path: str, base: str) -> bool:
    return path == base or path.startswith(f"{base}/")


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    port = parts.port if parts.port is not None else _DEFAULT_PORTS.get(parts.scheme)
    return parts.scheme, parts.hostname, port


def _is_odd(character: str) -> bool:
    """Return whether no URL may contain the character; clients parse backslashes and control characters differently."""
    return character == "\\" or unicodedata.category(character) in ("Cc", "Cs")
