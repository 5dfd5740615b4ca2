"""One writer at a time, within this process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

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

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def around_requests(self, app: WSGIApplication) -> WSGIApplication:
        """Return `app` with its writing requests taking turns."""

        def serialised(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            if environ["REQUEST_METHOD"] in SAFE_METHODS and not environ.get("PATH_INFO", "").startswith(
                _WRITES_ON_GET
            ):
                return app(environ, start_response)
            with self:
                return app(environ, start_response)

        return serialised

    def around_call(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function` with its calls taking turns."""

        def serialised(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return serialised
