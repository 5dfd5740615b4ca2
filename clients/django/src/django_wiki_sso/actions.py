"""The admin action on users."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.http import HttpRequest

from .models import PendingLogout
from .revocation import log_out_everywhere


@admin.action(description="Log out of the wiki", permissions=["change"])
def log_out_of_wiki(
    modeladmin: admin.ModelAdmin[Any], request: HttpRequest, queryset: QuerySet[AbstractBaseUser]
) -> None:
    """End all wiki cookies of the selected users. They stay logged in at the site.

    Added to a stock ``UserAdmin`` by itself; one's own takes it as ``actions = [log_out_of_wiki]``.
    """
    usernames = [str(user.get_username()) for user in queryset.iterator()]
    for username in usernames:
        log_out_everywhere(username)
    waiting = PendingLogout.objects.filter(username__in=usernames).values("username").distinct().count()
    done = len(usernames) - waiting
    if done:
        modeladmin.message_user(request, f"Logged out of the wiki: {done}.", messages.SUCCESS)
    if waiting:
        modeladmin.message_user(
            request,
            f"Not yet logged out of the wiki: {waiting}. That is tried again until the bridge answers.",
            messages.WARNING,
        )
