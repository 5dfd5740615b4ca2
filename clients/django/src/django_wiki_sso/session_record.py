"""What the site's session knows of the wiki cookie that was made for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest

from .answers import MEMBER_PATTERN
from .wiki_cookie import WikiCookie

SESSION_KEY = "wiki_sso"


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """Enough to end the cookie at the bridge and in the browser: never the cookie itself.

    :param member: the bridge's name of the cookie.
    :param domain: as the bridge had it set, None for the site's own host.
    """

    member: str
    domain: str | None
    path: str

    @classmethod
    def of(cls, member: str, cookie: WikiCookie) -> Self:
        """The record of a cookie that is about to be set."""
        return cls(member=member, domain=cookie.domain, path=cookie.path)

    @classmethod
    def read(cls, request: HttpRequest) -> Self | None:
        """The session's record, or None: no session, nothing in it, or not something we wrote."""
        session = getattr(request, "session", None)
        stored = session.get(SESSION_KEY) if session is not None else None
        if not isinstance(stored, dict):
            return None
        member, domain, path = (stored.get(key) for key in ("member", "domain", "path"))
        if not isinstance(member, str) or not MEMBER_PATTERN.fullmatch(member) or not isinstance(path, str):
            return None
        return cls(member=member, domain=domain if isinstance(domain, str) else None, path=path)

    def write(self, request: HttpRequest) -> None:
        """Keep this record in the session."""
        request.session[SESSION_KEY] = {"member": self.member, "domain": self.domain, "path": self.path}

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
