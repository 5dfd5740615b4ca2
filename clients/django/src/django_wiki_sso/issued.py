"""The wiki cookies made for one session of the site, all of them.

Tabs that enter the wiki at the same moment each get a cookie, while the session's record keeps the one that
was saved last. The others live on, in no browser but perhaps in somebody's hands, and a logout has to end
them too. So whatever is made for a session that had a family before is also kept in the database, under a
random number that the session carries from its first login on.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import DatabaseError, router, transaction
from django.http import HttpRequest
from django.utils import timezone

from .models import IssuedCookie

logger = logging.getLogger("django_wiki_sso")

SESSION_KEY = "wiki_sso_family"
#: A younger one may be the very cookie that the browser is about to use in another tab.
SETTLED_SECONDS = 60.0
#: Of one session, at one time.
MAX_COOKIES = 20
#: No bridge lets a cookie live longer.
MAX_AGE = timedelta(days=400)


def family_of(request: HttpRequest) -> str | None:
    """The number that ``request``'s session carries, None before its first login."""
    family = request.session.get(SESSION_KEY)
    return family if isinstance(family, str) else None


def start_family(request: HttpRequest) -> None:
    """Give the session its number."""
    request.session[SESSION_KEY] = secrets.token_hex(16)


def remember(family: str, member: str) -> None:
    """Keep ``member``; a failure is logged and breaks nothing."""
    try:
        # A savepoint, so that a failure in here does not spoil a transaction of the site.
        with transaction.atomic(using=router.db_for_write(IssuedCookie)):
            IssuedCookie.objects.create(family=family, member=member)
    except DatabaseError as error:
        _log("kept", error)


def members_of(family: str | None, *, settled: bool = False) -> list[str]:
    """The newest members that were made for the session of ``family``.

    :param settled: leave out those so young that another tab may be about to use them.
    """
    if family is None:
        return []
    issued = IssuedCookie.objects.filter(family=family)
    if settled:
        issued = issued.filter(created_at__lt=timezone.now() - timedelta(seconds=SETTLED_SECONDS))
    try:
        return list(issued.order_by("-pk").values_list("member", flat=True)[:MAX_COOKIES])
    except DatabaseError as error:
        _log("read", error)
        return []


def forget(members: Iterable[str]) -> None:
    """Drop members that have been ended, or wait in the outbox to be."""
    members = list(members)
    if not members:
        return
    try:
        with transaction.atomic(using=router.db_for_write(IssuedCookie)):
            IssuedCookie.objects.filter(member__in=members).delete()
    except DatabaseError as error:
        _log("dropped", error)


def forget_old() -> None:
    """Drop what is older than any cookie can be."""
    IssuedCookie.objects.filter(created_at__lt=timezone.now() - MAX_AGE).delete()


def _log(what: str, error: DatabaseError) -> None:
    logger.error(
        "the wiki cookies of a session could not be %s (is the table migrated?): %s",
        what,
        type(error).__name__,
    )
