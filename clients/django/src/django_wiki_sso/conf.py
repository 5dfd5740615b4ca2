"""``settings.WIKI_SSO``: one table of settings, read, validated, and described when it is wrong.

One reader serves the system checks (which list every problem) and the running site (which needs a usable value or
none), so that they cannot disagree about what is valid.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings as django_settings
from django.utils.module_loading import import_string
from wiki_sso_client import SETTINGS, ClientSettings, Problem, Setting, SettingsInvalid, read

MAY_ENTER = "MAY_ENTER"
IDENTITY = "IDENTITY"
DEFAULT_MAY_ENTER = "django_wiki_sso.identity.may_enter"
DEFAULT_IDENTITY = "django_wiki_sso.identity.default_identity"


def read_function(value: object) -> Callable[..., Any]:
    """A function, or the dotted path of one."""
    expected = 'expected a function or its dotted path, such as "mysite.wiki.may_enter"'
    if isinstance(value, str):
        try:
            value = import_string(value)
        except ImportError as error:
            raise ValueError(f"{expected}, got {value!r}, which cannot be imported: {error}") from None
    if not callable(value):
        raise ValueError(f"{expected}, got a {type(value).__name__}")
    return value


#: Every key of ``WIKI_SSO``, with its default.
TABLE: tuple[Setting, ...] = (
    *SETTINGS,
    Setting(
        MAY_ENTER,
        DEFAULT_MAY_ENTER,
        read_function,
        "A function of (request, user): whether this session may have a wiki login.",
    ),
    Setting(
        IDENTITY,
        DEFAULT_IDENTITY,
        read_function,
        "A function of a user that returns their django_wiki_sso.Identity at the wiki.",
    ),
)

_OTHER_COOKIES = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME")


class _Read:
    """The setting as it was last read, and what came of it."""

    raw: object = None
    settings: ClientSettings | None = None


_read = _Read()


def load_settings() -> ClientSettings:
    """The validated ``settings.WIKI_SSO``, read again when it has changed, so that overridden settings count.

    :raises SettingsInvalid: naming every problem.
    """
    raw = getattr(django_settings, "WIKI_SSO", None)
    known = _read.settings
    if known is not None and raw == _read.raw:
        return known
    settings, problems = read_settings(raw)
    if settings is None:
        raise SettingsInvalid(" ".join(problem.text for problem in problems))
    _read.settings, _read.raw = None, dict(raw or {})
    _read.settings = settings
    return settings


def read_settings(raw: object) -> tuple[ClientSettings | None, list[Problem]]:
    """Validate ``raw``: the settings when there is no problem, else None and all problems."""
    settings, problems = read(raw, TABLE, prefix="WIKI_SSO")
    if settings is not None:
        problems = [
            Problem(
                "COOKIE_NAME",
                f'WIKI_SSO["COOKIE_NAME"]: expected a name of its own, got {settings.cookie_name!r}, '
                f"which is {name} too.",
            )
            for name in _OTHER_COOKIES
            if getattr(django_settings, name, None) == settings.cookie_name
        ]
    return (None if problems else settings), problems
