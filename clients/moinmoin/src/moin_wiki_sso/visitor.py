"""The visitor of the current request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


class Standing(Enum):
    """Result of checking the request's identity. The wiki treats every visitor except a USER as anonymous."""

    NOBODY = "nobody"  # no assertion came: an ordinary anonymous visitor
    USER = "user"
    ASSERTION_REFUSED = "assertion-refused"
    NAME_UNUSABLE = "name-unusable"
    NAME_TAKEN = "name-taken"
    DISABLED = "disabled"
    ACCOUNT_FAILED = "account-failed"


@dataclass(frozen=True)
class Visitor:
    """The visitor of one request."""

    standing: Standing
    user: Any = None  # a moin.user.User, with standing USER only
    account_id: str = ""  # of the user in the assertion, even without an account
    detail: str = ""  # for the visitor: why the wiki cannot use their name

    @property
    def is_user(self) -> bool:
        """Whether the visitor is logged in with an account."""
        return self.standing is Standing.USER


NOBODY = Visitor(Standing.NOBODY)
