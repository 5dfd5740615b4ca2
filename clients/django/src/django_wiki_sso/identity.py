"""Who may have a wiki login, and as whom: the defaults of ``MAY_ENTER`` and ``IDENTITY``."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from wiki_sso_client import canonical_email

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


def bridge_email(user: AbstractBaseUser, email: str) -> str:
    """``email`` if the bridge takes it, else ``""``: a bad address costs no login. The log says so once a user."""
    try:
        return canonical_email(email)
    except ValueError as error:
        key = str(user.pk)
        if key not in _warned_of_email and len(_warned_of_email) < 10_000:
            _warned_of_email.add(key)
            logger.warning("user %s gets a wiki login without an email address: the address %s", key, error)
        return ""


def _is_verified(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """False while a user who has a device of django-otp has yet to use it in this session."""
    if not apps.is_installed("django_otp"):
        return True
    from django_otp import DEVICE_ID_SESSION_KEY, user_has_device

    # The middleware of django-otp checks on each request that the device is this user's.
    return DEVICE_ID_SESSION_KEY in request.session or not user_has_device(user, confirmed=True)
