"""In the admin: the action on users, and the logouts that are waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.http import HttpRequest

from .actions import log_out_of_wiki
from .models import PendingLogout

if TYPE_CHECKING:
    PendingLogoutAdminBase = admin.ModelAdmin[PendingLogout]
else:  # at run time Django's class takes no parameter
    PendingLogoutAdminBase = admin.ModelAdmin


@admin.register(PendingLogout)
class PendingLogoutAdmin(PendingLogoutAdminBase):
    """To look at; deleting a row gives the logout up."""

    list_display = ("__str__", "created_at", "attempts")
    search_fields = ("username", "member")
    readonly_fields = ("member", "username", "created_at", "attempts", "not_before")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Rows are made by logouts only."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: PendingLogout | None = None) -> bool:  # noqa: ARG002
        """Nor are they edited."""
        return False


def add_action_to_users() -> None:
    """Give the user model's admin the action, if it is registered by now and does not have it."""
    user_model = get_user_model()
    if not admin.site.is_registered(user_model):
        return
    user_admin = admin.site.get_model_admin(user_model)
    actions = user_admin.actions or ()
    if log_out_of_wiki not in actions:
        user_admin.actions = [*actions, log_out_of_wiki]


add_action_to_users()
