"""Listens to the Django app's signals: what each response does to the wiki login, and the hook calls behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django_wiki_sso import HookCall as AppCall
from django_wiki_sso import wiki_cookie_closed, wiki_cookie_opened, wiki_cookie_refused

from .shown_cookie import ShownCookie

SIGNED_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


@dataclass(frozen=True, slots=True)
class HookCall:
    """One call of a hook, without anything that is a secret.

    :param hook: ``login`` or ``logout``.
    :param path: from ``/hooks`` on; what a deployment has before it is of no interest.
    :param sent: the body's fields.
    :param sent_json: the same as text.
    :param status: None when no answer came; then ``failure`` says why.
    :param at: epoch seconds.
    :param removed: what the logout hook said of the member.
    """

    hook: str
    path: str
    sent: dict[str, Any]
    sent_json: str
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
    """Connect the listeners to the app's signals."""
    wiki_cookie_opened.connect(_opened, dispatch_uid="demo_site")
    wiki_cookie_closed.connect(_closed, dispatch_uid="demo_site")
    wiki_cookie_refused.connect(_refused, dispatch_uid="demo_site")


def _opened(call: AppCall | None, cookie: Any, **_kwargs: Any) -> None:
    _hear(call, cookie=ShownCookie.of(cookie))


def _closed(call: AppCall | None, removed: bool | None, **_kwargs: Any) -> None:
    _hear(call, removed=removed)


def _refused(call: AppCall | None, **_kwargs: Any) -> None:
    _hear(call)


def _hear(call: AppCall | None, **more: Any) -> None:
    calls = _heard.get()
    if calls is None or call is None:
        return
    before, hooks_path, hook = f"{urlsplit(settings.WIKI_SSO['HOOKS_URL']).path}/{call.hook}".rpartition("/hooks/")
    calls.append(
        HookCall(
            hook=call.hook,
            path=("…" if before else "") + hooks_path + hook,
            sent=call.sent,
            sent_json=json.dumps(call.sent, ensure_ascii=False),
            signed_headers=list(SIGNED_HEADERS),
            milliseconds=round(call.seconds * 1000, 1),
            at=call.at,
            status=call.status,
            failure=call.failure,
            **more,
        )
    )
