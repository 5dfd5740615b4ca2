"""Who is behind the current request, as far as the wiki can tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


class Standing(Enum):
    """What became of the request's identity. Everyone but a USER is treated as anonymous."""

    NOBODY = "nobody"  # no assertion came: an ordinary anonymous visitor
    USER = "user"
    ASSERTION_REFUSED = "assertion-refused"
    NAME_UNUSABLE = "name-unusable"
    NAME_TAKEN = "name-taken"
    DISABLED = "disabled"
    ACCOUNT_FAILED = "account-failed"


@dataclass(frozen=True)
class Visitor:
    """The outcome of looking at one request's identity."""

    standing: Standing
    user: Any = None  # a moin.user.User, with standing USER only
    account_id: str = ""  # whom the assertion names, also when there is no account for them
    detail: str = ""  # for the person: why their name cannot be used

    @property
    def is_user(self) -> bool:
        """Whether this is a person with an account, logged in."""
        return self.standing is Standing.USER


NOBODY = Visitor(Standing.NOBODY)
