"""Queue of logouts that the bridge has not accepted yet. The site supplies the storage.

A site writes a row for each logout before the call, in the transaction of its cause, and deletes it after the bridge
has accepted the logout. Several processes may deliver: one of them claims a row before sending it. A row carries its
time, so that a late delivery ends no newer login.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .answers import Logout
from .errors import BridgeError, BridgeRefused

FIRST_RETRY_SECONDS = 30.0
LAST_RETRY_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class PendingLogout:
    """A queued logout: of one cookie (``member``) or of all cookies of one user (``username``).

    :param key: the store's own name for the row.
    :param member: ``""`` when the row is for a username.
    :param username: ``""`` when the row is for a member.
    :param before: epoch seconds: only cookies of ``username`` made until then end. None ends all.
    :param created_at: when the logout happened.
    :param attempts: number of claims so far.
    :param priority: 0 for a user of the site, 1 for a visitor without a session.
    """

    key: object
    member: str
    username: str
    before: float | None
    created_at: datetime
    attempts: int = 0
    priority: int = 0

    def __post_init__(self) -> None:
        if bool(self.member) == bool(self.username):
            raise ValueError("expected exactly one of member and username")
        if self.before is not None and (self.member or not 0 <= self.before < math.inf):
            raise ValueError("before: expected epoch seconds beside username, or None")


class OutboxStore(Protocol):
    """Storage of a site's queued logouts."""

    def due(self, limit: int) -> Sequence[PendingLogout]:
        """Return up to ``limit`` rows whose next attempt is due, by priority, the oldest first."""
        ...

    def claim(self, entry: PendingLogout) -> bool:
        """Claim ``entry`` in one atomic step, unless another process has claimed it.

        Count the attempt, and postpone the next one by ``next_attempt_delay(entry.attempts + 1)`` seconds.

        :returns: False when another process has claimed or deleted it.
        """
        ...

    def delivered(self, entry: PendingLogout) -> None:
        """Delete ``entry``, which the bridge has accepted."""
        ...

    def failed(self, entry: PendingLogout, error: BridgeError, final: bool) -> None:
        """Keep ``entry`` and record ``error``.

        :param final: True when the bridge refuses the message for good: do not retry; show it to an operator.
        """
        ...


class LogoutClient(Protocol):
    """The part of :class:`~wiki_sso_client.hooks.HookClient` that a delivery needs."""

    def log_out_member(self, member: str) -> Logout:
        """End one cookie."""
        ...

    def log_out_username(self, username: str, *, before: float | None = None) -> Logout:
        """End every cookie of a user that was made up to ``before``, in epoch seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Delivered:
    """The result of one delivery.

    :param delivered: number of rows that the bridge accepted.
    :param failed: number of rows that it did not accept, including final refusals.
    :param error: the error that stopped the delivery; None after a complete one.
    """

    delivered: int
    failed: int
    error: BridgeError | None


def deliver_due(store: OutboxStore, client: LogoutClient, limit: int) -> Delivered:
    """Deliver up to ``limit`` due logouts, see :func:`deliver`."""
    return deliver(store, client, store.due(limit))


def deliver(store: OutboxStore, client: LogoutClient, entries: Iterable[PendingLogout]) -> Delivered:
    """Deliver ``entries`` by priority.

    Stops at the first failure that would also affect other rows. After a final refusal of one row it reports the row
    to the store and goes on.
    """
    delivered = failed = 0
    # Sorted here too: with an unordered store, strangers must not delay a real logout.
    for entry in sorted(entries, key=lambda entry: entry.priority):
        if not store.claim(entry):
            continue
        try:
            _send(entry, client)
        except BridgeError as error:
            failed += 1
            final = isinstance(error, BridgeRefused) and error.is_final
            store.failed(entry, error, final)
            if not final:
                return Delivered(delivered, failed, error)
        else:
            delivered += 1
            store.delivered(entry)
    return Delivered(delivered, failed, None)


def next_attempt_delay(attempts: int) -> float:
    """Return the seconds from attempt number ``attempts`` to the next one: 30, doubling up to an hour."""
    doublings = min(max(attempts - 1, 0), 16)
    return min(FIRST_RETRY_SECONDS * float(2**doublings), LAST_RETRY_SECONDS)


def _send(entry: PendingLogout, client: LogoutClient) -> None:
    if entry.member:
        client.log_out_member(entry.member)
    else:
        client.log_out_username(entry.username, before=entry.before)
