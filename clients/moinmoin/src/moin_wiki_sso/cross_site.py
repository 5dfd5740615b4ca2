"""Detects writes that another site makes a visitor's browser send."""

from __future__ import annotations

from flask import Request

from .wiki_url import origin_of


def comes_from_elsewhere(request: Request, origin: str) -> bool:
    """Return whether a page of another origin caused this request.

    moin has no tokens against forged requests, so this uses two headers that browsers set: `Sec-Fetch-Site`,
    which no page can change, and `Origin`. Every current browser sends one of them, and other clients have no
    visitor's cookies.

    :param origin: the wiki's own origin, such as "https://wiki.example.com"
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return True
    sent = request.headers.get("Origin")
    if sent is None:
        return False
    if sent == "null":
        # Pages without referrers send this, and so do sandboxed frames of other sites.
        return site != "same-origin"
    try:
        return str(origin_of(sent)) != origin
    except ValueError:
        return True
