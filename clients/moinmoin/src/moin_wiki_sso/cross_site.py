"""Writes that another site makes a visitor's browser send."""

from __future__ import annotations

from flask import Request

from .wiki_url import origin_of


def comes_from_elsewhere(request: Request, origin: str) -> bool:
    """
    Return whether a page of another origin caused this request.

    moin has no tokens against forged requests, so the browser's own word is taken: `Sec-Fetch-Site`, which
    no page can set, and `Origin`. A client that sends neither is no browser of this decade, and no browser
    means no victim's cookies.

    :param origin: the wiki's own origin, such as "https://wiki.example.com"
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return True
    sent = request.headers.get("Origin")
    if sent is None:
        return False
    if sent == "null":
        # What a page without referrers sends, but also what a sandboxed frame of a stranger sends.
        return site != "same-origin"
    try:
        return str(origin_of(sent)) != origin
    except ValueError:
        return True
