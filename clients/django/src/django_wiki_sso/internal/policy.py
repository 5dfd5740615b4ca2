"""The site's answers to who may have a wiki login and as whom: ``MAY_ENTER`` and ``IDENTITY``."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.module_loading import import_string
from wiki_sso_client import SettingsInvalid

from ..conf import DEFAULT_MAY_ENTER, IDENTITY, MAY_ENTER, load_settings
from ..identity import Identity, is_impersonating

logger = logging.getLogger("django_wiki_sso")


def identity_of(user: AbstractBaseUser) -> Identity:
    """The user's identity at the wiki.

    :raises SettingsInvalid: when ``IDENTITY`` raises, or does not return an :class:`Identity`.
    """
    try:
        identity = _setting(IDENTITY)(user)
    except SettingsInvalid:
        raise
    except Exception as error:
        raise SettingsInvalid(
            f'WIKI_SSO["IDENTITY"] raised {type(error).__name__} for user {user.pk}'
        ) from error
    if not isinstance(identity, Identity):
        raise SettingsInvalid(
            f'WIKI_SSO["IDENTITY"] must return an Identity, got a {type(identity).__name__} for user {user.pk}'
        )
    return identity


def identity_or_none(user: AbstractBaseUser) -> Identity | None:
    """The user's identity, or None when ``IDENTITY`` gives none; the log says why."""
    try:
        return identity_of(user)
    except SettingsInvalid as error:
        logger.error("a user has no identity at the wiki: %s", error)
        return None


def is_allowed(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether ``user`` may have a wiki login in this session. Refuses when ``MAY_ENTER`` raises."""
    try:
        return user.is_active and bool(_setting(MAY_ENTER)(request, user))
    except Exception:
        logger.exception('WIKI_SSO["MAY_ENTER"] raised for user %s, who gets no wiki login', user.pk)
        return False


def is_known_to_be_refused(request: HttpRequest) -> bool:
    """What the default ``MAY_ENTER`` refuses and each request can tell without a query.

    A site's own ``MAY_ENTER`` may query, so it is asked when a cookie is made, renewed or waited for.
    """
    return is_impersonating(request) and load_settings().more[MAY_ENTER] == DEFAULT_MAY_ENTER


def _setting(name: str) -> Callable[..., Any]:
    value = load_settings().more[name]
    return cast(Callable[..., Any], import_string(value) if isinstance(value, str) else value)
