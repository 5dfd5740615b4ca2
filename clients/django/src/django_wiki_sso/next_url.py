"""``next``: where a visitor goes back to, one of the wikis and nowhere else."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

from django.utils.encoding import iri_to_uri

#: Longer than any page's address; some servers and Django's own login form take no longer one.
MAX_NEXT_CHARACTERS = 2_000

_DEFAULT_PORTS = {"http": 80, "https": 443}


def safe_next(wanted: str | None, wiki_urls: Sequence[str]) -> str:
    """``wanted`` if it is a page of one of the wikis, else the first wiki.

    Scheme, host and port are compared exactly, and the result is put together from the wiki's own origin
    and what follows it in ``wanted``: however a browser reads an odd URL, it stays on that host.

    :param wiki_urls: base URLs, valid ones.
    :returns: an absolute URL in ASCII.
    """
    for wiki_url in wiki_urls:
        wiki = urlsplit(wiki_url)
        rest = _rest_within(wanted, wiki) if wanted else None
        if rest is not None:
            return f"{wiki.scheme}://{wiki.netloc}{rest}"
    return wiki_urls[0]


def _rest_within(wanted: str, wiki: SplitResult) -> str | None:
    """Path, query and fragment of ``wanted`` if it is on the origin of ``wiki``."""
    try:
        parts = urlsplit(wanted)
        if (parts.scheme, parts.hostname, _port(parts)) != (wiki.scheme, wiki.hostname, _port(wiki)):
            return None
    except ValueError:
        return None
    if "@" in parts.netloc or any(character == "\\" or _is_control(character) for character in wanted):
        return None
    if wanted != wanted.strip():
        return None
    rest = iri_to_uri(parts._replace(scheme="", netloc="", path="").geturl())
    rest = iri_to_uri(parts.path or "/") + rest
    return rest if len(rest) <= MAX_NEXT_CHARACTERS else None


def _is_control(character: str) -> bool:
    """Control characters, and half surrogates: nothing of a URL, and read differently by everyone."""
    return unicodedata.category(character) in ("Cc", "Cs")


def _port(parts: SplitResult) -> int | None:
    return parts.port or _DEFAULT_PORTS.get(parts.scheme)
