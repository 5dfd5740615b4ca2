"""Listens to the Django app's calls of the bridge's hooks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django_wiki_sso import hooks
from django_wiki_sso.deadline import Deadline
from django_wiki_sso.errors import BridgeError
from django_wiki_sso.transport import HttpAnswer

from .shown_cookie import ShownCookie

Post = Callable[[str, bytes, Mapping[str, str], Deadline], HttpAnswer]


@dataclass(frozen=True, slots=True)
class HookCall:
    """One call of a hook, without anything that is a secret.

    :param hook: ``login`` or ``logout``.
    :param path: from ``/hooks`` on; what a deployment has before it is of no interest.
    :param sent: the body's fields.
    :param signed_headers: names only.
    :param status: None when no answer came; then ``failure`` says why.
    :param at: epoch seconds.
    :param removed: what the logout hook said of the member.
    """

    hook: str
    path: str
    sent: dict[str, Any]
    signed_headers: list[str]
    milliseconds: float
    at: float
    status: int | None = None
    failure: str = ""
    removed: bool | None = None
    cookie: ShownCookie | None = field(default=None)

    def as_json(self) -> dict[str, Any]:
        """For the session."""
        return asdict(self)


_heard: ContextVar[list[HookCall] | None] = ContextVar("demo_site_hook_calls", default=None)


@contextmanager
def listening() -> Iterator[list[HookCall]]:
    """Collect the hook calls that are made inside."""
    calls: list[HookCall] = []
    token = _heard.set(calls)
    try:
        yield calls
    finally:
        _heard.reset(token)


def install() -> None:
    """Put the listener between the app and its transport."""
    hooks.post = overheard(hooks.post)


def overheard(post: Post) -> Post:
    """``post``, with each exchange noted for whoever is listening."""

    def listener(url: str, body: bytes, headers: Mapping[str, str], deadline: Deadline) -> HttpAnswer:
        calls = _heard.get()
        if calls is None:
            return post(url, body, headers, deadline)
        at, started = time.time(), time.perf_counter()
        answer: HttpAnswer | None = None
        failure = ""
        try:
            answer = post(url, body, headers, deadline)
        except BridgeError as error:
            failure = str(error)
            raise
        finally:
            took = (time.perf_counter() - started) * 1000
            calls.append(_call(url, body, headers, at=at, took=took, answer=answer, failure=failure))
        return answer

    return listener


def _call(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    at: float,
    took: float,
    answer: HttpAnswer | None,
    failure: str,
) -> HookCall:
    before, hooks_path, hook = urlsplit(url).path.rpartition("/hooks/")
    said = _fields(answer.body) if answer else {}
    cookie = said.get("cookie")
    removed = said.get("removed")
    return HookCall(
        hook=hook,
        path=("…" if before else "") + hooks_path + hook,
        sent=_fields(body),
        signed_headers=[name for name in headers if name.startswith("webhook-")],
        milliseconds=round(took, 1),
        at=at,
        status=answer.status if answer else None,
        failure=failure,
        removed=removed if isinstance(removed, bool) else None,
        cookie=ShownCookie.of(cookie) if isinstance(cookie, dict) and cookie.get("value") else None,
    )


def _fields(content: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(content)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
