"""Makes the wiki answer under its public address, independent of the Host header."""

from __future__ import annotations

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from moin.app import MoinApp
from werkzeug.sansio.utils import host_is_trusted

from .wiki_url import Origin


def answer_as(origin: Origin, app: MoinApp, inner: WSGIApplication) -> WSGIApplication:
    """Return `inner` with scheme and host of each request replaced by the configured ones.

    Werkzeug builds some redirects (`/Home//x`, `/+get/+current/Home`) and moin its feeds from the Host
    header. Behind a gateway that is the inner server's name, or any value from a client, and such links lead
    elsewhere. Flask's TRUSTED_HOSTS still checks the original header.
    """
    trusted = app.config.get("TRUSTED_HOSTS")
    if trusted is not None:
        app.config["TRUSTED_HOSTS"] = [*trusted, origin.host]

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if trusted is None or host_is_trusted(environ.get("HTTP_HOST"), trusted):
            environ["HTTP_HOST"] = origin.netloc
            environ["wsgi.url_scheme"] = origin.scheme
        return inner(environ, start_response)

    return answer
