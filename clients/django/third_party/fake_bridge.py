"""The bridge of these tests: the client's own stand-in, with the few words that the tests use of it."""

from __future__ import annotations

import time

from wiki_sso_client.cookie import member_of
from wiki_sso_client.testing import FakeBridge as ClientsFakeBridge
from wiki_sso_client.testing import delay, unavailable
from wiki_sso_client.testing.bridge import Call
from wiki_sso_client.testing.faults import Answer, hang

SECRET = "whsec_" + "dGVzdHMta25vdy10aGlzLXNlY3JldC1vZi0zMi1ieXRlcw=="


class FakeBridge(ClientsFakeBridge):
    """Keeps cookies as the real one does; ``advance`` moves its clock."""

    def __init__(self) -> None:
        super().__init__(SECRET)
        self._revocation_seconds = 0.0

    def hang(self) -> None:
        """Answer no call from here on."""
        self.always = hang

    def fail(self) -> None:
        """Answer 503 from here on."""
        self.always = unavailable

    def work(self, *, after_seconds: float = 0.0) -> None:
        """Answer as a bridge should, from here on; each call takes ``after_seconds``."""
        self.always = delay(after_seconds) if after_seconds else None
        self._revocation_seconds = 0.0

    def delay_next_revocation(self, seconds: float) -> None:
        """Have the next revocation of a user be worked off so much later than it arrives."""
        self._revocation_seconds = seconds

    def forget_everybody(self) -> None:
        """Nobody is logged in, nothing was revoked."""
        self.cookies.clear()
        self.revoked.clear()

    def user_of(self, cookie_value: str | None) -> str | None:
        """Whom the wiki would show for this cookie."""
        if cookie_value is None or not self.alive(cookie_value):
            return None
        return self.cookies[member_of(cookie_value.encode("latin-1"))].username

    def answer(self, call: Call, headers: dict[str, str], body: bytes) -> Answer:
        if self._revocation_seconds and "username" in call.body and call.hook == "logout":
            seconds, self._revocation_seconds = self._revocation_seconds, 0.0
            time.sleep(seconds)
        return super().answer(call, headers, body)
