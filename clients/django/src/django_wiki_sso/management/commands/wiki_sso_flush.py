"""``manage.py wiki_sso_flush``"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from wiki_sso_client import SettingsInvalid

from ...conf import load_settings
from ...internal.issued import forget_old
from ...internal.outbox import flush
from ...internal.sweep import queue_orphans


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
            flushed = flush(settings)
            forget_old()
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
