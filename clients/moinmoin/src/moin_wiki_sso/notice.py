"""Pages that explain a refusal."""

from __future__ import annotations

from flask import Response, make_response, request
from moin.themes import render_template


def notice(
    title: str,
    *paragraphs: str,
    login: str | None = None,
    offer_anonymous: bool = False,
    status: int = 403,
) -> Response:
    """Return a page in the wiki's look, 403 unless another status is given.

    :param login: URL of the site's login, for a link that opens in a new tab
    :param offer_anonymous: show the button that forgets the former user
    :param status: the HTTP status
    """
    # None where no view fits path and method; moin's templates expect a dict.
    request.view_args = request.view_args or {}
    page = render_template(
        "wiki_sso_notice.html",
        title=title,
        title_name=title,
        paragraphs=paragraphs,
        login=login,
        offer_anonymous=offer_anonymous,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
