"""System checks: a wrong setting stops ``manage.py`` with its name instead of failing at a login."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings as django_settings
from django.core import checks

from .conf import read_settings

SESSION_MIDDLEWARE = "django.contrib.sessions.middleware.SessionMiddleware"
WIKI_SSO_MIDDLEWARE = "django_wiki_sso.middleware.WikiSsoMiddleware"


def check_setting(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - Django's signature of a check
    **_kwargs: Any,
) -> list[checks.CheckMessage]:
    """``settings.WIKI_SSO``: E001 to E009."""
    _settings, problems = read_settings(getattr(django_settings, "WIKI_SSO", None))
    return [checks.Error(problem.text, id=f"django_wiki_sso.{problem.check_id}") for problem in problems]


def check_middleware(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001 - Django's signature of a check
    **_kwargs: Any,
) -> list[checks.CheckMessage]:
    """Our middleware is there (E010) and inside the session's, which saves what ours writes (E011)."""
    middleware = list(django_settings.MIDDLEWARE)
    if WIKI_SSO_MIDDLEWARE not in middleware:
        return [
            checks.Error(
                f"MIDDLEWARE lacks {WIKI_SSO_MIDDLEWARE!r}: without it no login reaches the wiki.",
                hint=f"Add it right after {SESSION_MIDDLEWARE!r}.",
                id="django_wiki_sso.E010",
            )
        ]
    if SESSION_MIDDLEWARE in middleware[middleware.index(WIKI_SSO_MIDDLEWARE) :]:
        return [
            checks.Error(
                f"MIDDLEWARE has {WIKI_SSO_MIDDLEWARE!r} before {SESSION_MIDDLEWARE!r}: "
                "the session would be saved before the wiki's part is written into it.",
                hint="Move it to right after the session's.",
                id="django_wiki_sso.E011",
            )
        ]
    return []
