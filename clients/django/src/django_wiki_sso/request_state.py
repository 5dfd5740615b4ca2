"""What a request has yet to do at the wiki, noted by the receivers, done by the middleware."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers

from .conf import WikiSsoSettings
from .deadline import Deadline
from .errors import BridgeTooSlow, BridgeUnreachable, WikiSsoError
from .wiki_cookie import WikiCookie

_ATTRIBUTE = "_wiki_sso_state"


@dataclass(slots=True)
class RequestState:
    """Of one request.

    :param logged_in: the user of the request's last login, until the middleware has told the bridge.
    :param cookie: what the response is to do with the wiki cookie, if anything.
    :param revoked_user_ids: whose cookies were all ended in the course of this request.
    :param emptied_member: of the cookie that a session named which was emptied in the course of this request.
    :param emptied_family: of that session's other cookies, see :mod:`.issued`.
    :param bridge_failed: the bridge did not answer in time once already; the visitor has waited enough.
    """

    logged_in: AbstractBaseUser | None = None
    cookie: WikiCookie | None = None
    revoked_user_ids: set[str] = field(default_factory=set)
    emptied_member: str | None = None
    emptied_family: str | None = None
    bridge_failed: bool = False

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

    def deadline(self, settings: WikiSsoSettings) -> Deadline:
        """For the next calls to the bridge: none are left to a visitor who has waited in vain already."""
        return Deadline.after(0 if self.bridge_failed else settings.timeout_seconds)

    def note(self, error: WikiSsoError) -> None:
        """Remember that the bridge did not answer, if that is what ``error`` says."""
        if isinstance(error, (BridgeTooSlow, BridgeUnreachable)):
            self.bridge_failed = True

    def write_cookie(self, response: HttpResponseBase) -> None:
        """Put the cookie on ``response``, and keep shared caches from handing it to the next visitor."""
        if self.cookie is None:
            return
        self.cookie.write_to(response)
        self.cookie = None
        add_never_cache_headers(response)
