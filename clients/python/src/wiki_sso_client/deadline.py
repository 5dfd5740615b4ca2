"""One time limit for everything that a request does with the bridge."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point on the monotonic clock, handed from call to call so that limits do not add up.

    :param seconds: the limit that it was made with.
    :param ends_at: ``time.monotonic()`` of its end.
    """

    seconds: float
    ends_at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline ``seconds`` from now."""
        return cls(seconds=seconds, ends_at=time.monotonic() + seconds)

    def remaining(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self.ends_at - time.monotonic())
