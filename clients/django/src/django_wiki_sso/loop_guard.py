"""Notices a visitor who is being sent back and forth between wiki and site.

That happens when the browser does not keep the cookie, or the wiki does not accept it: every visit of
``enter`` makes a good cookie, and every time the wiki sends the visitor here again.
"""

from __future__ import annotations

import time

from django.http import HttpRequest

from .wiki_cookie import fingerprint

SESSION_KEY = "wiki_sso_enter"
#: Opening one page three times over is possible by hand, a fourth time in 20 s is not.
MAX_VISITS = 3
WINDOW_SECONDS = 20.0


def is_going_round(request: HttpRequest, next_url: str) -> bool:
    """Count this visit; True when it is one too many for the same ``next_url``.

    Several tabs that open at once have different pages, hence do not count together.
    """
    page = fingerprint(next_url.encode("ascii"))[:16]
    now = time.time()
    first_at, visits = _visits(request.session.get(SESSION_KEY), page, now)
    if visits >= MAX_VISITS:
        # The next try, by hand, starts anew.
        del request.session[SESSION_KEY]
        return True
    request.session[SESSION_KEY] = [page, first_at, visits + 1]
    return False


def _visits(stored: object, page: str, now: float) -> tuple[float, int]:
    match stored:
        case [str(stored_page), float(first_at), int(visits)]:
            if stored_page == page and 0 <= now - first_at <= WINDOW_SECONDS:
                return first_at, visits
    return now, 0
