"""The middleware: has the wiki login follow the site's session, with each response."""

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
    """Belongs right after the session's middleware, which then saves what this one writes."""

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
            # Sessions and hooks block: onto a thread with them, but only when there is something to do.
            if wiki.needs_attention():
                await sync_to_async(wiki.settle)(response)
            else:
                wiki.browser.write_to(response)
        return response


def _wiki_session() -> type[WikiSession]:
    """Imported late: its models need the app to be installed, and the error above is the better one to read."""
    from .internal.wiki_session import WikiSession

    return WikiSession
