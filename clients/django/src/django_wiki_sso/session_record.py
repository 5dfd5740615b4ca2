"""What the site's session knows of the wiki cookie that was made for it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from .answers import MEMBER_PATTERN
from .wiki_cookie import WikiCookie

SESSION_KEY = "wiki_sso"


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """Enough to end the cookie at the bridge and in the browser: never the cookie itself.

    :param member: the bridge's name of the cookie.
    :param identity: of the name and email that it was made for, see :func:`identity_of`.
    :param domain: as the bridge had it set, None for the site's own host.
    """

    member: str
    identity: str
    domain: str | None
    path: str

    @classmethod
    def of(cls, user: AbstractBaseUser, member: str, cookie: WikiCookie) -> Self:
        """The record of a cookie of ``user`` that is about to be set."""
        return cls(member=member, identity=identity_of(user), domain=cookie.domain, path=cookie.path)

    @classmethod
    def read(cls, request: HttpRequest) -> Self | None:
        """The session's record, or None: no session, nothing in it, or not something we wrote."""
        session = getattr(request, "session", None)
        stored = session.get(SESSION_KEY) if session is not None else None
        if not isinstance(stored, dict):
            return None
        member, identity, domain, path = (stored.get(key) for key in ("member", "identity", "domain", "path"))
        if not isinstance(member, str) or not MEMBER_PATTERN.fullmatch(member):
            return None
        if not isinstance(identity, str) or not isinstance(path, str):
            return None
        return cls(
            member=member, identity=identity, domain=domain if isinstance(domain, str) else None, path=path
        )

    def write(self, request: HttpRequest) -> None:
        """Keep this record in the session."""
        request.session[SESSION_KEY] = asdict(self)

    @staticmethod
    def take(request: HttpRequest) -> SessionRecord | None:
        """The session's record, which the session then no longer has."""
        record = SessionRecord.read(request)
        if record is not None:
            del request.session[SESSION_KEY]
        return record


def has_wiki_cookie(request: HttpRequest) -> bool:
    """Whether the bridge made a wiki cookie at this session's login (or at a later visit of ``enter``)."""
    return SessionRecord.read(request) is not None


def email_of(user: AbstractBaseUser) -> str:
    """The user's email, ``""`` when there is none or the model has no such field."""
    return str(getattr(user, user.get_email_field_name(), "") or "")


def identity_of(user: AbstractBaseUser) -> str:
    """Differs when name or email do. A digest, for sessions that are kept where others can read them."""
    return hashlib.sha256(f"{user.get_username()}\0{email_of(user)}".encode(errors="replace")).hexdigest()[
        :16
    ]
