"""The bridge's two hooks: signed calls, answered or failed within one time limit."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from standardwebhooks import Webhook

from .answers import LoginAnswer, LogoutAnswer, login_answer, logout_answer
from .conf import WikiSsoSettings
from .deadline import Deadline
from .errors import BridgeRefused, BridgeTooSlow
from .transport import HttpAnswer, post

#: An id that was used up, and a store that was out of reach for a moment: both may work a second time.
RETRIED_STATUSES = (409, 503)
#: Long enough for a store to fail over a connection, short enough for someone waiting to log in.
RETRY_PAUSE_SECONDS = 0.2

Answer = TypeVar("Answer")


class Hooks:
    """Calls to the bridge that share one deadline.

    Every method raises :class:`~django_wiki_sso.errors.BridgeError` when the bridge did not do as asked.
    """

    def __init__(self, settings: WikiSsoSettings, deadline: Deadline | None = None) -> None:
        self._settings = settings
        self._deadline = deadline or Deadline.after(settings.timeout_seconds)

    def log_in(self, username: str, email: str, *, replaces: str | None, persistent: bool) -> LoginAnswer:
        """Have a cookie made.

        :param email: ``""`` for none.
        :param replaces: member of the cookie that this login supersedes.
        :param persistent: False for a cookie that ends with the browser.
        """
        body: dict[str, object] = {"username": username, "email": email}
        if replaces is not None:
            body["replaces"] = replaces
        if not persistent:
            body["persistent"] = False
        return self._call("/login", body, login_answer)

    def log_out_member(self, member: str) -> LogoutAnswer:
        """End one cookie."""
        return self._call("/logout", {"member": member}, logout_answer)

    def log_out_username(self, username: str) -> LogoutAnswer:
        """End every cookie of a user."""
        return self._call("/logout", {"username": username}, logout_answer)

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
        content = json.dumps(body)
        return post(
            self._settings.hooks_url + path,
            content.encode("ascii"),
            signed_headers(self._settings.hook_key, content),
            self._deadline,
        )


def signed_headers(key: bytes, content: str) -> dict[str, str]:
    """The headers of a hook call with a new id and the time of now."""
    message_id = f"msg_{secrets.token_hex(16)}"
    now = datetime.now(tz=UTC)
    return {
        "content-type": "application/json",
        "accept": "application/json",
        "user-agent": "django-wiki-sso",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(key).sign(message_id, now, content),
    }
