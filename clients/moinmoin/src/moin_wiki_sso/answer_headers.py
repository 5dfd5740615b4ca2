"""Cache headers: nothing personal in shared caches, and a form that Back brings back as it was left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from moin.app import is_static_content

_FORM_PATHS = ("/+modify/",)


def mark_pages_private(app: WSGIApplication) -> WSGIApplication:
    """
    Return `app` with its pages marked as one person's own.

    moin sends its pages with no cache header but `Vary: Cookie`. A browser keeps a form's page for Back
    only as long as no cookie has changed, and moin changes one at nearly every page: a refused save would
    be followed by a freshly loaded form, or by "access denied". So the edit form goes without `Vary`.
    `private, no-cache` keeps it out of shared caches, and any visit but Back and Forward still asks anew.
    """

    def private(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if is_static_content(path):
            return app(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            names = {name.lower() for name, _ in headers}
            if "cache-control" not in names:
                headers = [*headers, ("Cache-Control", "private, no-cache")]
            if path.startswith(_FORM_PATHS) and status.startswith("200"):
                headers = [(name, value) for name, value in headers if name.lower() != "vary"]
            return start_response(status, headers, *rest)

        return app(environ, start)

    return private
