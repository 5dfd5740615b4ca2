"""What moin's own session cookie may still mean: never who someone is, only who it was last used by."""

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
    """How this request's identity relates to the session that its browser brought along."""

    STEADY = "steady"
    USER_GONE = "user-gone"  # it was a user's; now there is no identity
    USER_CHANGED = "user-changed"  # it was one user's; now another is logged in


def continue_session(visitor: Visitor) -> Continuity:
    """
    Fit moin's session to the visitor, before moin looks at it.

    What one person left in it (trail, messages) is not shown to the next. That it was a user's is
    remembered when the identity goes, because a form opened while logged in may still be in some tab and
    must not be saved as nobody's; it is forgotten at the next login, with `forget`, or with the browser
    session.
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
    """Return whether to send this browser to the login, rather than once more: it only comes back."""
    now = int(time.time())
    since, rounds = session.get(_SENT, (now, 0))
    if not 0 <= now - since < _ROUNDS_SECONDS:
        since, rounds = now, 0
    session[_SENT] = [since, rounds + 1]
    return bool(rounds < _MAX_ROUNDS)


def forget() -> None:
    """Let this browser go on as an ordinary anonymous visitor."""
    session.clear()


def forget_moin_user() -> None:
    """Take out the keys by which moin's session would log a user in without an assertion."""
    for key in [key for key in session if key.startswith("user.")]:
        del session[key]
