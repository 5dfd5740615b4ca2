"""The record of a session that Django empties without a signal: when another user logs in over it."""

from __future__ import annotations

from django.http import HttpRequest

from .issued import family_of
from .request_state import RequestState
from .session_record import SessionRecord


def keep_record_when_emptied(request: HttpRequest) -> None:
    """Have ``request`` remember its session's record, should the session be emptied while it is answered.

    The browser may have lost the cookie meanwhile, or somebody may have put another in its place: then
    nothing but the record names the one that the new login supersedes.
    """
    session = getattr(request, "session", None)
    if session is None:
        return
    empty = session.clear

    def clear() -> None:
        # Not loaded, nothing known; loading it here would block an event loop.
        if getattr(session, "_session_cache", None) is not None:
            record, family = SessionRecord.read(request), family_of(request)
            if record is not None or family is not None:
                state = RequestState.of(request)
                state.emptied_member = record.member if record is not None else None
                state.emptied_family = family
        empty()

    session.clear = clear
