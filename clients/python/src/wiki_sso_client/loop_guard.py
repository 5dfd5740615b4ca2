"""Notices a visitor who is being sent back and forth between wiki and site.

That happens when the browser does not keep the cookie, or the wiki does not accept it: every visit of the
site's ``enter`` page makes a good cookie, and every time the wiki sends the visitor there again.
"""

from __future__ import annotations

import hashlib

#: Opening one page three times over is possible by hand, a fourth time in 20 s is not.
MAX_VISITS = 3
WINDOW_SECONDS = 20.0


def count_visit(stored: object, next_url: str, now: float) -> tuple[list[object] | None, bool]:
    """Count one visit of ``enter`` on the way to ``next_url``.

    Several tabs that open at once have different pages, hence do not count together.

    :param stored: what the session holds from the visit before, of whatever type.
    :param now: epoch seconds.
    :returns: the new value for the session (JSON), None to remove it; and whether the visitor goes round.
    """
    page = hashlib.sha256(next_url.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    first_at, visits = _visits(stored, page, now)
    if visits >= MAX_VISITS:
        # The next try, by hand, starts anew.
        return None, True
    return [page, first_at, visits + 1], False


def _visits(stored: object, page: str, now: float) -> tuple[float, int]:
    match stored:
        # A number that JSON or a database has brought back without its fraction counts too.
        case [str(stored_page), float(first_at) | int(first_at), int(visits)]:
            if stored_page == page and 0 <= now - first_at <= WINDOW_SECONDS:
                return first_at, visits
    return now, 0
