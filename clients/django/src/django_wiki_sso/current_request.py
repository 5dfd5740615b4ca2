"""The request that is being answered, for receivers of model signals, which are not handed it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest

_current: ContextVar[HttpRequest | None] = ContextVar("django_wiki_sso_request", default=None)


def current_request() -> HttpRequest | None:
    """The request, or None: a management command, a task queue, a shell."""
    return _current.get()


@contextmanager
def answering(request: HttpRequest) -> Iterator[None]:
    """Make ``request`` the current one of this thread or task."""
    token = _current.set(request)
    try:
        yield
    finally:
        _current.reset(token)
