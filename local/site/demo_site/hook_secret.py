"""Loads a new hook secret while the site runs, for rotations."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.signals import setting_changed
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)


class HookSecretMiddleware:
    """Before each request, looks whether the file of the secret has changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._path = settings.ENVIRONMENT.hook_secret_file
        self._seen: tuple[int, int, int] | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        version = self._version()
        if version is not None and version != self._seen:
            self._take_over(version)
        return self._get_response(request)

    def _version(self) -> tuple[int, int, int] | None:
        if self._path is None:
            return None
        try:
            status = self._path.stat()
        except OSError:
            return None
        # Inode and size too: a file replaced within the clock's tick keeps its time.
        return status.st_mtime_ns, status.st_ino, status.st_size

    def _take_over(self, version: tuple[int, int, int]) -> None:
        try:
            secret = self._path.read_text(encoding="ascii").strip()
        except (OSError, ValueError) as error:
            logger.error("the hook secret stays as it is: its file cannot be read: %s", type(error).__name__)
            return
        settings.WIKI_SSO = {**settings.WIKI_SSO, "HOOK_SECRET": secret}
        # Django's word to whoever keeps a setting.
        setting_changed.send(sender=type(self), setting="WIKI_SSO", value=settings.WIKI_SSO, enter=True)
        self._seen = version
