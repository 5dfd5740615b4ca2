"""``manage.py wiki_sso_flush``"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...conf import load_settings
from ...errors import SettingsInvalid
from ...issued import forget_old
from ...outbox import flush


class Command(BaseCommand):
    """Exit code 0 when nothing is left waiting, 1 otherwise."""

    help = "Tell the bridge of the logouts that it did not take at the time. For cron: every few minutes."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Deliver, then say how many and whether any are left."""
        try:
            flushed = flush(load_settings())
        except SettingsInvalid as error:
            raise CommandError(str(error)) from error
        if flushed.error is not None:
            raise CommandError(
                f"{flushed.delivered} delivered, {flushed.remaining} still waiting: {flushed.error}"
            )
        forget_old()
        self.stdout.write(f"{flushed.delivered} delivered, {flushed.remaining} still waiting")
