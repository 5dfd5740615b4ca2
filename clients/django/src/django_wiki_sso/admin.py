"""Admin pages: the "log out" action on users, the wiki logins, and the queued logouts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .internal.accounts import log_out_everywhere, names_of
from .internal.wiki_session import WikiSession
from .models import IssuedCookie, PendingLogout

if TYPE_CHECKING:
    PendingLogoutBase = admin.ModelAdmin[PendingLogout]
    IssuedCookieBase = admin.ModelAdmin[IssuedCookie]
else:  # at run time Django's class takes no parameter
    PendingLogoutBase = IssuedCookieBase = admin.ModelAdmin


@admin.action(description=gettext_lazy("Log out of the wiki"), permissions=["change"])
def log_out_of_wiki(
    modeladmin: admin.ModelAdmin[Any], request: HttpRequest, queryset: QuerySet[AbstractBaseUser]
) -> None:
    """End all wiki cookies of the selected users. They stay logged in at the site.

    The app adds it to a stock ``UserAdmin``. In your own user admin, write ``actions = [log_out_of_wiki]``.

    :param queryset: the selected users.
    """
    names = [names_of(user) for user in queryset.iterator()]
    for name in sorted(set().union(*names)):
        log_out_everywhere(name)
    waiting_names = set(
        PendingLogout.objects.filter(username__in=set().union(*names)).values_list("username", flat=True)
    )
    waiting = sum(bool(each & waiting_names) for each in names)
    done = len(names) - waiting
    if done:
        modeladmin.message_user(request, _("Logged out of the wiki: %d.") % done, messages.SUCCESS)
    if waiting:
        text = _("Not yet logged out of the wiki: %d. That is tried again until the bridge answers.")
        modeladmin.message_user(request, text % waiting, messages.WARNING)


class ReadOnlyAdmin:
    """Mixin for rows that only the app writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False: only logins and logouts create rows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Return False: the admin shows wiki logins and does not edit them."""
        return False


@admin.register(PendingLogout)
class PendingLogoutAdmin(ReadOnlyAdmin, PendingLogoutBase):
    """Queued logouts, read-only. Deleting a row cancels its logout."""

    list_display = ("__str__", "created_at", "attempts", "refusal")
    search_fields = ("username", "member")


@admin.register(IssuedCookie)
class IssuedCookieAdmin(ReadOnlyAdmin, IssuedCookieBase):
    """Wiki logins of all users. The action ends them at the site and at the wiki."""

    list_display = ("username", "browser", "created_at")
    search_fields = ("username", "user_id")
    fields = ("username", "user_id", "browser", "created_at", "user_agent")
    actions = ("end_sessions",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Return False: without its row a login would go on unseen."""
        return False

    @admin.display(description=gettext_lazy("browser"))
    def browser(self, row: IssuedCookie) -> str:
        """Return the browser's readable name."""
        return row.browser or _("An unknown browser")

    @admin.action(description=gettext_lazy("End the selected logins, at the site and at the wiki"), permissions=["end"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[IssuedCookie]) -> None:
        """End every cookie of the selected sessions."""
        families = list(queryset.values_list("family", flat=True).distinct())
        wiki = WikiSession.of(request)
        if wiki is None:
            return
        wiki.end_sessions(IssuedCookie.objects.filter(family__in=families))
        text = ngettext("%d login ended.", "%d logins ended.", len(families))
        self.message_user(request, text % len(families), messages.SUCCESS)

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Return whether the admin user may change users, which allows ending their logins."""
        meta = get_user_model()._meta
        return bool(request.user.has_perm(f"{meta.app_label}.change_{meta.model_name}"))


def add_action_to_users() -> None:
    """Add the action to the user model's admin, unless that admin is missing or has the action already."""
    user_model = get_user_model()
    if not admin.site.is_registered(user_model):
        return
    user_admin = admin.site.get_model_admin(user_model)
    actions = user_admin.actions or ()
    if log_out_of_wiki not in actions:
        user_admin.actions = [*actions, log_out_of_wiki]


add_action_to_users()
