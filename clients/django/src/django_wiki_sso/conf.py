"""``settings.WIKI_SSO``: one table of settings, with reading, validation and error texts.

The system checks, which list every problem, and the running site, which needs a usable value, share one reader, so
that they agree on what is valid.
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
    """Return the function that ``value`` is or whose dotted path it is.

    :raises ValueError: when it is neither.
    """
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
    """The last value of the setting and the settings made from it."""

    raw: object = None
    settings: ClientSettings | None = None


_read = _Read()


def load_settings() -> ClientSettings:
    """Return the validated ``settings.WIKI_SSO``. Reads it again after a change, such as ``override_settings``.

    :raises SettingsInvalid: names every problem.
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
    """Validate ``raw``.

    :returns: the settings and no problems, or None and every problem.
    """
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
