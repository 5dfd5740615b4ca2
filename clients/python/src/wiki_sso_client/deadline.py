"""One time limit for all calls of a request to the bridge."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point on the monotonic clock. Calls share it, so that their limits do not add up.

    :param seconds: the limit in seconds.
    :param ends_at: ``time.monotonic()`` of its end.
    """

    seconds: float
    ends_at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Return the deadline ``seconds`` from now."""
        return cls(seconds=seconds, ends_at=time.monotonic() + seconds)

    def remaining(self) -> float:
        """Return the seconds left, at least 0."""
        return max(0.0, self.ends_at - time.monotonic())
