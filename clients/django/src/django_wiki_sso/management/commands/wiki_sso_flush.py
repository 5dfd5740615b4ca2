"""``manage.py wiki_sso_flush``"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone
from wiki_sso_client import SettingsInvalid

from ...conf import load_settings
from ...identity import identity_or_none
from ...internal import issued, outbox
from ...internal.site_session import load_sealed, session_user, user_key
from ...models import IssuedCookie

#: Rows read at a time.
CHUNK = 500


class Command(BaseCommand):
    """Exit code 0 when nothing is left waiting, 1 otherwise."""

    help = (
        "End the wiki cookies whose session or active user is gone, and deliver the logouts that the bridge did not "
        "take at the time. For cron: every few minutes."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Look for what has ended, deliver, then say how many and whether any are left."""
        try:
            settings = load_settings()
            orphans = queue_orphans()
            flushed = outbox.flush(settings)
            issued.forget_old()
        except SettingsInvalid as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"{type(error).__name__}: run manage.py migrate?") from error
        if orphans:
            self.stdout.write(f"{orphans} wiki logins ended: their session or user is gone")
        result = f"{flushed.delivered} delivered, {flushed.remaining} still waiting"
        if flushed.refused:
            result += f", {flushed.refused} refused by the bridge (look at them in the admin)"
        if flushed.error is not None:
            raise CommandError(f"{result}: {flushed.error}")
        if flushed.refused:
            raise CommandError(result)
        self.stdout.write(result)


def queue_orphans() -> int:
    """Queue the end of every cookie whose session has ended or whose user may no longer have it.

    One or two queries a cookie. :returns: how many were queued.
    """
    now = timezone.now().timestamp()
    living = IssuedCookie.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now)).exclude(user_id="")
    queued = 0
    for row in living.iterator(chunk_size=CHUNK):
        if _is_orphan(row) and outbox.queue(member=row.member) is not None:
            issued.forget([row.member])
            queued += 1
    return queued


def _is_orphan(row: IssuedCookie) -> bool:
    user = session_user(load_sealed(row.sealed_key)) if row.sealed_key else _user_of(row)
    if user is None or user_key(user) != row.user_id:
        return True
    identity = identity_or_none(user)
    return identity is not None and identity.digest != row.identity


def _user_of(row: IssuedCookie) -> AbstractBaseUser | None:
    """Of a session that lives in its browser only the user can be looked at."""
    user_model = get_user_model()
    user = user_model._base_manager.filter(pk=user_model._meta.pk.to_python(row.user_id)).first()
    return user if user is not None and user.is_active else None
