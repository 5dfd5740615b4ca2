"""What just happened, as the pages tell it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django_wiki_sso import member_of_session

from .middleware import SESSION_KEY
from .store_reader import SetView, StoreUnreadable, read_sets


@dataclass(frozen=True, slots=True)
class Lesson:
    """For the templates.

    :param calls: of the hook that the page is about, as :meth:`HookCall.as_json` made them.
    :param member: the cookie's hash, "" when there was none.
    :param sets: None when the store cannot be looked into.
    """

    calls: list[dict[str, Any]]
    member: str
    sets: SetView | None

    @property
    def call(self) -> dict[str, Any] | None:
        """The last call: earlier ones were tried again."""
        return self.calls[-1] if self.calls else None

    @property
    def cookie(self) -> dict[str, Any] | None:
        """The cookie that came of it."""
        return self.call["cookie"] if self.call else None

    @property
    def called_at(self) -> datetime | None:
        """When."""
        return datetime.fromtimestamp(self.call["at"], tz=UTC) if self.call else None

    @property
    def is_void(self) -> bool:
        """Whether the bridge is known to take the cookie no more: revoked, pruned, logged out elsewhere."""
        return self.sets is not None and not self.sets.is_live

    @property
    def score_as_time(self) -> datetime | None:
        """The member's score: when the bridge made the cookie."""
        if self.sets is None or self.sets.score is None:
            return None
        return datetime.fromtimestamp(self.sets.score, tz=UTC)


def lesson_for(request: HttpRequest) -> Lesson:
    """The lesson for the home page: of the login for whoever is logged in, else of the logout."""
    is_user = request.user.is_authenticated
    heard = request.session.get(SESSION_KEY, [])
    calls = [call for call in heard if call["hook"] == ("login" if is_user else "logout")]
    member = (member_of_session(request) if is_user else None) or _member_sent(calls)
    username = request.user.get_username() if is_user else ""
    return Lesson(calls=calls, member=member, sets=_look(member, username))


def _member_sent(calls: list[dict[str, Any]]) -> str:
    return str(calls[-1]["sent"].get("member", "")) if calls else ""


def _look(member: str, username: str) -> SetView | None:
    store_url = settings.ENVIRONMENT.store_url
    if not store_url or not member:
        return None
    try:
        return read_sets(store_url, member, unicodedata.normalize("NFC", username))
    except StoreUnreadable:
        return None
