"""Shows the site's address to visitors who use another name of this machine."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def other_host(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware: the wiki cookie has a domain, so a login by the name ``localhost`` would not last."""
    environment = settings.ENVIRONMENT
    page = render_to_string("other_host.html", {"site_url": environment.site_url, "wiki_url": environment.wiki_url})

    def middleware(request: HttpRequest) -> HttpResponse:
        host = request.META.get("HTTP_HOST", "").rpartition(":")[0] or request.META.get("HTTP_HOST", "")
        if host in ("localhost", "127.0.0.1", "[::1]"):
            return HttpResponse(page, status=404, headers={"Cache-Control": "no-store"})
        return get_response(request)

    return middleware
