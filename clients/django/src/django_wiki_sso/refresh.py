"""A session that outlived a change of its user gets a wiki cookie that fits, or loses the old one."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from .request_state import RequestState
from .session_record import SessionRecord, identity_of
from .session_user import session_user
from .sign_in import open_wiki_session
from .sign_out import close_wiki_session


def needs_refresh(request: HttpRequest) -> bool:
    """Whether the wiki cookie of this session no longer fits its user.

    Looks only at what the request has loaded anyway: no query, no session read, on any page.
    """
    session = getattr(request, "session", None)
    # Reading a session that is not loaded would load it, and have the page vary by cookie.
    if session is None or getattr(session, "_session_cache", None) is None:
        return False
    record = SessionRecord.read(request)
    if record is None:
        return False
    if _was_revoked(request):
        return True
    user = _loaded_user(request)
    return user is not None and record.identity != identity_of(user)


def refresh(request: HttpRequest) -> None:
    """Replace the session's wiki cookie, or end it when the user's session will not live on."""
    user = session_user(request)
    if user is not None:
        open_wiki_session(request, user, keep_old=False)
    else:
        close_wiki_session(request)


def _was_revoked(request: HttpRequest) -> bool:
    state = RequestState.pending(request)
    if state is None or not state.revoked_user_ids:
        return False
    return str(request.session.get(SESSION_KEY)) in state.revoked_user_ids


def _loaded_user(request: HttpRequest) -> AbstractBaseUser | None:
    """The user, if ``request.user`` or ``request.auser`` was asked for: where Django keeps it then."""
    for attribute in ("_cached_user", "_acached_user"):
        user = getattr(request, attribute, None)
        if isinstance(user, AbstractBaseUser):
            return user
    return None
