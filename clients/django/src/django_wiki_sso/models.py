"""The app's tables: logouts the bridge has yet to take, the wiki cookies of open sessions, and ended sessions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: The first that is found counts: most browsers also carry the names of those that came before them.
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
    """One cookie (``member``) or all cookies of one user (``username``) to end at the bridge.

    Two events of one user are two rows: the second must not vanish with the delivery of the first. Neither
    column lets anyone log in.
    """

    member = models.CharField(max_length=64, blank=True, default="")
    # A site's names may be longer than the bridge takes; the queue has to hold them all the same.
    username = models.TextField(blank=True, default="")
    #: Of a username: the time of the event, epoch seconds. Cookies made later stay. None until the transaction of
    #: the event is committed; delivered without it, the logout ends every cookie up to its delivery.
    before = models.FloatField(null=True, blank=True)
    #: Visitors without a session come after everyone else (1 after 0): anyone can ask for those logouts.
    priority = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    #: Claimed by a process until then, or tried so recently that it should rest.
    not_before = models.DateTimeField(default=timezone.now)
    #: The bridge's refusal, if repeating the logout cannot help. The row stays for an operator to look at.
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
    """One wiki cookie that was made for a session of the site. Nothing in here lets anyone log in.

    A session has several when tabs enter the wiki at the same moment. Its logout ends them all.
    """

    #: Names the session: see :func:`~django_wiki_sso.internal.site_session.family_of_key`.
    family = models.CharField(max_length=64, db_index=True)
    member = models.CharField(max_length=64, db_index=True)
    #: The session's key, encrypted with SECRET_KEY; empty where sessions live in the browser.
    sealed_key = models.TextField(blank=True, default="")
    #: The user's primary key as text.
    user_id = models.CharField(max_length=255, db_index=True, default="")
    username = models.CharField(max_length=255, db_index=True, default="")
    #: Differs when the identity that the cookie carries does.
    identity = models.CharField(max_length=64, default="")
    domain = models.CharField(max_length=255, blank=True, default="")
    path = models.CharField(max_length=255, default="/")
    #: By the bridge's clock, epoch seconds.
    issued_at = models.FloatField(default=0.0)
    #: By the site's clock, epoch seconds; None: as long as the bridge lets a cookie live.
    expires_at = models.FloatField(null=True, blank=True)
    user_agent = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    #: When the session's first cookie was made; renewals carry it on.
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wiki login")
        verbose_name_plural = _("wiki logins")

    def __str__(self) -> str:
        return f"cookie {self.member[:16]}…"

    @property
    def browser(self) -> str:
        """For people, such as ``Firefox, Linux``; the start of any other User-Agent header, ``""`` without one."""
        browser = next((name for mark, name in _BROWSERS.items() if mark in self.user_agent), "")
        system = next((name for mark, name in _SYSTEMS.items() if mark in self.user_agent), "")
        return ", ".join(part for part in (browser, system) if part) or self.user_agent[:60]


class EndedSession(models.Model):
    """A session of the site that has logged out: a cookie that is still being made for it is ended at once."""

    family = models.CharField(max_length=64, db_index=True)
    ended_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"session {self.family[:16]}…"
