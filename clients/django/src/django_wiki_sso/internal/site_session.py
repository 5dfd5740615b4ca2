"""The site's session: its name in this app's tables, whether it exists, its user, and its wiki cookie."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any, Self

from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.signed_cookies import SessionStore as SignedCookies
from django.db import router
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from wiki_sso_client import MEMBER_PATTERN

#: Key in the session's data: the record of its cookie.
RECORD_KEY = "wiki_sso"
#: Key in the data of a session in a signed cookie, which has no key to name it.
FAMILY_KEY = "wiki_sso_family"

_SEAL_SALT = "django_wiki_sso.session_key"
_NONCE_BYTES = 16


def lives_in_browser(session: SessionBase) -> bool:
    """Return whether a signed cookie stores the whole session, so that the server cannot end or find it."""
    return isinstance(session, SignedCookies)


def is_loaded(session: SessionBase) -> bool:
    """Return whether this request has read or written the session. Loads nothing."""
    return getattr(session, "_session_cache", None) is not None


def family_of_key(key: str) -> str:
    """Return the session's name in this app's tables: a hash, because the key itself opens the session."""
    return hashlib.sha256(key.encode()).hexdigest()


def family_of_sent(session: SessionBase, sent_key: str | None) -> str | None:
    """Return the family of the session that the browser sent; None without one.

    The request may have replaced that session meanwhile.
    """
    if sent_key is None:
        return None
    if lives_in_browser(session):
        # A copy: reading a session that has ended would empty the request's own.
        stored = type(session)(session_key=sent_key).load().get(FAMILY_KEY)
        return stored if isinstance(stored, str) else family_of_key(sent_key)
    return family_of_key(sent_key)


def family_of(session: SessionBase, sent_key: str | None, *, fresh: bool) -> str:
    """Return the family of the present session. Saves a session that has no key yet.

    :param fresh: True when a login has just made it another session.
    """
    if not lives_in_browser(session):
        if session.session_key is None:
            session.save()
        return family_of_key(str(session.session_key))
    stored = session.get(FAMILY_KEY)
    if not isinstance(stored, str) or fresh:
        # Tabs that enter at the same moment send the same cookie, so they compute the same name.
        stored = family_of_key(sent_key) if sent_key is not None and not fresh else secrets.token_hex(32)
        session[FAMILY_KEY] = stored
    return stored


def exists(session: SessionBase) -> bool:
    """Return whether the store has the session; True for stores that cannot say."""
    if lives_in_browser(session) or session.session_key is None:
        return True
    return bool(session.exists(session.session_key))


def user_key(user: AbstractBaseUser) -> str:
    """Return the user's primary key as text, as the session stores it."""
    return str(user._meta.pk.value_to_string(user))


def session_user_key(session: SessionBase) -> str | None:
    """Return the primary key of the session's user as text; None for an anonymous session."""
    key = session.get(SESSION_KEY)
    return None if key is None else str(key)


def session_user(data: SessionBase | dict[str, Any]) -> AbstractBaseUser | None:
    """Return the user that Django will give the session's next request, or None.

    Reads the primary database: ``request.user`` may be older than a recent change. Returns None for a deleted or
    deactivated user, and after a change of the password (Django keeps only the session that calls
    ``update_session_auth_hash``).
    """
    key = data.get(SESSION_KEY)
    if key is None or data.get(BACKEND_SESSION_KEY) not in django_settings.AUTHENTICATION_BACKENDS:
        return None
    user = active_user(key)
    if user is None:
        return None
    kept = data.get(HASH_SESSION_KEY, "")
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return user if any(constant_time_compare(kept, candidate) for candidate in hashes) else None


def active_user(key: object) -> AbstractBaseUser | None:
    """Return the user with this primary key, from the primary database; None if deleted or deactivated."""
    user_model = get_user_model()
    users = user_model._base_manager.using(router.db_for_write(user_model))
    user = users.filter(pk=user_model._meta.pk.to_python(key)).first()
    return user if user is not None and user.is_active else None


def seal(key: str) -> str:
    """Encrypt a session's key for this app's table, because backups may include the table without the sessions.

    A stream cipher: XOR with HMAC-SHA-256 under SECRET_KEY over a random nonce.
    """
    nonce = secrets.token_bytes(_NONCE_BYTES)
    plain = key.encode()
    return base64.urlsafe_b64encode(nonce + _combined(plain, nonce, django_settings.SECRET_KEY)).decode()


def load_sealed(sealed: str) -> dict[str, Any]:
    """Return the data of the session with this sealed key; empty after its end or a change of SECRET_KEY."""
    for store in _stores_of(sealed):
        data = store.load()
        if data:
            return dict(data)
    return {}


def delete_sealed(sealed: str) -> None:
    """End the session with this sealed key."""
    for store in _stores_of(sealed):
        store.delete(store.session_key)


def _stores_of(sealed: str) -> Iterator[SessionBase]:
    """Yield the session once for each secret that may have sealed its key."""
    engine = import_module(django_settings.SESSION_ENGINE).SessionStore
    raw = base64.urlsafe_b64decode(sealed)
    nonce, cipher = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
    for secret in (django_settings.SECRET_KEY, *django_settings.SECRET_KEY_FALLBACKS):
        key = _combined(cipher, nonce, secret).decode("ascii", errors="replace")
        # A wrong secret gives noise.
        if cipher and key.isascii() and key.isalnum():
            yield engine(session_key=key)


def _combined(text: bytes, nonce: bytes, secret: str | bytes) -> bytes:
    stream = b""
    while len(stream) < len(text):
        block = nonce + len(stream).to_bytes(4, "big")
        mac: hmac.HMAC = salted_hmac(_SEAL_SALT, block, secret=secret, algorithm="sha256")
        stream += mac.digest()
    return bytes(left ^ right for left, right in zip(text, stream, strict=False))


@dataclass(frozen=True, slots=True)
class Record:
    """The session's record of its wiki cookie: enough to check and end the cookie, without its value.

    :param member: the bridge's name for the cookie.
    :param user: primary key of the cookie's user, as text.
    :param identity: digest of the cookie's identity.
    :param expires: end of the cookie, epoch seconds by the site's clock; None if unknown.
    :param renew: time from which saving the session renews the cookie, epoch seconds; None if unknown.
    """

    member: str
    user: str
    identity: str
    expires: float | None
    renew: float | None

    @classmethod
    def read(cls, session: SessionBase) -> Self | None:
        """Return the session's record; None if it is missing or malformed."""
        stored = session.get(RECORD_KEY)
        if not isinstance(stored, dict):
            return None
        member, user, identity = (stored.get(key) for key in ("member", "user", "identity"))
        if not (isinstance(member, str) and isinstance(user, str) and isinstance(identity, str)):
            return None
        if not MEMBER_PATTERN.fullmatch(member):
            return None
        return cls(member, user, identity, _time(stored.get("expires")), _time(stored.get("renew")))

    def write(self, session: SessionBase) -> None:
        """Store this record in the session."""
        session[RECORD_KEY] = asdict(self)

    @staticmethod
    def drop(session: SessionBase) -> None:
        """Remove the record from the session."""
        session.pop(RECORD_KEY, None)


def has_wiki_cookie(request: HttpRequest) -> bool:
    """Return whether this session has an unexpired wiki cookie."""
    session = getattr(request, "session", None)
    record = Record.read(session) if session is not None else None
    return record is not None and (record.expires is None or record.expires > time.time())


def member_of_session(request: HttpRequest) -> str | None:
    """Return the member of this session's wiki cookie, or None.

    The member names the cookie; it is not a credential.
    """
    session = getattr(request, "session", None)
    record = Record.read(session) if session is not None else None
    return record.member if record is not None else None


def _time(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
