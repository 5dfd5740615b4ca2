"""The bridge of these tests: the one place that knows which fake stands behind it."""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import dataclass
from typing import Any

from tests import bridge as own

COOKIE_AGE_SECONDS = 14 * 86_400


@dataclass(frozen=True)
class Session:
    """A cookie that the bridge made.

    :param score: epoch seconds of its login.
    :param exp: epoch seconds of its end, by ``expires_in``.
    """

    username: str
    score: float
    exp: float


class FakeBridge(own.Bridge):
    """Keeps cookies as the real one does, ``expires_in`` and ``before`` included; ``advance`` moves its clock."""

    def __init__(self, secret: str) -> None:
        self._ahead = 0.0
        self._revocation_seconds = 0.0
        self.sessions: dict[str, Session] = {}
        self.revoked: dict[str, float] = {}
        super().__init__(secret)

    # What the tests use.

    def advance(self, seconds: float) -> None:
        """Let this much time pass at the bridge."""
        self._ahead += seconds

    def hang(self, seconds: float = 20.0) -> None:
        """Answer no call before so many seconds, from here on."""
        self.always = own.slow(seconds)

    def fail(self) -> None:
        """Answer 503 from here on."""
        self.always = own.unavailable

    def work(self, *, after_seconds: float = 0.0) -> None:
        """Answer as a bridge should, from here on; each call takes ``after_seconds``."""
        self.always = own.slow(after_seconds) if after_seconds else None
        self._revocation_seconds = 0.0

    def delay_next_revocation(self, seconds: float) -> None:
        """Have the next revocation of a user be worked off so much later than it arrives."""
        self._revocation_seconds = seconds

    def forget_everybody(self) -> None:
        """Nobody is logged in, nothing was revoked."""
        self.sessions.clear()
        self.revoked.clear()
        self.live.clear()

    def alive_members(self, username: str | None = None) -> set[str]:
        """Members of all cookies that the wiki would take, of one user or of all."""
        return {
            member
            for member, session in list(self.sessions.items())
            if username in (None, session.username) and self.is_alive(member)
        }

    def user_of(self, cookie_value: str | None) -> str | None:
        """Whom the wiki would show for this cookie."""
        member = hashlib.sha256((cookie_value or "").encode()).hexdigest()
        return self.sessions[member].username if self.is_alive(member) else None

    # What the bridge does.

    def _now(self) -> float:
        return time.time() + self._ahead

    def is_alive(self, member: str) -> bool:
        """Whether the wiki would take the cookie of this member."""
        session = self.sessions.get(member)
        if session is None:
            return False
        revoked = self.revoked.get(session.username, -math.inf)
        end = min(session.exp, session.score + COOKIE_AGE_SECONDS)
        return session.score > revoked and self._now() < end

    def _log_in(self, body: dict[str, Any]) -> own.Answer:
        expires_in = body.get("expires_in", COOKIE_AGE_SECONDS)
        if type(expires_in) is not int or not 1 <= expires_in <= COOKIE_AGE_SECONDS:
            return 400, {
                "error": {
                    "code": "invalid_body",
                    "message": f"expires_in: expected an integer of 1 to {COOKIE_AGE_SECONDS}, got {expires_in!r}",
                }
            }
        for name in ("username", "email"):
            if type(body.get(name)) is not str:
                return 400, {"error": {"code": "invalid_body", "message": f"{name}: expected text"}}
        status, answer = super()._log_in(body)
        if status == 200:
            score = self._now()
            self.sessions.pop(body.get("replaces", ""), None)
            self.sessions[answer["member"]] = Session(body["username"], score, score + expires_in)
            answer["issued_at"] = score
            end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(score + expires_in))
            answer["expires_at"] = end
        return status, answer

    def _log_out(self, body: dict[str, Any]) -> own.Answer:
        before = body.get("before")
        if "before" in body and (
            "member" in body or type(before) not in (int, float) or not 0 <= before <= self._now() + 300
        ):
            return 400, {"error": {"code": "invalid_body", "message": "before: expected epoch seconds"}}
        if "username" in body and type(body["username"]) is not str:
            return 400, {"error": {"code": "invalid_body", "message": "username: expected text"}}
        if "username" in body and self._revocation_seconds:
            seconds, self._revocation_seconds = self._revocation_seconds, 0.0
            time.sleep(seconds)
        if "member" in body:
            self.sessions.pop(body["member"], None)
        elif before is not None:
            self.revoked[body["username"]] = max(self.revoked.get(body["username"], 0.0), before)
            return 200, {**self.answer_to_logout(), "removed": True}
        else:
            self.revoked[body["username"]] = self._now()
        return super()._log_out(body)
