"""The two tables: logouts that the bridge has yet to hear of, and the cookies that a logout has to end."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone


class PendingLogout(models.Model):
    """One cookie (``member``) or all cookies of one user (``username``) to be ended at the bridge.

    Two events of one user are two rows: the second must not vanish with the first one's delivery. Neither
    column lets anyone log in.
    """

    member = models.CharField(max_length=64, blank=True, default="")
    # A site's names may be longer than the bridge takes; the queue has to hold them all the same.
    username = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    #: Taken by some process until then, or tried so recently that it should rest.
    not_before = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "pending wiki logout"
        verbose_name_plural = "pending wiki logouts"
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="wiki_sso_pending_logout_names_one",
                condition=(Q(member="") & ~Q(username="")) | (~Q(member="") & Q(username="")),
            )
        ]

    def __str__(self) -> str:
        return f"all cookies of {self.username}" if self.username else f"cookie {self.member[:16]}…"


class IssuedCookie(models.Model):
    """One wiki cookie that was made for a session of the site, see :mod:`.issued`. It lets nobody log in."""

    family = models.CharField(max_length=32, db_index=True)
    member = models.CharField(max_length=64, db_index=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"cookie {self.member[:16]}…"
