"""One writer at a time, within this process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from moin import log

logging = log.getLogger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

# Opening an edit form takes an edit lock in a database, which moin creates at that moment.
_WRITES_ON_GET = ("/+modify/", "/+convert/")


class WriteLock:
    """Serialises changes of the wiki's storage.

    moin's index (whoosh) fails at once, with LockError and status 500, when another thread holds its file
    lock; and moin checks first and writes later. So writing requests take turns, and so does each single
    write to the index, because a few pages write during a GET.

    :param patience_seconds: how long a request waits for its turn
    """

    def __init__(self, patience_seconds: float = 30) -> None:
        self._lock = threading.RLock()
        self._patience_seconds = patience_seconds  # a hanging writer must not block every thread

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
                logging.error("wiki-sso: refused a writing request because the one before it still runs")
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
    """Replaces moin's lock around uploads, which our own lock makes unnecessary.

    moin never releases its lock after a failed upload: the next upload would wait for ever and hold our lock.
    """

    def acquire(self) -> None:
        """Do nothing."""

    def release(self) -> None:
        """Do nothing."""
