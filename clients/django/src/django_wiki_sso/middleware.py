"""Middleware that updates the wiki login with each response, to match the site's session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseBase

if TYPE_CHECKING:
    from .internal.wiki_session import WikiSession

SyncHandler = Callable[[HttpRequest], HttpResponseBase]
AsyncHandler = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


class WikiSsoMiddleware:
    """Updates the wiki login. Place it right after the session middleware, which saves what this one writes.

    :raises ImproperlyConfigured: when the app is not in ``INSTALLED_APPS``.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: SyncHandler | AsyncHandler) -> None:
        if not apps.is_installed("django_wiki_sso"):
            raise ImproperlyConfigured('expected "django_wiki_sso" in INSTALLED_APPS beside its middleware')
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Answer the request, then settle its wiki login and set the cookies on the response."""
        if self._is_async:
            return self._respond_async(request)
        with _wiki_session().answering(request) as wiki:
            response = cast(SyncHandler, self.get_response)(request)
            wiki.settle(response)
        return response

    async def _respond_async(self, request: HttpRequest) -> HttpResponseBase:
        with _wiki_session().answering(request) as wiki:
            response = await cast(AsyncHandler, self.get_response)(request)
            # Sessions and hooks block, so they run on a thread, and only when there is work.
            if wiki.needs_attention():
                await sync_to_async(wiki.settle)(response)
            else:
                wiki.browser.write_to(response)
        return response


def _wiki_session() -> type[WikiSession]:
    """Import late: the models fail to import without the app, and the error above explains that better."""
    from .internal.wiki_session import WikiSession

    return WikiSession
