"""Who may have a wiki login, and as whom: ``MAY_ENTER`` and ``IDENTITY``, with their defaults."""

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

#: What the session holds while it is used as another account: by django-hijack, django-su and django-impersonate.
IMPERSONATION_KEYS = ("hijack_history", "exit_users_pk", "_impersonate")

_warned_of_email: set[str] = set()


@dataclass(frozen=True, slots=True)
class Identity:
    """How the wiki knows a user.

    :param username: anything; it becomes text. The bridge brings it to NFC and compares it exactly.
    :param email: ``""`` for none.
    """

    username: str
    email: str = ""

    def __post_init__(self) -> None:
        # The one place where a name becomes text: a USERNAME_FIELD may be a number or a UUID.
        object.__setattr__(self, "username", str(self.username))
        object.__setattr__(self, "email", str(self.email or ""))

    @property
    def digest(self) -> str:
        """Differs when name or email do. Kept where others may read it, hence a hash."""
        return hashlib.sha256(f"{self.username}\0{self.email}".encode(errors="replace")).hexdigest()[:16]


def default_identity(user: AbstractBaseUser) -> Identity:
    """The user's ``USERNAME_FIELD`` and the address in ``EMAIL_FIELD``, if the model has one."""
    return Identity(user.get_username(), getattr(user, user.get_email_field_name(), ""))


def may_enter(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """The default: an active user, as themselves, who has given the one-time password that they have set up.

    :param request: Django's own, with the session that the wiki login is for.
    """
    return user.is_active and not is_impersonating(request) and _is_verified(request, user)


def is_impersonating(request: HttpRequest) -> bool:
    """Whether the session is used as another account than its own. Asks neither the database nor the store."""
    session = getattr(request, "session", None)
    if session is None or not is_loaded(session):
        return False
    loginas = getattr(django_settings, "LOGINAS_FROM_USER_SESSION_FLAG", "loginas_from_user")
    return any(session.get(key) for key in (*IMPERSONATION_KEYS, loginas))


def identity_of(user: AbstractBaseUser) -> Identity:
    """The user's identity at the wiki.

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


def bridge_email(user: AbstractBaseUser, email: str) -> str:
    """``email`` if the bridge takes it, else ``""``: a bad address costs no login. The log says so once."""
    try:
        return canonical_email(email)
    except ValueError as error:
        known = f"{user.pk} {email}"
        if known not in _warned_of_email and len(_warned_of_email) < 10_000:
            _warned_of_email.add(known)
            logger.warning("user %s gets a wiki login without an email address: the address %s", user.pk, error)
        return ""


def _is_verified(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """False while a user who has a device of django-otp has yet to use it in this session."""
    if not apps.is_installed("django_otp"):
        return True
    from django_otp import DEVICE_ID_SESSION_KEY, user_has_device

    # The middleware of django-otp checks on each request that the device is this user's.
    return DEVICE_ID_SESSION_KEY in request.session or not user_has_device(user, confirmed=True)


def _setting(name: str) -> Callable[..., Any]:
    value = load_settings().more[name]
    return cast(Callable[..., Any], import_string(value) if isinstance(value, str) else value)
