"""Logouts that the bridge did not take at once, kept by the site until it does; without a database.

A site keeps a row for each such logout, written before it tells the bridge, in the transaction of what caused
it. The row goes once the bridge has taken it. Several processes may deliver: each row is claimed by one of
them before it is sent, and carries its time, so that a late delivery ends no newer login.
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
    """One cookie (``member``), or all cookies of one user (``username``), that the bridge has yet to end.

    :param key: the store's own name for the row.
    :param member: ``""`` when the row is for a username.
    :param username: ``""`` when the row is for a member.
    :param before: epoch seconds: only cookies of ``username`` made until then end. None ends all that there
        are.
    :param created_at: when the logout happened.
    :param attempts: how often it has been claimed.
    :param priority: 0 for a logout of a user whom the site knows, 1 for what a stranger's browser sent.
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
    """Where a site keeps its pending logouts."""

    def due(self, limit: int) -> Sequence[PendingLogout]:
        """The rows whose next attempt is due, ``limit`` at most: by priority, the oldest first."""
        ...

    def claim(self, entry: PendingLogout) -> bool:
        """Take ``entry`` for this deliverer, in one atomic step: put its next attempt off by
        ``next_attempt_delay(entry.attempts + 1)`` and count the attempt, if no other process has done so.

        :returns: False when another deliverer has it, or it is gone.
        """
        ...

    def delivered(self, entry: PendingLogout) -> None:
        """Forget ``entry``: the bridge has taken it."""
        ...

    def failed(self, entry: PendingLogout, error: BridgeError, final: bool) -> None:
        """Keep ``entry``, and ``error`` with it.

        :param final: the bridge refuses the message itself: do not try again, and have a person look at it.
        """
        ...


class LogoutClient(Protocol):
    """What a delivery needs of :class:`~wiki_sso_client.hooks.HookClient`."""

    def log_out_member(self, member: str) -> Logout:
        """End one cookie."""
        ...

    def log_out_username(self, username: str, *, before: float | None = None) -> Logout:
        """End every cookie of a user that was made up to ``before``, in epoch seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Delivered:
    """The outcome of one round.

    :param delivered: rows that the bridge took.
    :param failed: rows that it did not take, the ones it refused for good among them.
    :param error: why the round stopped early, None if it did not.
    """

    delivered: int
    failed: int
    error: BridgeError | None


def deliver_due(store: OutboxStore, client: LogoutClient, limit: int) -> Delivered:
    """Tell the bridge of up to ``limit`` logouts that are due, see :func:`deliver`."""
    return deliver(store, client, store.due(limit))


def deliver(store: OutboxStore, client: LogoutClient, entries: Iterable[PendingLogout]) -> Delivered:
    """Tell the bridge of ``entries``, those of real people before strangers'.

    Stops at the first failure that another row would meet too. A row that the bridge refuses for good is
    reported to the store, and the round goes on.
    """
    delivered = failed = 0
    # Sorted here too: a store that forgets the order must not have strangers delay a real logout.
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
    """Seconds from a row's attempt number ``attempts`` to its next one: 30, doubling up to an hour."""
    doublings = min(max(attempts - 1, 0), 16)
    return min(FIRST_RETRY_SECONDS * float(2**doublings), LAST_RETRY_SECONDS)


def _send(entry: PendingLogout, client: LogoutClient) -> None:
    if entry.member:
        client.log_out_member(entry.member)
    else:
        client.log_out_username(entry.username, before=entry.before)
