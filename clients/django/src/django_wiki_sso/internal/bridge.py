"""Client of the hooks, with one time limit for each request of the site."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from wiki_sso_client import (
    BridgeError,
    BridgeRefused,
    BridgeTooSlow,
    BridgeUnreachable,
    ClientSettings,
    Deadline,
    HookClient,
    Login,
    Logout,
)

from ..identity import Identity
from ..signals import HookCall

Answer = TypeVar("Answer")


class Bridge:
    """Hook calls that share one time limit. Only the calls count, not the rest of the request.

    Every method raises :class:`~wiki_sso_client.BridgeError` when a call fails.

    :param seconds: the limit, by default ``timeout_seconds`` of the settings.
    :ivar failed: True after a call without an answer in time; further calls fail at once.
    :ivar last_call: the last call, for the signals.
    """

    def __init__(self, settings: ClientSettings, *, seconds: float | None = None) -> None:
        self._settings = settings
        self._seconds_left = settings.timeout_seconds if seconds is None else seconds
        self.failed = False
        self.last_call: HookCall | None = None

    def log_in(self, identity: Identity, *, replaces: str | None, persistent: bool, expires_in: int | None) -> Login:
        """Ask for a cookie.

        :param replaces: member of the cookie that the new one replaces.
        :param persistent: False for a cookie that ends with the browser.
        :param expires_in: seconds until the login ends; None for the bridge's maximum.
        """
        sent: dict[str, Any] = {
            "username": identity.username,
            "email": identity.email,
            "replaces": replaces,
            "persistent": persistent,
            "expires_in": expires_in,
        }
        return self._call(
            "login",
            {name: value for name, value in sent.items() if value is not None},
            lambda client: client.log_in(
                identity.username,
                identity.email,
                replaces=replaces,
                persistent=persistent,
                expires_in=expires_in,
            ),
        )

    def log_out_member(self, member: str) -> Logout:
        """End one cookie."""
        return self._call("logout", {"member": member}, lambda client: client.log_out_member(member))

    def log_out_username(self, username: str, *, before: float | None = None) -> Logout:
        """End every cookie of a user.

        :param before: epoch seconds; cookies made later stay.
        """
        sent: dict[str, Any] = {"username": username}
        if before is not None:
            sent["before"] = before
        return self._call("logout", sent, lambda client: client.log_out_username(username, before=before))

    def _call(self, hook: str, sent: dict[str, Any], do: Callable[[HookClient], Answer]) -> Answer:
        self.last_call = None
        if self.failed or self._seconds_left <= 0:
            raise BridgeUnreachable("it did not answer earlier in this request")
        at, started = time.time(), time.monotonic()
        status: int | None = 200
        failure = ""
        try:
            return do(
                HookClient(
                    self._settings.hooks_url,
                    self._settings.hook_key,
                    Deadline.after(self._seconds_left),
                    user_agent="django-wiki-sso",
                )
            )
        except BridgeError as error:
            failure = str(error)
            status = error.status if isinstance(error, BridgeRefused) else None
            self.failed = isinstance(error, (BridgeTooSlow, BridgeUnreachable))
            raise
        finally:
            took = time.monotonic() - started
            self._seconds_left -= took
            self.last_call = HookCall(hook, sent, at, took, status, failure)
