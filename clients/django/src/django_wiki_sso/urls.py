"""``path("wiki-sso/", include("django_wiki_sso.urls"))`` gives ``wiki_sso:enter``, ``:leave`` and ``:sessions``."""

from __future__ import annotations

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, path
from django.urls.resolvers import RoutePattern

app_name = "wiki_sso"


class _NotInstalled(URLPattern):
    """Placeholder for the pages while the app is not installed: importing them would fail, and a check explains it."""

    def check(self) -> list[CheckMessage]:
        return [
            Error(
                'INSTALLED_APPS: expected "django_wiki_sso" in it, beside its URLs.',
                id="django_wiki_sso.E015",
            )
        ]


if apps.is_installed("django_wiki_sso"):
    from .views import enter, leave, sessions

    urlpatterns: list[URLPattern] = [
        path("enter", enter, name="enter"),
        path("leave", leave, name="leave"),
        path("sessions", sessions, name="sessions"),
    ]
else:
    urlpatterns = [_NotInstalled(RoutePattern("enter", is_endpoint=True), lambda _request: None, name="enter")]
