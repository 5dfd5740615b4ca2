"""A session that outlived a change of its user gets a wiki cookie that fits, or loses the old one."""

from __future__ import annotations

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from .request_state import RequestState
from .session_record import SessionRecord, identity_of
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
    user = _user_from_database(request) if _was_revoked(request) else _loaded_user(request)
    if user is not None and user.is_active and _session_fits(request, user):
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


def _user_from_database(request: HttpRequest) -> AbstractBaseUser | None:
    """Whatever instance a view changed, the one of the request may be an older one."""
    user_model = get_user_model()
    user_id = user_model._meta.pk.to_python(request.session.get(SESSION_KEY))
    return user_model._base_manager.filter(pk=user_id).first()


def _session_fits(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether Django will still take this session for ``user``: after a new password it does only for the
    session that was told (``update_session_auth_hash``)."""
    kept = request.session.get(HASH_SESSION_KEY, "")
    return constant_time_compare(kept, user.get_session_auth_hash())
