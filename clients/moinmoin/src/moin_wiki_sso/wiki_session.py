"""moin's own session cookie. It never logs a user in; it only records the session's last user."""

from __future__ import annotations

import time
from enum import Enum

from flask import session

from .visitor import Visitor

_OWNER = "wiki_sso.owner"  # account id of the user whom this browser's session last belonged to
_ENDED = "wiki_sso.ended"  # set once that user's identity has stopped coming
_SENT = "wiki_sso.sent"  # [when this browser was first sent to the login, how often since]

# Browsers give up after some 20 redirects, and one round to the site and back takes two or more of them.
_MAX_ROUNDS = 5
_ROUNDS_SECONDS = 30


class Continuity(Enum):
    """How this request's identity relates to the session of its browser."""

    STEADY = "steady"
    USER_GONE = "user-gone"  # it was a user's; now there is no identity
    USER_CHANGED = "user-changed"  # it was one user's; now another is logged in


def continue_session(visitor: Visitor) -> Continuity:
    """Update moin's session to match the visitor, before moin reads it.

    One user's data in it (trail, messages) does not pass to the next. After the identity ends, the session
    keeps the former user, because a tab may still have a form opened while logged in, which must not be saved
    anonymously. The next login, `forget` or the end of the browser session removes that record.
    """
    forget_moin_user()
    owner = session.get(_OWNER)
    if visitor.account_id:
        if owner == visitor.account_id and not session.get(_ENDED):
            return Continuity.STEADY
        changed = bool(owner) and owner != visitor.account_id
        session.clear()
        session[_OWNER] = visitor.account_id
        return Continuity.USER_CHANGED if changed else Continuity.STEADY
    if not owner:
        return Continuity.STEADY
    if not session.get(_ENDED):
        session.clear()
        session[_OWNER] = owner
        session[_ENDED] = True
    return Continuity.USER_GONE


def may_send_to_login() -> bool:
    """Return whether to redirect this browser to the login; False in a redirect loop."""
    now = int(time.time())
    since, rounds = session.get(_SENT, (now, 0))
    if not 0 <= now - since < _ROUNDS_SECONDS:
        since, rounds = now, 0
    session[_SENT] = [since, rounds + 1]
    return bool(rounds < _MAX_ROUNDS)


def forget() -> None:
    """Clear the session, so that this browser goes on as an anonymous visitor."""
    session.clear()


def forget_moin_user() -> None:
    """Delete the keys by which moin's session would log a user in without an assertion."""
    for key in [key for key in session if key.startswith("user.")]:
        del session[key]
