"""Everything that can go wrong between the site and the bridge: one base, one leaf per cause.

The text of each error is safe to log: none ever holds a cookie, a secret, a signature or a body.
"""

from __future__ import annotations

#: The bridge's answers to a message that is itself wrong: the same message gets the same answer every time.
_FINAL_STATUSES = (400, 413, 415)


class WikiSsoError(Exception):
    """Base of every error of this package."""


class SettingsInvalid(WikiSsoError):
    """The settings cannot be used; the text names each bad key."""


class BridgeError(WikiSsoError):
    """The bridge did not do what it was asked."""


class BridgeUnreachable(BridgeError):
    """No connection, or it broke before the whole answer arrived."""


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
    :param code: ``error.code`` of the answer, ``""`` when it is not the bridge's own error JSON.
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
        """Whether the bridge itself, and not something in front of it, refused the message as such.

        Sending the same message again cannot help.
        """
        return self.status in _FINAL_STATUSES and bool(self.code)


class BridgeAnswerInvalid(BridgeError):
    """The bridge answered 200 with something that is not an answer of a hook; the text names the field."""
