"""Logouts that the bridge has not taken yet: kept in the database until it does.

Delivered by the first of these: the same user's next login, the end of a later request in a process that knows of
waiting ones, or ``manage.py wiki_sso_flush``. Each row is claimed before it is sent, so no two deliver the same one.
A process that never queued anything and saw no login spends nothing on this, not even a query.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from django.db import DatabaseError, connections, router, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from wiki_sso_client import BridgeError, ClientSettings, SettingsInvalid, deliver_due, next_attempt_delay
from wiki_sso_client import PendingLogout as Entry

from ..conf import load_settings
from ..models import PendingLogout
from . import issued
from .bridge import Bridge

logger = logging.getLogger("django_wiki_sso")

#: How long a row is left alone that a process has claimed, or that the bridge did not take.
RETRY_SECONDS = 30.0
#: So many at the end of one request; the rest at the end of later ones.
BATCH = 20
#: Logouts that visitors without a session ask for are queued only while fewer rows than this wait.
MAX_FOR_STRANGERS = 1_000

#: Priorities.
REAL, STRANGER = 0, 1


class _Schedule:
    """When this process looks into the table next, on the monotonic clock, and how often it failed in a row."""

    def __init__(self) -> None:
        self.look_at = math.inf
        self.failures = 0
        self.lock = threading.Lock()


schedule = _Schedule()


@dataclass(frozen=True, slots=True)
class Flushed:
    """The outcome of trying everything.

    :param refused: rows that the bridge refuses for good.
    :param error: why it stopped early, None if it did not.
    """

    delivered: int
    remaining: int
    refused: int
    error: BridgeError | None


class DatabaseOutbox:
    """The table as :func:`wiki_sso_client.deliver_due` uses it.

    :param rows: the ones to deliver.
    :param before: for usernames whose event has no time yet.
    """

    def __init__(self, rows: QuerySet[PendingLogout], *, before: float | None = None) -> None:
        self._rows = rows
        self._before = before

    def due(self, limit: int) -> Sequence[Entry]:
        """The rows, by priority, the oldest first."""
        return [
            Entry(
                key=row.pk,
                member=row.member,
                username=row.username,
                before=row.before if row.before is not None or row.member else self._before,
                created_at=row.created_at,
                attempts=row.attempts,
                priority=row.priority,
            )
            for row in self._rows[:limit]
        ]

    def claim(self, entry: Entry) -> bool:
        """Each claim counts an attempt, so a row that another process has claimed or delivered is not found."""
        row = PendingLogout.objects.filter(pk=_key(entry), attempts=entry.attempts)
        rest = timezone.now() + timedelta(seconds=RETRY_SECONDS)
        return bool(row.update(attempts=F("attempts") + 1, not_before=rest))

    def delivered(self, entry: Entry) -> None:
        """The row goes, and with it the cookies that it has ended."""
        PendingLogout.objects.filter(pk=_key(entry)).delete()
        if entry.username:
            issued.forget_user(entry.username, entry.before)

    def failed(self, entry: Entry, error: BridgeError, final: bool) -> None:
        """The row stays; what the bridge refuses for good is marked and logged."""
        if final:
            logger.error("the bridge refuses a wiki logout, which stays in the outbox: %s", error)
            PendingLogout.objects.filter(pk=_key(entry)).update(refusal=str(error))


def _key(entry: Entry) -> int:
    return cast(int, entry.key)


def queue(*, member: str = "", username: str = "", priority: int = REAL, rest: bool = False) -> PendingLogout | None:
    """Keep one logout for later; None when that cannot be done, which is logged.

    :param rest: the caller delivers it itself, after the commit.
    """
    try:
        if priority == STRANGER and PendingLogout.objects.count() >= MAX_FOR_STRANGERS:
            logger.error("a wiki logout is not queued: %d wait already", MAX_FOR_STRANGERS)
            return None
        not_before = timezone.now() + timedelta(seconds=RETRY_SECONDS if rest else 0)
        # A savepoint, so that a failure in here does not spoil a transaction of the site.
        with transaction.atomic(using=router.db_for_write(PendingLogout)):
            entry = PendingLogout.objects.create(
                member=member, username=username, priority=priority, not_before=not_before
            )
    except (DatabaseError, ValueError) as error:
        logger.error("a wiki logout could not be queued (is the table migrated?): %s", type(error).__name__)
        return None
    look_soon()
    return entry


def look_soon() -> None:
    """Have this process try what is queued at the end of a request, after a pause that grows with each failure."""
    schedule.look_at = min(schedule.look_at, time.monotonic() + next_attempt_delay(schedule.failures))


def look_now() -> None:
    """Have this process try what is queued at the end of this request."""
    schedule.look_at = time.monotonic()


def deliver_event(entry: PendingLogout, bridge: Bridge) -> None:
    """Deliver a logout whose transaction is committed.

    :raises BridgeError: when the bridge did not take it; the row waits.
    """
    _deliver(DatabaseOutbox(PendingLogout.objects.filter(pk=entry.pk, attempts=0)), bridge)


def deliver_for(username: str, bridge: Bridge) -> bool:
    """Deliver what waits for ``username``, so that it cannot end the cookie of the login to come.

    What is delivered a second time, or late, carries its time and leaves that cookie alone.

    :returns: whether anything waits, of any user. When nothing does, this costs one query.
    :raises BridgeError: when the bridge did not take it.
    """
    try:
        waiting = PendingLogout.objects.filter(refusal="")
        if not waiting.exists():
            return False
        # An event of a transaction that is still open has no time yet: it counts from now on.
        _deliver(DatabaseOutbox(waiting.filter(username=username), before=event_time(username)), bridge)
    except (DatabaseError, ValueError) as error:
        logger.error("queued wiki logouts cannot be read: %s", type(error).__name__)
        return False
    return True


def event_time(username: str) -> float:
    """Now, for ``before``: not earlier than any cookie of the user that this site knows of.

    A cookie's own time is by the bridge's clock, which may be ahead of this one.
    """
    return max(time.time(), issued.newest_of(username))


def deliver_some_if_due(**_kwargs: object) -> None:
    """Receiver of ``request_finished``: the visitor has the answer already and does not wait."""
    if time.monotonic() < schedule.look_at or not schedule.lock.acquire(blocking=False):
        return
    schedule.look_at = math.inf
    try:
        due = PendingLogout.objects.filter(not_before__lte=timezone.now(), refusal="")
        result = deliver_due(DatabaseOutbox(due), Bridge(load_settings()), BATCH)
        schedule.failures = 0 if result.error is None else schedule.failures + 1
        if result.error is not None:
            logger.error("wiki logouts are still waiting: %s", result.error)
        if PendingLogout.objects.filter(refusal="").exists():
            look_soon()
        # Django has done this already for this request, before we used the connection again.
        connections[router.db_for_write(PendingLogout)].close_if_unusable_or_obsolete()
    except (SettingsInvalid, DatabaseError) as error:
        logger.error("queued wiki logouts cannot be delivered: %s", error)
    finally:
        schedule.lock.release()


def flush(settings: ClientSettings) -> Flushed:
    """Try everything, each row with a time limit of its own; stop at a failure.

    A row that something else delivers meanwhile is gone when its turn comes, and is not sent again.
    """
    error: BridgeError | None = None
    delivered = 0
    for key in list(PendingLogout.objects.filter(refusal="").values_list("pk", flat=True)):
        result = deliver_due(DatabaseOutbox(PendingLogout.objects.filter(pk=key)), Bridge(settings), limit=1)
        delivered += result.delivered
        error = result.error
        if error is not None:
            break
    return Flushed(
        delivered=delivered,
        remaining=PendingLogout.objects.filter(refusal="").count(),
        refused=PendingLogout.objects.exclude(refusal="").count(),
        error=error,
    )


def _deliver(store: DatabaseOutbox, bridge: Bridge) -> None:
    result = deliver_due(store, bridge, BATCH)
    if result.error is not None:
        raise result.error
