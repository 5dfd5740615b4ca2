"""``manage.py wiki_sso_check``: test the settings against the live hooks."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wiki_sso_client import SettingsInvalid

from ...conf import load_settings
from ...internal.diagnosis import Finding, diagnose


class Command(BaseCommand):
    """Exits with 0 when everything works, else with 1."""

    help = (
        "Prove the WIKI_SSO setting against the live hooks, and say what is wrong. "
        "Logs a user in at the bridge whom no site has, and out again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the option ``--username``."""
        parser.add_argument(
            "--username",
            default="wiki-sso-check",
            help="the name to log in and out with (default: %(default)s)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print one line for each step.

        :raises CommandError: when a step fails or the settings are invalid.
        """
        try:
            settings = load_settings()
        except SettingsInvalid as error:
            raise CommandError(str(error)) from error
        failed = 0
        for finding in diagnose(settings, options["username"]):
            failed += not finding.ok
            self._print(finding)
        if failed:
            raise CommandError(f"{failed} of these have to be put right")

    def _print(self, finding: Finding) -> None:
        mark = self.style.SUCCESS("ok   ") if finding.ok else self.style.ERROR("WRONG")
        self.stdout.write(f"{mark} {finding.text}")
