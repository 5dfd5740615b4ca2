"""A content security policy for the demo's pages, which need no script and no foreign file."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Django's administration brings styles and scripts of its own.
_NOT_OURS = "/admin/"


def content_security(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware."""
    policy = "; ".join(
        [
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self' data:",
            # A login may lead on to the wiki.
            f"form-action 'self' {' '.join(settings.ENVIRONMENT.wiki_urls)}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith(_NOT_OURS):
            response["Content-Security-Policy"] = policy
        return response

    return middleware
