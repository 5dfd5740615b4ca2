"""The app's tables: queued logouts, wiki cookies of open sessions, and ended sessions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: The first match wins: most browsers also send the names of older browsers.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "Windows": "Windows",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


class PendingLogout(models.Model):
    """A logout to send to the bridge: of one cookie (``member``) or of all cookies of one user (``username``).

    Two events of one user are two rows, so that delivering the first does not delete the second. Neither column is
    a credential.
    """

    member = models.CharField(max_length=64, blank=True, default="")
    # A site may have longer names than the bridge accepts; the queue must hold those too.
    username = models.TextField(blank=True, default="")
    #: For a username: time of the event in epoch seconds; later cookies stay. None until the transaction of the event
    #: commits; a delivery without a time ends every cookie made before the delivery.
    before = models.FloatField(null=True, blank=True)
    #: 0 for normal logouts; 1, delivered after those, for visitors without a session, whose requests anyone can send.
    priority = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    #: No attempt before this time: a process has claimed the row or has tried it recently.
    not_before = models.DateTimeField(default=timezone.now)
    #: The bridge's final refusal. The row stays for an operator.
    refusal = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = _("pending wiki logout")
        verbose_name_plural = _("pending wiki logouts")
        ordering: ClassVar = ["priority", "created_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="wiki_sso_pending_logout_names_one",
                condition=(Q(member="") & ~Q(username="")) | (~Q(member="") & Q(username="")),
            )
        ]

    def __str__(self) -> str:
        return f"all cookies of {self.username}" if self.username else f"cookie {self.member[:16]}…"


class IssuedCookie(models.Model):
    """One wiki cookie of one session of the site. No column is a credential.

    A session has several cookies when tabs enter the wiki at the same moment. Its logout ends them all.
    """

    #: Names the session: see :func:`~django_wiki_sso.internal.site_session.family_of_key`.
    family = models.CharField(max_length=64, db_index=True)
    member = models.CharField(max_length=64, db_index=True)
    #: The session's key, encrypted with SECRET_KEY; empty where sessions live in the browser.
    sealed_key = models.TextField(blank=True, default="")
    #: The user's primary key as text.
    user_id = models.CharField(max_length=255, db_index=True, default="")
    username = models.CharField(max_length=255, db_index=True, default="")
    #: Digest of the identity in the cookie.
    identity = models.CharField(max_length=64, default="")
    domain = models.CharField(max_length=255, blank=True, default="")
    path = models.CharField(max_length=255, default="/")
    #: Epoch seconds by the bridge's clock.
    issued_at = models.FloatField(default=0.0)
    #: Epoch seconds by the site's clock; None for the bridge's own maximum age.
    expires_at = models.FloatField(null=True, blank=True)
    user_agent = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    #: Time of the session's first cookie; renewals copy it.
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wiki login")
        verbose_name_plural = _("wiki logins")

    def __str__(self) -> str:
        return f"cookie {self.member[:16]}…"

    @property
    def browser(self) -> str:
        """A readable name such as ``Firefox, Linux``; the start of an unknown User-Agent; ``""`` without one."""
        browser = next((name for mark, name in _BROWSERS.items() if mark in self.user_agent), "")
        system = next((name for mark, name in _SYSTEMS.items() if mark in self.user_agent), "")
        return ", ".join(part for part in (browser, system) if part) or self.user_agent[:60]


class EndedSession(models.Model):
    """A session of the site that has logged out. The app ends any cookie that a late response still makes for it."""

    family = models.CharField(max_length=64, db_index=True)
    ended_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"session {self.family[:16]}…"
