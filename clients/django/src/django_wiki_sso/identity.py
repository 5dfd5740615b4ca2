"""Decides which users may have a wiki login, and under which name: ``MAY_ENTER``, ``IDENTITY`` and their defaults."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.module_loading import import_string
from wiki_sso_client import SettingsInvalid, canonical_email

from .conf import DEFAULT_MAY_ENTER, IDENTITY, MAY_ENTER, load_settings
from .internal.site_session import is_loaded

logger = logging.getLogger("django_wiki_sso")

#: Session keys of django-hijack, django-su and django-impersonate, present while a user acts as another account.
IMPERSONATION_KEYS = ("hijack_history", "exit_users_pk", "_impersonate")

_warned_of_email: set[str] = set()


@dataclass(frozen=True, slots=True)
class Identity:
    """A user's name and email address at the wiki.

    :param username: any value; it becomes text. The bridge normalizes it to NFC and compares it exactly.
    :param email: ``""`` for none.
    """

    username: str
    email: str = ""

    def __post_init__(self) -> None:
        # A USERNAME_FIELD may be a number or a UUID. Only this line turns names into text.
        object.__setattr__(self, "username", str(self.username))
        object.__setattr__(self, "email", str(self.email or ""))

    @property
    def digest(self) -> str:
        """16 hex digits that change with name or email. A hash, because others may read the places that keep it."""
        return hashlib.sha256(f"{self.username}\0{self.email}".encode(errors="replace")).hexdigest()[:16]


def default_identity(user: AbstractBaseUser) -> Identity:
    """Return the user's ``USERNAME_FIELD`` and the address in ``EMAIL_FIELD``, if the model has one."""
    return Identity(user.get_username(), getattr(user, user.get_email_field_name(), ""))


def may_enter(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Return whether the user may have a wiki login: the default of ``MAY_ENTER``.

    The user must be active, must not act as another account, and must have entered a one-time password if they have
    set one up.

    :param request: Django's request, with the session that asks for the wiki login.
    :param user: the session's user.
    """
    return user.is_active and not is_impersonating(request) and _is_verified(request, user)


def is_impersonating(request: HttpRequest) -> bool:
    """Return whether the session's user acts as another account. Queries neither database nor session store."""
    session = getattr(request, "session", None)
    if session is None or not is_loaded(session):
        return False
    loginas = getattr(django_settings, "LOGINAS_FROM_USER_SESSION_FLAG", "loginas_from_user")
    return any(session.get(key) for key in (*IMPERSONATION_KEYS, loginas))


def identity_of(user: AbstractBaseUser) -> Identity:
    """Return the user's identity at the wiki.

    :raises SettingsInvalid: when ``IDENTITY`` raises, or does not return an :class:`Identity`.
    """
    try:
        identity = _setting(IDENTITY)(user)
    except SettingsInvalid:
        raise
    except Exception as error:
        raise SettingsInvalid(f'WIKI_SSO["IDENTITY"] raised {type(error).__name__} for user {user.pk}') from error
    if not isinstance(identity, Identity):
        raise SettingsInvalid(
            f'WIKI_SSO["IDENTITY"]: expected an Identity, got a {type(identity).__name__} for user {user.pk}'
        )
    return identity


def identity_or_none(user: AbstractBaseUser) -> Identity | None:
    """Return the user's identity, or None when ``IDENTITY`` fails; the log gives the reason."""
    try:
        return identity_of(user)
    except SettingsInvalid as error:
        logger.error("a user has no identity at the wiki: %s", error)
        return None


def is_allowed(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Return whether ``user`` may have a wiki login in this session; False when ``MAY_ENTER`` raises."""
    try:
        return user.is_active and bool(_setting(MAY_ENTER)(request, user))
    except Exception:
        logger.exception('WIKI_SSO["MAY_ENTER"] raised for user %s, who gets no wiki login', user.pk)
        return False


def is_known_to_be_refused(request: HttpRequest) -> bool:
    """Return whether the default ``MAY_ENTER`` refuses this request for a reason that needs no query.

    A site's own ``MAY_ENTER`` may query, so the app calls it only when a session gets, renews or waits for a cookie.
    """
    return is_impersonating(request) and load_settings().more[MAY_ENTER] == DEFAULT_MAY_ENTER


def bridge_email(user: AbstractBaseUser, email: str) -> str:
    """Return ``email`` if the bridge accepts it, else ``""``: a bad address prevents no login. Logs that once."""
    try:
        return canonical_email(email)
    except ValueError as error:
        warn_of_email(user, email, f"the address {error}")
        return ""


def warn_of_email(user: AbstractBaseUser, email: str, reason: str) -> None:
    """Log, once for each user and address, that the login goes without the address."""
    known = f"{user.pk} {email}"
    if known not in _warned_of_email and len(_warned_of_email) < 10_000:
        _warned_of_email.add(known)
        logger.warning("user %s gets a wiki login without an email address: %s", user.pk, reason)


def _is_verified(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Return False while a user with a device of django-otp has not used it in this session."""
    if not apps.is_installed("django_otp"):
        return True
    from django_otp import DEVICE_ID_SESSION_KEY, user_has_device

    # The middleware of django-otp checks on each request that the device is this user's.
    return DEVICE_ID_SESSION_KEY in request.session or not user_has_device(user, confirmed=True)


def _setting(name: str) -> Callable[..., Any]:
    value = load_settings().more[name]
    return cast(Callable[..., Any], import_string(value) if isinstance(value, str) else value)
