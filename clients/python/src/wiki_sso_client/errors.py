"""Errors between the site and the bridge: one base, one leaf for each cause.

The text of each error is safe to log: it never contains a cookie, a secret, a signature or a body.
"""

from __future__ import annotations

#: Statuses for an invalid message: repeating it gets the same answer.
_FINAL_STATUSES = (400, 413, 415)


class WikiSsoError(Exception):
    """Base of every error of this package."""


class SettingsInvalid(WikiSsoError):
    """The settings are invalid; the text names each bad key."""


class BridgeError(WikiSsoError):
    """A call to the bridge failed."""


class BridgeUnreachable(BridgeError):
    """There was no connection, or it broke before the end of the answer."""


class BridgeTooSlow(BridgeError):
    """The time limit passed: name lookup, connection and the whole answer count together.

    :param seconds: the limit.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no complete answer within {seconds:g} s")
        self.seconds = seconds


class BridgeRefused(BridgeError):
    """The bridge answered with a status other than 200.

    :param status: the HTTP status.
    :param code: ``error.code`` of the answer, ``""`` without the bridge's own error JSON.
    :param message: ``error.message`` of the answer, ``""`` likewise.
    """

    def __init__(self, status: int, code: str = "", message: str = "") -> None:
        said = f" {code}: {message}" if code else ", with no reason that this client can read"
        super().__init__(f"the bridge answered {status}{said}")
        self.status = status
        self.code = code
        self.message = message

    @property
    def is_final(self) -> bool:
        """Whether the bridge itself, not a proxy before it, refused the message for good.

        Sending the same message again cannot succeed.
        """
        return self.status in _FINAL_STATUSES and bool(self.code)


class BridgeAnswerInvalid(BridgeError):
    """The bridge answered 200 with an invalid body; the text names the field."""
