"""Headers of every answer: caching rules, and a policy for uploads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from moin.app import is_static_content
from werkzeug.datastructures import Headers

_FORM_PATHS = ("/+modify/",)
# Answers with the bare content that a user uploaded or wrote, without moin's page around it.
_RAW_PATHS = ("/+get/", "/+download/", "/+dom/", "/+diffraw/", "/+indexable/")
# Browsers open these in their own viewers, which the sandbox would disable; their scripts do not run in the wiki.
_UNBOXED_TYPES = ("application/pdf", "audio/", "video/")
_RAW_POLICY = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; sandbox"


def mark_answers(app: WSGIApplication) -> WSGIApplication:
    """Return `app` with private answers, and with uploads that cannot act with the wiki's rights.

    moin sends its pages with no cache header but `Vary: Cookie`, and files as `public` whatever their ACL
    says. Every answer becomes `private, no-cache`: no shared cache keeps it, and a browser asks again.

    A browser keeps a form's page for Back only as long as no cookie has changed, and moin changes one at
    nearly every page: after a refused save, Back would load an empty form or "access denied". So the edit
    form has no `Vary`.

    A directly opened SVG or XML file may contain scripts, which would act with the reader's rights: raw
    content gets a policy that runs no script, and browsers must not guess another content type.
    """

    def marked(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")

        def start(status: str, sent: list[tuple[str, str]], *rest: Any) -> Any:
            headers = Headers(sent)
            headers["X-Content-Type-Options"] = "nosniff"
            if path.startswith("/+template/"):
                headers["Cache-Control"] = "private, max-age=86400"  # in the reader's language
            elif not is_static_content(path):
                if "no-store" not in headers.get("Cache-Control", ""):
                    headers["Cache-Control"] = "private, no-cache"
                headers.remove("Expires")
            if path.startswith(_FORM_PATHS) and status.startswith("200"):
                headers.remove("Vary")
            if path.startswith(_RAW_PATHS) and not headers.get("Content-Type", "").startswith(_UNBOXED_TYPES):
                headers["Content-Security-Policy"] = _RAW_POLICY
            return start_response(status, headers.to_wsgi_list(), *rest)

        return app(environ, start)

    return marked
