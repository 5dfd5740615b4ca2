"""The table of all wiki cookies of each session of the site, so that a logout ends all of them."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, models, router, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from ..models import EndedSession, IssuedCookie

logger = logging.getLogger("django_wiki_sso")

#: The browser may be about to use a younger cookie in another tab.
SETTLED_SECONDS = 60.0
#: Allowed difference of the clocks: a cookie ends by the bridge's clock, which may be behind this one.
CLOCKS_DIFFER_SECONDS = 60.0
#: Maximum number of cookies of one session; one more ends the oldest.
MAX_COOKIES = 50
#: The longest life of a cookie at any bridge.
MAX_AGE = timedelta(days=400)
#: Longer than any request that could still ask for a cookie for an ended session.
ENDED_SESSION_AGE = timedelta(days=1)


def remember(**columns: Any) -> IssuedCookie | None:
    """Insert a new cookie.

    :param columns: the columns of :class:`IssuedCookie`; a long username is cut to 255 characters.
    :returns: the row; None after a failure of the database, which the log reports.
    """
    with _logged("kept"), transaction.atomic(using=router.db_for_write(IssuedCookie)):
        columns["username"] = columns["username"][:255]
        return IssuedCookie.objects.create(**columns)
    return None


def of_family(family: str | None) -> list[IssuedCookie]:
    """Return the cookies of one session, oldest first."""
    return _rows(IssuedCookie.objects.filter(family=family)) if family else []


def of_members(members: Collection[str]) -> list[IssuedCookie]:
    """Return the rows of ``members``; invented members have none."""
    return _rows(IssuedCookie.objects.filter(member__in=members)) if members else []


def is_settled(row: IssuedCookie) -> bool:
    """Return whether the cookie is so old that no tab can be waiting for it."""
    return row.created_at < timezone.now() - timedelta(seconds=SETTLED_SECONDS)


def is_expired(row: IssuedCookie) -> bool:
    """Return whether the cookie has expired, so that a logout needs no call."""
    return row.expires_at is not None and row.expires_at + CLOCKS_DIFFER_SECONDS <= time.time()


def follow(old_family: str, new_family: str, sealed_key: str) -> None:
    """Move the cookies of a session to its new key."""
    with _logged("kept"):
        IssuedCookie.objects.filter(family=old_family).update(family=new_family, sealed_key=sealed_key)


def forget(members: Collection[str]) -> None:
    """Delete the rows of cookies that have ended or whose logout waits in the outbox."""
    if members:
        with _logged("dropped"), transaction.atomic(using=router.db_for_write(IssuedCookie)):
            IssuedCookie.objects.filter(member__in=members).delete()


def forget_user(username: str, before: float | None) -> None:
    """Delete the rows of the cookies that one logout of a username has ended.

    :param before: epoch seconds; later cookies stay. None for all.
    """
    with _logged("dropped"), transaction.atomic(using=router.db_for_write(IssuedCookie)):
        rows = IssuedCookie.objects.filter(username=username[:255])
        if before is not None:
            rows = rows.filter(issued_at__lte=before)
        rows.delete()


def newest_of(username: str) -> float:
    """Return the time of the user's newest cookie, epoch seconds by the bridge's clock; 0 without a cookie."""
    with _logged("read"):
        newest = IssuedCookie.objects.filter(username=username[:255]).aggregate(Max("issued_at"))
        return float(newest["issued_at__max"] or 0.0)
    return 0.0


def usernames_of(user_id: str) -> set[str]:
    """Return the usernames of the user's cookies."""
    with _logged("read"):
        rows = IssuedCookie.objects.filter(user_id=user_id).values_list("username", flat=True)
        return {name for name in rows.distinct() if name}
    return set()


def of_user(user_id: str) -> QuerySet[IssuedCookie]:
    """Return the user's unexpired cookies, newest first."""
    living = Q(expires_at__isnull=True) | Q(expires_at__gt=time.time())
    return IssuedCookie.objects.filter(living, user_id=user_id).order_by("-created_at", "-pk")


def mark_ended(family: str) -> None:
    """Mark the session as ended, so that any cookie that a late response makes for it ends at once."""
    with _logged("marked as ended"), transaction.atomic(using=router.db_for_write(EndedSession)):
        EndedSession.objects.create(family=family)


def has_ended(family: str) -> bool:
    """Return whether the session has logged out, perhaps during a login at the bridge."""
    with _logged("read"):
        return EndedSession.objects.filter(family=family).exists()
    return False


def forget_old() -> None:
    """Delete the rows of expired cookies, and of sessions that ended long ago."""
    now = timezone.now()
    IssuedCookie.objects.filter(
        Q(created_at__lt=now - MAX_AGE) | Q(expires_at__lte=time.time() - CLOCKS_DIFFER_SECONDS)
    ).delete()
    EndedSession.objects.filter(ended_at__lt=now - ENDED_SESSION_AGE).delete()


def _rows(rows: models.QuerySet[IssuedCookie]) -> list[IssuedCookie]:
    with _logged("read"):
        return list(rows.order_by("pk"))
    return []


@contextmanager
def _logged(what: str) -> Iterator[None]:
    """Log errors of the database: a missing or locked table must not break a login or logout of the site."""
    try:
        yield
    except (DatabaseError, ValueError) as error:
        logger.error(
            "the wiki cookies of a session could not be %s (is the table migrated?): %s",
            what,
            type(error).__name__,
        )
