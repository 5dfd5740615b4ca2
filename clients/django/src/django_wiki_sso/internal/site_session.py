"""The site's session, seen from outside: what names it, whether it still exists, and whose it is."""

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

#: In the session's data: the cookie made for it.
RECORD_KEY = "wiki_sso"
#: In the data of a session that lives in the browser, where no key names it.
FAMILY_KEY = "wiki_sso_family"

_SEAL_SALT = "django_wiki_sso.session_key"
_NONCE_BYTES = 16


def lives_in_browser(session: SessionBase) -> bool:
    """Whether the session is all in its cookie: nothing on the server can end it or tell that it exists."""
    return isinstance(session, SignedCookies)


def is_loaded(session: SessionBase) -> bool:
    """Whether something in this request has read or written the session. Loads nothing."""
    return getattr(session, "_session_cache", None) is not None


def family_of_key(key: str) -> str:
    """The name of a session in this app's tables: a hash, since the key alone opens the session."""
    return hashlib.sha256(key.encode()).hexdigest()


def family_of_sent(session: SessionBase, sent_key: str | None) -> str | None:
    """The family of the session that the browser sent, which the request may have replaced meanwhile."""
    if sent_key is None:
        return None
    if lives_in_browser(session):
        # A copy: reading a session that has ended would empty the request's own.
        stored = type(session)(session_key=sent_key).load().get(FAMILY_KEY)
        return stored if isinstance(stored, str) else family_of_key(sent_key)
    return family_of_key(sent_key)


def family_of(session: SessionBase, sent_key: str | None, *, fresh: bool) -> str:
    """The family of the session as it is now. Saves a session that has no key yet.

    :param fresh: the session has just become another one, by a login.
    """
    if not lives_in_browser(session):
        if session.session_key is None:
            session.save()
        return family_of_key(str(session.session_key))
    stored = session.get(FAMILY_KEY)
    if not isinstance(stored, str) or fresh:
        # Tabs that enter at the same moment send the same cookie, so they agree on the name without a word.
        stored = family_of_key(sent_key) if sent_key is not None and not fresh else secrets.token_hex(32)
        session[FAMILY_KEY] = stored
    return stored


def exists(session: SessionBase) -> bool:
    """Whether the store still has the session; True where the store has no way to tell."""
    if lives_in_browser(session) or session.session_key is None:
        return True
    return bool(session.exists(session.session_key))


def user_key(user: AbstractBaseUser) -> str:
    """The user's primary key as the session holds it."""
    return str(user._meta.pk.value_to_string(user))


def session_user_key(session: SessionBase) -> str | None:
    """The primary key of the session's user, as text; None for an anonymous session."""
    key = session.get(SESSION_KEY)
    return None if key is None else str(key)


def session_user(data: SessionBase | dict[str, Any]) -> AbstractBaseUser | None:
    """The user whom Django will take this session for with the next request, or None.

    Read anew, and not from a replica: the request's own instance may be older than a change that has just been
    made. None for a user who is gone or deactivated, and when the password is another one by now (after a new
    password Django keeps only the session that called ``update_session_auth_hash``).
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
    """The user with this primary key, None when they are gone or deactivated. Not read from a replica."""
    user_model = get_user_model()
    users = user_model._base_manager.using(router.db_for_write(user_model))
    user = users.filter(pk=user_model._meta.pk.to_python(key)).first()
    return user if user is not None and user.is_active else None


def seal(key: str) -> str:
    """Encrypt a session's key for this app's table, which a backup may carry where sessions do not go.

    A stream cipher: the key is combined with HMAC-SHA-256 of SECRET_KEY over a random number used once.
    """
    nonce = secrets.token_bytes(_NONCE_BYTES)
    plain = key.encode()
    return base64.urlsafe_b64encode(nonce + _combined(plain, nonce, django_settings.SECRET_KEY)).decode()


def load_sealed(sealed: str) -> dict[str, Any]:
    """The data of a session whose key was sealed; empty when it has ended, or SECRET_KEY was replaced."""
    for store in _stores_of(sealed):
        data = store.load()
        if data:
            return dict(data)
    return {}


def delete_sealed(sealed: str) -> None:
    """End the session whose key was sealed."""
    for store in _stores_of(sealed):
        store.delete(store.session_key)


def _stores_of(sealed: str) -> Iterator[SessionBase]:
    """The session, once for each secret with which its key may have been sealed."""
    engine = import_module(django_settings.SESSION_ENGINE).SessionStore
    raw = base64.urlsafe_b64decode(sealed)
    nonce, cipher = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
    for secret in (django_settings.SECRET_KEY, *django_settings.SECRET_KEY_FALLBACKS):
        key = _combined(cipher, nonce, secret).decode("ascii", errors="replace")
        # With another secret it is noise.
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
    """What the session knows of its wiki cookie: enough to judge and end it, never the cookie itself.

    :param user: primary key of the user that it was made for, as text.
    :param identity: digest of the identity that it carries.
    :param expires: when it dies by itself, epoch seconds of the site's clock; None: not known.
    :param renew: from when on a session that is saved gets another one.
    """

    member: str
    user: str
    identity: str
    expires: float | None
    renew: float | None

    @classmethod
    def read(cls, session: SessionBase) -> Self | None:
        """The session's record; None without one, or if it is not one that this class wrote."""
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
        """Keep this record in the session."""
        session[RECORD_KEY] = asdict(self)

    @staticmethod
    def drop(session: SessionBase) -> None:
        """The session has no wiki cookie any more."""
        session.pop(RECORD_KEY, None)


def has_wiki_cookie(request: HttpRequest) -> bool:
    """Whether the bridge made a wiki cookie for this session that has not expired."""
    session = getattr(request, "session", None)
    record = Record.read(session) if session is not None else None
    return record is not None and (record.expires is None or record.expires > time.time())


def member_of_session(request: HttpRequest) -> str | None:
    """The member of this session's wiki cookie: it names the cookie and does not open the wiki."""
    session = getattr(request, "session", None)
    record = Record.read(session) if session is not None else None
    return record.member if record is not None else None


def _time(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
