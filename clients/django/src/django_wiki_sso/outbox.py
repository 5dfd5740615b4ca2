"""Logouts that the bridge did not take at once: kept in the database until it does.

Delivered by whatever comes first: the same user's next login, the end of a later request in a process
that knows of waiting ones, or ``manage.py wiki_sso_flush``. A process that never queued anything and saw no
login spends nothing on this, not even a query.
"""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, connections, router, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from .conf import WikiSsoSettings, load_settings
from .deadline import Deadline
from .errors import BridgeError, BridgeRefused, SettingsInvalid
from .hooks import Hooks
from .models import PendingLogout

logger = logging.getLogger("django_wiki_sso")

#: Between two tries of one process, and of one row by different processes.
RETRY_SECONDS = 30.0
#: So many at the end of one request; the rest at the end of later ones.
BATCH = 20
#: Answers to what is wrong with the message itself: no repetition will help.
FINAL_STATUSES = (400, 413, 415)
#: Cookies that a visitor without a session asks to end are queued only while fewer rows than this wait:
#: anyone can make them up.
MAX_FOR_STRANGERS = 1_000


class _Schedule:
    """When this process looks into the table next, on the monotonic clock. Races cost one query at most."""

    def __init__(self) -> None:
        self.look_at = math.inf


schedule = _Schedule()


@dataclass(frozen=True, slots=True)
class Flushed:
    """What came of trying everything: ``error`` is why it stopped early, if it did."""

    delivered: int
    remaining: int
    error: BridgeError | None


def queue(*, member: str = "", username: str = "", for_stranger: bool = False) -> PendingLogout | None:
    """Keep one logout for later; None when that cannot be done, which is logged.

    :param for_stranger: whether it is asked for by someone of whom the site knows nothing.
    """
    try:
        if for_stranger and PendingLogout.objects.count() >= MAX_FOR_STRANGERS:
            logger.error("a wiki logout is not queued: %d wait already", MAX_FOR_STRANGERS)
            return None
        # A savepoint, so that a failure in here does not spoil a transaction of the site.
        with transaction.atomic(using=router.db_for_write(PendingLogout)):
            entry = PendingLogout.objects.create(member=member, username=username)
    except (DatabaseError, ValueError) as error:
        logger.error("a wiki logout could not be queued (is the table migrated?): %s", type(error).__name__)
        return None
    look_soon()
    return entry


def look_soon() -> None:
    """Have this process try what is queued in ``RETRY_SECONDS``, at the end of a request."""
    schedule.look_at = min(schedule.look_at, time.monotonic() + RETRY_SECONDS)


def look_now() -> None:
    """Have this process try what is queued at the end of this request: the bridge is there again."""
    schedule.look_at = time.monotonic()


def is_final(error: BridgeError) -> bool:
    """Whether the bridge itself, and not something before it, said that this logout makes no sense."""
    return isinstance(error, BridgeRefused) and error.status in FINAL_STATUSES and bool(error.code)


def deliver(entry: PendingLogout, hooks: Hooks) -> None:
    """Tell the bridge, then forget the entry.

    :raises BridgeError: when the bridge did not take it; the entry stays.
    """
    try:
        if entry.member:
            hooks.log_out_member(entry.member)
        else:
            hooks.log_out_username(entry.username)
    except BridgeError as error:
        if not is_final(error):
            raise
        logger.error("a queued wiki logout is dropped: %s", error)
    PendingLogout.objects.filter(pk=entry.pk).delete()


def deliver_for(username: str, hooks: Hooks) -> bool:
    """Deliver what is queued for ``username``, so that it cannot end the cookie of a login to come.

    :returns: whether anything was queued, for whomever. When nothing is, this costs one query.
    :raises BridgeError: when the bridge did not take it.
    """
    try:
        if not PendingLogout.objects.exists():
            return False
        entries = list(PendingLogout.objects.filter(username=username))
    except (DatabaseError, ValueError) as error:
        logger.error("queued wiki logouts cannot be read: %s", type(error).__name__)
        return False
    for entry in entries:
        deliver(entry, hooks)
    return True


def deliver_some_if_due(**_kwargs: object) -> None:
    """Receiver of ``request_finished``: the visitor has the answer already, nobody waits for this."""
    if time.monotonic() < schedule.look_at:
        return
    schedule.look_at = math.inf
    try:
        settings = load_settings()
        entries = PendingLogout.objects.filter(not_before__lte=timezone.now())[:BATCH]
        error = _deliver_each(entries, Hooks(settings, Deadline.after(settings.timeout_seconds)))
        if error is not None:
            logger.error("wiki logouts are still waiting: %s", error)
        if PendingLogout.objects.exists():
            look_soon()
        # Django has done this already for this request, before we used the connection again.
        connections[router.db_for_write(PendingLogout)].close_if_unusable_or_obsolete()
    except (SettingsInvalid, DatabaseError) as error:
        logger.error("queued wiki logouts cannot be delivered: %s", error)


def flush(settings: WikiSsoSettings) -> Flushed:
    """Try everything that is queued, oldest first, each with a time limit of its own; stop at a failure."""
    before = PendingLogout.objects.count()
    error: BridgeError | None = None
    for entry in PendingLogout.objects.all():
        try:
            deliver(entry, Hooks(settings))
        except BridgeError as failure:
            error = failure
            break
    remaining = PendingLogout.objects.count()
    return Flushed(delivered=max(before - remaining, 0), remaining=remaining, error=error)


def _deliver_each(entries: QuerySet[PendingLogout], hooks: Hooks) -> BridgeError | None:
    for entry in entries:
        if not _claim(entry):
            continue
        try:
            deliver(entry, hooks)
        except BridgeError as error:
            return error
    return None


def _claim(entry: PendingLogout) -> bool:
    """Take ``entry`` for this process: delivered twice, a user's logout would end a login in between."""
    taken = PendingLogout.objects.filter(pk=entry.pk, not_before=entry.not_before)
    rest = timedelta(seconds=RETRY_SECONDS)
    return bool(taken.update(not_before=timezone.now() + rest, attempts=F("attempts") + 1))
