"""Detects a redirect loop between wiki and site.

A loop starts when the browser does not keep the cookie or the wiki does not accept it: each visit of the site's
``enter`` page sets a cookie, and each time the wiki redirects the visitor there again.
"""

from __future__ import annotations

import hashlib

#: A person may open one page three times in 20 s, but not a fourth time.
MAX_VISITS = 3
WINDOW_SECONDS = 20.0


def count_visit(stored: object, next_url: str, now: float) -> tuple[list[object] | None, bool]:
    """Count one visit of ``enter`` on the way to ``next_url``.

    Tabs that open at the same time have different pages, so their visits count separately.

    :param stored: the session's value from the last visit, of any type.
    :param now: epoch seconds.
    :returns: the new value for the session (JSON), None to remove it; and whether this is a loop.
    """
    page = hashlib.sha256(next_url.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    first_at, visits = _visits(stored, page, now)
    if visits >= MAX_VISITS:
        # The visitor's own next attempt starts a new count.
        return None, True
    return [page, first_at, visits + 1], False


def _visits(stored: object, page: str, now: float) -> tuple[float, int]:
    match stored:
        # JSON or a database may return a float as an int.
        case [str(stored_page), float(first_at) | int(first_at), int(visits)]:
            if stored_page == page and 0 <= now - first_at <= WINDOW_SECONDS:
                return first_at, visits
    return now, 0
