"""``manage.py wiki_sso_flush``: deliver queued logouts and end orphaned wiki cookies."""

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
    """Exits with 0 when the queue is empty afterwards, else with 1."""

    help = (
        "End the wiki cookies whose session or active user is gone, and deliver the logouts that the bridge did not "
        "take at the time. For cron: every few minutes."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Queue the orphans, deliver the queue, and print the counts.

        :raises CommandError: when logouts remain, or settings or database are unusable.
        """
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
    """Queue a logout for every cookie whose session has ended or whose user may no longer have it.

    Makes one or two queries for each cookie.

    :returns: the number of queued logouts.
    """
    now = timezone.now().timestamp()
    living = IssuedCookie.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now)).exclude(user_id="")
    orphans = [row.member for row in living.iterator(chunk_size=CHUNK) if _is_orphan(row)]
    queued = [member for member in orphans if outbox.queue(member=member) is not None]
    issued.forget(queued)
    return len(queued)


def _require_session_store() -> None:
    """Check that the session store works: in a broken store every session would look ended.

    :raises CommandError: when the store does not return a session just written.
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
    """Return the user of the cookie's session; None if session or user no longer exist."""
    if not row.sealed_key:  # a session in a signed cookie: only the user can be checked
        return active_user(row.user_id)
    session = load_sealed(row.sealed_key)
    user = session_user(session)
    if user is not None and str(session.get("_impersonate")) == row.user_id:
        return active_user(row.user_id)  # the site's MAY_ENTER allows impersonation
    return user
