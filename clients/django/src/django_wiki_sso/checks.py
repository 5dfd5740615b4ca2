"""System checks: ``manage.py`` stops and names each mistake in the set-up, before a login can fail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings as django_settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from .conf import read_settings
from .middleware import WikiSsoMiddleware

SESSION_MIDDLEWARE = "django.contrib.sessions.middleware.SessionMiddleware"
WIKI_SSO_MIDDLEWARE = "django_wiki_sso.middleware.WikiSsoMiddleware"

_CHECK_IDS = {
    "": "E001",
    "HOOKS_URL": "E003",
    "HOOK_SECRET": "E005",
    "WIKI_URLS": "E006",
    "COOKIE_NAME": "E007",
    "COOKIE_DOMAIN": "E008",
    "TIMEOUT_SECONDS": "E009",
    "MAY_ENTER": "E013",
    "IDENTITY": "E014",
}
_UNKNOWN_KEY = "E002"

Apps = Sequence[AppConfig] | None


def check_settings(app_configs: Apps, **_kwargs: Any) -> list[checks.CheckMessage]:  # noqa: ARG001
    """Check ``settings.WIKI_SSO``: E001 to E009, E013, E014."""
    _settings, problems = read_settings(getattr(django_settings, "WIKI_SSO", None))
    return [
        checks.Error(problem.text, id=f"django_wiki_sso.{_CHECK_IDS.get(problem.key, _UNKNOWN_KEY)}")
        for problem in problems
    ]


def check_middleware(app_configs: Apps, **_kwargs: Any) -> list[checks.CheckMessage]:  # noqa: ARG001
    """Check that the middleware is installed (E010) after the session middleware, which saves its data (E011)."""
    classes = [_class_of(path) for path in django_settings.MIDDLEWARE]
    ours = [place for place, kind in enumerate(classes) if _is_kind(kind, WikiSsoMiddleware)]
    if not ours:
        return [
            checks.Error(
                f"MIDDLEWARE: expected {WIKI_SSO_MIDDLEWARE!r} in it: without it no login reaches the wiki.",
                hint=f"Add it right after {SESSION_MIDDLEWARE!r}.",
                id="django_wiki_sso.E010",
            )
        ]
    sessions = [place for place, kind in enumerate(classes) if _is_session_middleware(kind)]
    if sessions and max(sessions) > min(ours):
        return [
            checks.Error(
                f"MIDDLEWARE: expected {django_settings.MIDDLEWARE[min(ours)]!r} after "
                f"{django_settings.MIDDLEWARE[max(sessions)]!r}: "
                "otherwise Django saves the session before the wiki login is in it.",
                hint="Move it to right after the session middleware.",
                id="django_wiki_sso.E011",
            )
        ]
    return []


def check_urls(app_configs: Apps, **_kwargs: Any) -> list[checks.CheckMessage]:  # noqa: ARG001
    """Check that the URL configuration includes the pages (E012)."""
    try:
        reverse("wiki_sso:enter")
    except NoReverseMatch:
        return [
            checks.Error(
                "ROOT_URLCONF: expected the pages of django_wiki_sso in it: the wiki sends visitors to wiki-sso/enter.",
                hint='Add path("wiki-sso/", include("django_wiki_sso.urls")) to urlpatterns.',
                id="django_wiki_sso.E012",
            )
        ]
    except (ImportError, ImproperlyConfigured, TypeError, AttributeError):
        # The URL configuration fails to import, or has a tuple instead of a path(): Django reports that.
        return []
    return []


def check_cookie_names(app_configs: Apps, **_kwargs: Any) -> list[checks.CheckMessage]:  # noqa: ARG001
    """Warn when a sibling host could plant the site's own cookies (W001, with ``check --deploy``).

    A cookie whose name begins with ``__Host-`` belongs to one host. Every host of the domain, including the wiki, can
    set any other cookie for the whole domain, and so log a visitor in as another user.
    """
    return [
        checks.Warning(
            f"{name}: expected a name that begins with __Host-, got {getattr(django_settings, name)!r}: "
            "every host under the wiki cookie's domain can set this one.",
            hint=f'Set {name} = "__Host-{getattr(django_settings, name)}"; it needs https, Path=/ and no Domain.',
            id="django_wiki_sso.W001",
        )
        for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")
        if not str(getattr(django_settings, name)).startswith("__Host-")
        and not (name == "CSRF_COOKIE_NAME" and django_settings.CSRF_USE_SESSIONS)
    ]


def _class_of(path: str) -> object:
    try:
        return import_string(path)
    except ImportError:
        return None


def _is_kind(candidate: object, kind: type) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, kind)


def _is_session_middleware(candidate: object) -> bool:
    """Also match by name: the class of django-user-sessions has the same name but is no subclass."""
    return _is_kind(candidate, SessionMiddleware) or (
        isinstance(candidate, type) and candidate.__name__ == "SessionMiddleware"
    )
