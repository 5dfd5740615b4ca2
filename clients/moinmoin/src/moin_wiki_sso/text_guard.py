"""Detects texts that moin would take too long to format, before they block the wiki."""

from __future__ import annotations

import contextlib
import io
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, NoReturn
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Request, request
from moin import log
from moin.app import MoinApp
from werkzeug.exceptions import HTTPException
from werkzeug.test import run_wsgi_app

from .auth import WikiSso
from .side_process import SideProcesses

logging = log.getLogger(__name__)

# moin parses a text when it answers a POST to these.
_FORMATTING_PATHS = tuple(
    f"/+{view}" for view in ("ajaxmodify", "comment", "convert/", "jfu-server", "modify/", "rename/", "revert/")
)

# Processor time for parsing a text before it is saved: the wiki then does that itself, and stands still
# meanwhile. 64 KB of tables take half a second, 20,000 blanks in a heading minutes.
SAVE_CPU_SECONDS = 3
# For all of a preview, in which each link costs some milliseconds: 64 KB of tables with links take ten.
PREVIEW_CPU_SECONDS = {True: 15, False: 5}  # of a user, of an anonymous visitor
WALL_SECONDS = 25  # API Gateway waits for 30
_PATIENCE_SECONDS = 20

TOO_SLOW = "wiki_sso.too_slow"  # in the environ of a request that the gatekeeper then refuses
BUSY = "wiki_sso.busy"

_Answer = tuple[str, list[tuple[str, str]], bytes]


def size_of_text(request: Request) -> int:
    """Return the bytes of the longest text in a request that becomes a page or a part of one.

    A file beside pages counts by the time that it takes only.
    """
    sizes = [len(value.encode("utf-8", "replace")) for _, value in request.form.items(multi=True)]
    for file in request.files.getlist("content_form_data_file"):
        if not file.mimetype or file.mimetype.startswith("text/"):
            sizes.append(file.stream.seek(0, io.SEEK_END))
            file.stream.seek(0)
    return max(sizes, default=0)


class _Job(NamedTuple):
    environ: dict[str, Any]
    body: bytes
    rehearsal: bool


class TextGuard:
    """Answers previews in a process of its own, and lets others save only what one could format in time.

    moin's parser is quadratic and worse, and while it works no other thread does: one anonymous preview of
    some KB would stop the wiki for minutes. A preview is therefore a request to a copy of the wiki, which is
    ended when it takes too long, and takes no lock. A save is first rehearsed by such a copy, up to where
    it would write: by then moin has parsed the text, for its index.
    """

    def __init__(self, app: MoinApp, auth: WikiSso) -> None:
        self._app = app
        self._auth = auth
        self._processes = SideProcesses(self._in_copy, wall_seconds=WALL_SECONDS)
        # People in all, and those without an account: these must not keep the others out, nor all threads.
        self._places = threading.BoundedSemaphore(2)
        self._anonymous_queue = threading.BoundedSemaphore(2)
        self._anonymous_place = threading.BoundedSemaphore(1)
        self._inner: WSGIApplication = app.wsgi_app
        self._locked: WSGIApplication = app.wsgi_app

    def around_requests(self, inner: WSGIApplication, locked: WSGIApplication) -> WSGIApplication:
        """Return the application that guards both.

        :param inner: the wiki
        :param locked: the same, with writing requests taking turns
        """
        self._inner, self._locked = inner, locked

        def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            self._processes.start()
            if environ["REQUEST_METHOD"] != "POST" or not environ["PATH_INFO"].startswith(_FORMATTING_PATHS):
                return self._locked(environ, start_response)
            return self._formatting(environ, start_response)

        return guarded

    def _formatting(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        is_user, is_preview = self._look(environ, body)
        try:
            with self._place(is_user):
                job = _Job(_plain(environ), body, rehearsal=not is_preview)
                cpu_seconds = PREVIEW_CPU_SECONDS[is_user] if is_preview else SAVE_CPU_SECONDS
                answer = self._processes.run(job, cpu_seconds=cpu_seconds)
        except _NoPlaceError:
            environ[BUSY] = True
        except TimeoutError:
            logging.warning("wiki-sso: a text took too long to format and was refused")
            environ[TOO_SLOW] = True
        else:
            if is_preview and answer:
                status, headers, content = answer
                start_response(status, headers)
                return [content]
        environ["wsgi.input"] = io.BytesIO(body)
        refused = BUSY in environ or TOO_SLOW in environ
        return (self._inner if refused else self._locked)(environ, start_response)

    def _look(self, environ: WSGIEnvironment, body: bytes) -> tuple[bool, bool]:
        """Return whether a user sends this, and whether it is a preview; makes the account at first sight."""
        with self._app.request_context({**environ, "wsgi.input": io.BytesIO(body)}):
            is_user = self._auth.visitor().is_user
            with contextlib.suppress(HTTPException):  # a form that is too large: moin refuses it itself
                return is_user, bool(request.values.get("preview")) and not request.values.get("cancel")
            return is_user, False

    @contextlib.contextmanager
    def _place(self, is_user: bool) -> Iterator[None]:
        """Wait for a place among those who format; of people without an account only one may wait."""
        with contextlib.ExitStack() as held:
            if not is_user:
                _take(held, self._anonymous_queue, 0)
                _take(held, self._anonymous_place, _PATIENCE_SECONDS)
            _take(held, self._places, _PATIENCE_SECONDS)
            yield

    # The rest runs in a copy of the process.

    def _in_copy(self, job: _Job) -> _Answer | None:
        environ = job.environ | {"wsgi.input": io.BytesIO(job.body), "wsgi.errors": sys.stderr}
        if job.rehearsal:
            self._app.router.store = _stop_before_writing
        try:
            content, status, headers = run_wsgi_app(self._inner, environ, buffered=True)
        except _Rehearsed:
            return None
        return status, headers.to_wsgi_list(), b"".join(content)


class _NoPlaceError(Exception):
    """Too many requests are formatting."""


class _Rehearsed(BaseException):
    """The request has reached its write. Not an Exception, because moin must not catch it."""


def _stop_before_writing(*_: object) -> NoReturn:
    """Stand in for the storage's `store`."""
    raise _Rehearsed


def _take(held: contextlib.ExitStack, semaphore: threading.BoundedSemaphore, patience_seconds: float) -> None:
    if not semaphore.acquire(timeout=patience_seconds):
        raise _NoPlaceError
    held.callback(semaphore.release)


def _plain(environ: WSGIEnvironment) -> dict[str, Any]:
    """Return what of the environ can go to another process; a server's own objects cannot."""
    return {key: value for key, value in environ.items() if isinstance(value, (str, int, bool, tuple))}
