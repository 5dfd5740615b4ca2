"""The bridge's two hooks: signed calls, answered or failed within one time limit."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeVar

from .answers import Login, Logout, read_login, read_logout
from .deadline import Deadline
from .errors import BridgeError, BridgeRefused, BridgeTooSlow
from .signing import signed_headers
from .transport import HttpAnswer, post

#: A used message id (409) or an unreachable store (503): a second call may succeed.
RETRIED_STATUSES = (409, 503)
#: Long enough for the bridge to reconnect to its store, short enough for a visitor who logs in.
RETRY_PAUSE_SECONDS = 0.2
#: The bridge's ``Max-Age`` exceeds the life of the login by this.
GRACE_SECONDS = 86_400

#: The bridge's cookie age in seconds by hooks URL, from answers that this process has seen.
_cookie_ages: dict[str, int] = {}

Answer = TypeVar("Answer")


def forget_cookie_age(hooks_url: str) -> None:
    """Forget the cookie age of the bridge at ``hooks_url``."""
    _cookie_ages.pop(hooks_url.rstrip("/"), None)


class HookClient:
    """Client of the hooks, whose calls share one deadline. Create one for each request of a visitor.

    Every call raises :class:`~wiki_sso_client.errors.BridgeError` when it fails.

    :param hooks_url: base URL of the hooks; ``/login`` and ``/logout`` are added.
    :param key: the decoded secret, see :func:`~wiki_sso_client.signing.decode_secret`.
    :param deadline: of all calls together.
    :param user_agent: names the site's software to the bridge.
    """

    def __init__(self, hooks_url: str, key: bytes, deadline: Deadline, *, user_agent: str = "wiki-sso-client") -> None:
        self._hooks_url = hooks_url.rstrip("/")
        self._key = key
        self._deadline = deadline
        self._user_agent = user_agent

    def log_in(
        self,
        username: str,
        email: str,
        *,
        replaces: str | None = None,
        persistent: bool = True,
        expires_in: int | None = None,
    ) -> Login:
        """Ask the bridge for a cookie.

        :param username: text; convert a number or a UUID to text in the same way everywhere.
        :param email: ``""`` for none.
        :param replaces: member of the cookie that this login supersedes.
        :param persistent: False for a cookie that ends with the browser.
        :param expires_in: whole seconds after which the login ends, 1 or more; the bridge's cookie age ends
            it in any case. None for that age. An old bridge ignores ``expires_in`` and answers without
            ``issued_at``.
        :raises TypeError: for a username or email that is not text, an ``expires_in`` that is no whole
            number.
        :raises ValueError: for an ``expires_in`` below 1.
        """
        body: dict[str, object] = {"username": _text("username", username), "email": _text("email", email)}
        if replaces is not None:
            body["replaces"] = _text("replaces", replaces)
        if not persistent:
            body["persistent"] = False
        if expires_in is None:
            return self._log_in(body)
        return self._log_in_for(body, _whole_seconds(expires_in))

    def log_out_member(self, member: str) -> Logout:
        """End one cookie.

        :raises TypeError: for a member that is not text.
        """
        return self._call("/logout", {"member": _text("member", member)}, read_logout)

    def log_out_username(self, username: str, *, before: float | None = None) -> Logout:
        """End the cookies of a user in every browser.

        :param before: epoch seconds: cookies made later live on, so that a late delivery ends no newer login.
            At most 300 s ahead of the bridge's clock. None ends all cookies at the time of the call.
        :raises TypeError: for a username that is not text.
        :raises ValueError: for a ``before`` that is negative or not finite.
        """
        body: dict[str, object] = {"username": _text("username", username)}
        if before is not None:
            if not 0 <= before < math.inf:
                raise ValueError(f"before: expected epoch seconds, got {before!r}")
            body["before"] = before
        return self._call("/logout", body, read_logout)

    def _log_in(self, body: Mapping[str, object]) -> Login:
        login = self._call("/login", body, read_login)
        if "expires_in" not in body:
            self._learn_cookie_age(login)
        return login

    def _log_in_for(self, body: Mapping[str, object], expires_in: int) -> Login:
        """Log in for ``expires_in`` seconds, or for the bridge's cookie age if that is shorter.

        The bridge refuses an ``expires_in`` above its cookie age and states that age only in its answers. After the
        first refusal this method calls again without ``expires_in``; later calls know the age.
        """
        known = _cookie_ages.get(self._hooks_url)
        asked = expires_in if known is None else min(expires_in, known)
        try:
            return self._log_in({**body, "expires_in": asked})
        except BridgeRefused as refusal:
            if not _may_be_too_long(refusal, asked, known):
                raise
            try:
                login = self._log_in(body)
            except BridgeError:
                raise refusal from None
            learned = _cookie_ages.get(self._hooks_url)
            if learned is not None and learned < asked:
                return login
            # It was about something else. This cookie would live longer than the site asked for.
            with suppress(BridgeError):
                self.log_out_member(login.member)
            raise

    def _learn_cookie_age(self, login: Login) -> None:
        if login.cookie.max_age_seconds is not None:
            age = login.cookie.max_age_seconds - GRACE_SECONDS
        elif login.issued_at is not None and login.expires_at is not None:
            age = round(login.expires_at.timestamp() - login.issued_at)
        else:
            return
        if age > 0:
            _cookie_ages[self._hooks_url] = age

    def _call(self, path: str, body: Mapping[str, object], read: Callable[[HttpAnswer], Answer]) -> Answer:
        try:
            return read(self._post(path, body))
        except BridgeRefused as refusal:
            if refusal.status not in RETRIED_STATUSES or self._deadline.remaining() <= RETRY_PAUSE_SECONDS:
                raise
        time.sleep(RETRY_PAUSE_SECONDS)
        return read(self._post(path, body))

    def _post(self, path: str, body: Mapping[str, object]) -> HttpAnswer:
        if self._deadline.remaining() == 0:
            raise BridgeTooSlow(self._deadline.seconds)
        content = json.dumps(body, allow_nan=False)
        return post(
            self._hooks_url + path,
            content.encode("ascii"),
            signed_headers(self._key, content, user_agent=self._user_agent),
            self._deadline,
        )


def _may_be_too_long(refusal: BridgeRefused, asked: int, known: int | None) -> bool:
    """Return whether ``asked`` seconds may exceed the bridge's cookie age.

    The message counts too, because the age may have become shorter since an earlier answer.
    """
    if refusal.status != 400 or refusal.code != "invalid_body":
        return False
    return known is None or asked > known or '"expires_in"' in refusal.message


def _text(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{field}: expected text, got {type(value).__name__}")
    return value


def _whole_seconds(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"expires_in: expected whole seconds, got {type(value).__name__}")
    if value < 1:
        raise ValueError(f"expires_in: expected 1 second or more, got {value}")
    return value
