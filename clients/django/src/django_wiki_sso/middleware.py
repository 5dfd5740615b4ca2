"""The middleware: tells the bridge of a login, and sets or deletes the wiki cookie on the response."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseBase

from .current_request import answering
from .emptied_session import keep_record_when_emptied
from .refresh import needs_refresh, refresh
from .request_state import RequestState
from .sign_in import open_wiki_session

logger = logging.getLogger("django_wiki_sso")

SyncHandler = Callable[[HttpRequest], HttpResponseBase]
AsyncHandler = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


class WikiSsoMiddleware:
    """Belongs right after the session's middleware, which then saves what this one writes."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: SyncHandler | AsyncHandler) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self._is_async:
            return self._respond_async(request)
        keep_record_when_emptied(request)
        with answering(request):
            response = cast(SyncHandler, self.get_response)(request)
            if has_something_to_do(request):
                finish(request, response)
        return response

    async def _respond_async(self, request: HttpRequest) -> HttpResponseBase:
        keep_record_when_emptied(request)
        with answering(request):
            response = await cast(AsyncHandler, self.get_response)(request)
            # Sessions and hooks block: onto a thread with them, but only when there is something to do.
            if has_something_to_do(request):
                await sync_to_async(finish)(request, response)
        return response


def has_something_to_do(request: HttpRequest) -> bool:
    """Whether :func:`finish` is worth a call; touches neither database nor network."""
    return RequestState.pending(request) is not None or needs_refresh(request)


def finish(request: HttpRequest, response: HttpResponseBase) -> None:
    """Tell the bridge what came of ``request``, and put the wiki cookie on ``response``."""
    state = RequestState.of(request)
    user, state.logged_in = state.logged_in, None
    # Django saves no session with a 5xx: there is no login then, nor a change to it.
    if response.status_code < 500:
        try:
            if user is not None and is_logged_in_as(request, user):
                open_wiki_session(request, user)
            elif state.cookie is None and needs_refresh(request):
                refresh(request)
        except Exception:
            # What the visitor did at the site is valid and must go through, whatever is wrong in here.
            logger.exception("the wiki cookie could not be brought up to date")
    state.write_cookie(response)


def is_logged_in_as(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether the session is still this user's: it may have been flushed, or never have been one."""
    session = getattr(request, "session", None)
    if session is None:
        return False
    return bool(session.get(SESSION_KEY) == user._meta.pk.value_to_string(user))
