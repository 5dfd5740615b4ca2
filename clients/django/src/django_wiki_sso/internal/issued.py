"""The wiki cookies made for each session of the site: all of them, so that a logout ends all of them."""

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

#: A younger cookie may be the very one that the browser is about to use in another tab.
SETTLED_SECONDS = 60.0
#: The cookie ends by the bridge's clock, which may be behind this one.
CLOCKS_DIFFER_SECONDS = 60.0
#: Cookies of one session at one time. One more ends the oldest.
MAX_COOKIES = 50
#: No bridge lets a cookie live longer.
MAX_AGE = timedelta(days=400)
#: Longer than any request that may still be making a cookie for a session that has ended.
ENDED_SESSION_AGE = timedelta(days=1)


def remember(**columns: Any) -> IssuedCookie | None:
    """Keep a cookie that was just made; None when the table cannot be written, which is logged."""
    with _logged("kept"), transaction.atomic(using=router.db_for_write(IssuedCookie)):
        columns["username"] = columns["username"][:255]
        return IssuedCookie.objects.create(**columns)
    return None


def of_family(family: str | None) -> list[IssuedCookie]:
    """The cookies of one session, oldest first."""
    return _rows(IssuedCookie.objects.filter(family=family)) if family else []


def of_members(members: Collection[str]) -> list[IssuedCookie]:
    """The cookies among ``members`` that this site had made."""
    return _rows(IssuedCookie.objects.filter(member__in=members)) if members else []


def is_settled(row: IssuedCookie) -> bool:
    """Whether the cookie is old enough that no tab can be waiting for it."""
    return row.created_at < timezone.now() - timedelta(seconds=SETTLED_SECONDS)


def is_expired(row: IssuedCookie) -> bool:
    """Whether the cookie has died by itself, so that the bridge need not hear of its end."""
    return row.expires_at is not None and row.expires_at + CLOCKS_DIFFER_SECONDS <= time.time()


def follow(old_family: str, new_family: str, sealed_key: str) -> None:
    """The session has another key now: its cookies stay its own."""
    with _logged("kept"):
        IssuedCookie.objects.filter(family=old_family).update(family=new_family, sealed_key=sealed_key)


def forget(members: Collection[str]) -> None:
    """Drop cookies that have ended, or wait in the outbox for their end."""
    if members:
        with _logged("dropped"), transaction.atomic(using=router.db_for_write(IssuedCookie)):
            IssuedCookie.objects.filter(member__in=members).delete()


def forget_user(username: str, before: float | None) -> None:
    """Drop the cookies of a user that one logout of the username has ended."""
    with _logged("dropped"), transaction.atomic(using=router.db_for_write(IssuedCookie)):
        rows = IssuedCookie.objects.filter(username=username[:255])
        if before is not None:
            rows = rows.filter(issued_at__lte=before)
        rows.delete()


def newest_of(username: str) -> float:
    """When the bridge made the user's newest cookie, by its own clock; 0 without one."""
    with _logged("read"):
        newest = IssuedCookie.objects.filter(username=username[:255]).aggregate(Max("issued_at"))
        return float(newest["issued_at__max"] or 0.0)
    return 0.0


def usernames_of(user_id: str) -> set[str]:
    """The names under which a user has cookies."""
    with _logged("read"):
        rows = IssuedCookie.objects.filter(user_id=user_id).values_list("username", flat=True)
        return {name for name in rows.distinct() if name}
    return set()


def of_user(user_id: str) -> QuerySet[IssuedCookie]:
    """The user's cookies that have not expired, newest first."""
    living = Q(expires_at__isnull=True) | Q(expires_at__gt=time.time())
    return IssuedCookie.objects.filter(living, user_id=user_id).order_by("-created_at", "-pk")


def mark_ended(family: str) -> None:
    """From now on a cookie that is still being made for this session is ended at once."""
    with _logged("marked as ended"), transaction.atomic(using=router.db_for_write(EndedSession)):
        EndedSession.objects.create(family=family)


def has_ended(family: str) -> bool:
    """Whether the session has logged out, perhaps while a cookie was being made for it."""
    with _logged("read"):
        return EndedSession.objects.filter(family=family).exists()
    return False


def forget_old() -> None:
    """Drop what no longer matters: cookies older than any can be, and sessions that ended long ago."""
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
    """A table that is missing or locked must break no login and no logout of the site."""
    try:
        yield
    except (DatabaseError, ValueError) as error:
        logger.error(
            "the wiki cookies of a session could not be %s (is the table migrated?): %s",
            what,
            type(error).__name__,
        )
