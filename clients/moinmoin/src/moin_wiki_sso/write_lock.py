"""One writer at a time, within this process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from moin import log

logging = log.getLogger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

# Opening an edit form takes an edit lock in a database that moin also creates there and then.
_WRITES_ON_GET = ("/+modify/", "/+convert/")


class WriteLock:
    """
    Serialises what changes the wiki's storage.

    moin's index (whoosh) gives up at once when another thread holds its file lock, which shows as
    LockError and status 500, and moin checks first and writes later. So whole writing requests take turns,
    and, for the few pages that write while being read, so does each single write to the index.
    """

    def __init__(self, patience_seconds: float = 30) -> None:
        self._lock = threading.RLock()
        self._patience_seconds = patience_seconds  # a writer that hangs must not take every thread with it

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=self._patience_seconds):
            raise TimeoutError(f"another request has been writing for {self._patience_seconds} s")

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def around_requests(self, app: WSGIApplication) -> WSGIApplication:
        """Return `app` with its writing requests taking turns."""

        def serialised(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            if environ["REQUEST_METHOD"] in SAFE_METHODS and not environ.get("PATH_INFO", "").startswith(
                _WRITES_ON_GET
            ):
                return app(environ, start_response)
            try:
                self.__enter__()
            except TimeoutError:
                logging.error("wiki-sso: a writing request had to be turned away, the one before it still runs")
                start_response(
                    "503 Service Unavailable",
                    [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "30")],
                )
                return [b"The wiki is busy and nothing was saved. Go back and save again in a while.\n"]
            try:
                return app(environ, start_response)
            finally:
                self.__exit__()

        return serialised

    def around_call(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function` with its calls taking turns."""

        def serialised(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return serialised


class AlwaysFree:
    """
    Stands in for moin's lock around uploads, which our own lock makes needless.

    moin never lets go of it again once an upload has ended in an error: the next one would wait for ever,
    and hold our lock meanwhile.
    """

    def acquire(self) -> None:
        """Do nothing."""

    def release(self) -> None:
        """Do nothing."""
