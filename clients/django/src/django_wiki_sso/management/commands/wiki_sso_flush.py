"""``manage.py wiki_sso_flush``"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings as django_settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone
from wiki_sso_client import SettingsInvalid

from ...conf import load_settings
from ...identity import identity_or_none
from ...internal import issued, outbox
from ...internal.site_session import active_user, load_sealed, session_user, user_key
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
            _require_session_store()
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
    orphans = [row.member for row in living.iterator(chunk_size=CHUNK) if _is_orphan(row)]
    queued = [member for member in orphans if outbox.queue(member=member) is not None]
    issued.forget(queued)
    return len(queued)


def _require_session_store() -> None:
    """A store that is down looks like one in which every session has ended.

    :raises CommandError: when a session that was just written cannot be read again.
    """
    engine = import_module(django_settings.SESSION_ENGINE).SessionStore
    written = engine()
    written["wiki_sso_flush"] = True
    try:
        written.save()
        found = engine(session_key=written.session_key).load()
        written.delete()
    except Exception as error:
        raise CommandError(f"the session store does not answer: {type(error).__name__}") from error
    if not found.get("wiki_sso_flush"):
        raise CommandError("the session store does not keep what is written; no wiki login was ended")


def _is_orphan(row: IssuedCookie) -> bool:
    user = _user_of(row)
    if user is None or user_key(user) != row.user_id:
        return True
    identity = identity_or_none(user)
    return identity is not None and identity.digest != row.identity


def _user_of(row: IssuedCookie) -> AbstractBaseUser | None:
    """The user of the session that the cookie was made for, None when session or user are gone."""
    if not row.sealed_key:  # a session that lives in its browser: only the user can be looked at
        return active_user(row.user_id)
    session = load_sealed(row.sealed_key)
    user = session_user(session)
    if user is not None and str(session.get("_impersonate")) == row.user_id:
        return active_user(row.user_id)  # a site that allows it
    return user
