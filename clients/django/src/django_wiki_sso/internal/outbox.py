"""Queue of logouts in the database, for those that the bridge has not accepted yet.

Three events deliver them: the same user's next login, the end of a later request in a process that has queued one,
and ``manage.py wiki_sso_flush``. A process claims each row before it sends it, so no two processes send the same row.
A process that has queued nothing and seen no login makes no query.
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

#: Pause before the next attempt of a row that a process has claimed or the bridge has not accepted.
RETRY_SECONDS = 30.0
#: For so long after a claim the row belongs to its process, also for a flush. It is more than a call's time limit.
CLAIM_SECONDS = 10.0
#: Rows delivered at the end of one request; later requests deliver the rest.
BATCH = 20
#: Maximum length of the queue for logouts of visitors without a session.
MAX_FOR_STRANGERS = 1_000

#: Priorities.
REAL, STRANGER = 0, 1


class _Schedule:
    """Time of this process's next look into the table, on the monotonic clock, and its consecutive failures."""

    def __init__(self) -> None:
        self.look_at = math.inf
        self.failures = 0
        self.lock = threading.Lock()


schedule = _Schedule()


@dataclass(frozen=True, slots=True)
class Flushed:
    """The result of :func:`flush`.

    :param delivered: number of rows that the bridge accepted.
    :param remaining: number of rows that still wait.
    :param refused: number of rows that the bridge refuses for good.
    :param error: the error that stopped the run; None after a complete run.
    """

    delivered: int
    remaining: int
    refused: int
    error: BridgeError | None


class DatabaseOutbox:
    """The store over the table, for :func:`wiki_sso_client.deliver_due`.

    :param rows: the rows to deliver.
    :param before: epoch seconds, for usernames whose event has no time yet.
    """

    def __init__(self, rows: QuerySet[PendingLogout], *, before: float | None = None) -> None:
        self._rows = rows
        self._before = before

    def due(self, limit: int) -> Sequence[Entry]:
        """Return up to ``limit`` rows by priority, the oldest first."""
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
        """Claim a row and count the attempt; False if another process has claimed or delivered it."""
        row = PendingLogout.objects.filter(pk=_key(entry), attempts=entry.attempts)
        rest = timezone.now() + timedelta(seconds=RETRY_SECONDS)
        return bool(row.update(attempts=F("attempts") + 1, not_before=rest))

    def delivered(self, entry: Entry) -> None:
        """Delete the row and the rows of the cookies that it has ended."""
        PendingLogout.objects.filter(pk=_key(entry)).delete()
        if entry.username:
            issued.forget_user(entry.username, entry.before)

    def failed(self, entry: Entry, error: BridgeError, final: bool) -> None:
        """Keep the row; mark and log a final refusal."""
        row = PendingLogout.objects.filter(pk=_key(entry))
        if not final:
            # The claim ends: a flush may try at once what a request leaves to rest.
            row.update(not_before=timezone.now() + timedelta(seconds=RETRY_SECONDS - CLAIM_SECONDS))
        else:
            logger.error("the bridge refuses a wiki logout, which stays in the outbox: %s", error)
            row.update(refusal=str(error))


def _key(entry: Entry) -> int:
    return cast(int, entry.key)


def queue(*, member: str = "", username: str = "", priority: int = REAL, rest: bool = False) -> PendingLogout | None:
    """Queue one logout. Give either ``member`` or ``username``.

    :param priority: ``REAL``, or ``STRANGER`` for a visitor without a session.
    :param rest: True when the caller delivers it after the commit.
    :returns: the row; None after a failure or with a full queue, which the log reports.
    """
    try:
        if priority == STRANGER and PendingLogout.objects.count() >= MAX_FOR_STRANGERS:
            logger.error("a wiki logout is not queued: %d are waiting already", MAX_FOR_STRANGERS)
            return None
        not_before = timezone.now() + timedelta(seconds=RETRY_SECONDS if rest else 0)
        # A savepoint: a failure here must not break a transaction of the site.
        with transaction.atomic(using=router.db_for_write(PendingLogout)):
            entry = PendingLogout.objects.create(
                member=member, username=username, priority=priority, not_before=not_before
            )
    except (DatabaseError, ValueError) as error:
        logger.error("could not queue a wiki logout (is the table migrated?): %s", type(error).__name__)
        return None
    look_soon()
    return entry


def look_soon() -> None:
    """Schedule a delivery at the end of a request, after a pause that grows with each failure."""
    schedule.look_at = min(schedule.look_at, time.monotonic() + next_attempt_delay(schedule.failures))


def look_now() -> None:
    """Schedule a delivery at the end of this request."""
    schedule.look_at = time.monotonic()


def deliver_event(entry: PendingLogout, bridge: Bridge) -> None:
    """Deliver a logout whose transaction has committed.

    :raises BridgeError: when the bridge did not accept it; the row stays.
    """
    _deliver(DatabaseOutbox(PendingLogout.objects.filter(pk=entry.pk, attempts=0)), bridge)


def deliver_for(username: str, bridge: Bridge) -> bool:
    """Deliver the queued logouts of ``username`` before a login, so that they cannot end its cookie.

    A repeated or late delivery carries the time of its event and leaves that cookie alone.

    :returns: whether logouts of any user are waiting. With an empty queue this costs one query.
    :raises BridgeError: when the bridge did not accept one.
    """
    try:
        waiting = PendingLogout.objects.filter(refusal="")
        if not waiting.exists():
            return False
        # An event of an open transaction has no time yet and gets the present one.
        _deliver(DatabaseOutbox(waiting.filter(username=username), before=event_time(username)), bridge)
    except (DatabaseError, ValueError) as error:
        logger.error("queued wiki logouts cannot be read: %s", type(error).__name__)
        return False
    return True


def event_time(username: str) -> float:
    """Return the present time for ``before``, in epoch seconds, and at least the time of the user's newest cookie.

    The cookie's time is by the bridge's clock, which may be ahead of this one.
    """
    return max(time.time(), issued.newest_of(username))


def deliver_some_if_due(**_kwargs: object) -> None:
    """Receiver of ``request_finished``: deliver some rows after the response, so that no visitor waits."""
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
    """Deliver every row, each with a time limit of its own; stop at a failure.

    Skips rows that another process has claimed and is still delivering.
    """
    error: BridgeError | None = None
    delivered = 0
    for key in list(PendingLogout.objects.filter(refusal="").values_list("pk", flat=True)):
        unclaimed = timezone.now() + timedelta(seconds=RETRY_SECONDS - CLAIM_SECONDS)
        row = PendingLogout.objects.filter(pk=key, not_before__lte=unclaimed)
        result = deliver_due(DatabaseOutbox(row), Bridge(settings), limit=1)
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
