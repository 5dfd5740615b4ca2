"""What a request has yet to do at the wiki, noted by the receivers, done by the middleware."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers

from .wiki_cookie import WikiCookie

_ATTRIBUTE = "_wiki_sso_state"


@dataclass(slots=True)
class RequestState:
    """Of one request.

    :param logged_in: the user of the request's last login, until the middleware has told the bridge.
    :param cookie: what the response is to do with the wiki cookie, if anything.
    """

    logged_in: AbstractBaseUser | None = None
    cookie: WikiCookie | None = None

    @staticmethod
    def of(request: HttpRequest) -> RequestState:
        """The state of ``request``, made at first use."""
        state = getattr(request, _ATTRIBUTE, None)
        if state is None:
            state = RequestState()
            setattr(request, _ATTRIBUTE, state)
        return cast(RequestState, state)

    @staticmethod
    def pending(request: HttpRequest) -> RequestState | None:
        """The state of ``request`` if something touched it."""
        return getattr(request, _ATTRIBUTE, None)

    def write_cookie(self, response: HttpResponseBase) -> None:
        """Put the cookie on ``response``, and keep shared caches from handing it to the next visitor."""
        if self.cookie is None:
            return
        self.cookie.write_to(response)
        self.cookie = None
        add_never_cache_headers(response)
