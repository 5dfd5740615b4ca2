"""The app's own signals.

The app uses ``send_robust``: Django logs a receiver's exception, and nothing else changes. ``call`` is the
:class:`HookCall` that the signal reports, or None without a call.

- ``wiki_cookie_opened``: the response sets a wiki cookie. Arguments: ``request``, ``user``, ``member``, ``cookie``
  (its value opens the wiki: do not store or log it), ``call``.
- ``wiki_cookie_closed``: one wiki cookie ends. Arguments: ``request``, ``member``, ``removed`` (True, False when
  the bridge did not have it, None when the logout waits in the outbox), ``call``.
- ``wiki_cookie_refused``: a logged-in user gets no wiki cookie. Arguments: ``request``, ``user``, ``reason``
  (``policy``, ``bridge``, ``settings`` or ``changed``), ``call``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.dispatch import Signal

wiki_cookie_opened = Signal()
wiki_cookie_closed = Signal()
wiki_cookie_refused = Signal()


@dataclass(frozen=True, slots=True)
class HookCall:
    """One call of a hook, without secrets.

    :param hook: ``login`` or ``logout``.
    :param sent: the fields of the body.
    :param at: time of the call, epoch seconds.
    :param seconds: duration of the call.
    :param status: HTTP status; None when no complete answer came.
    :param failure: reason of a failure, ``""`` after a success.
    """

    hook: str
    sent: dict[str, Any] = field(repr=False)
    at: float
    seconds: float
    status: int | None
    failure: str = ""
