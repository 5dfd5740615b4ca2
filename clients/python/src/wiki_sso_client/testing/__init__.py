"""A bridge to test a site against: the fixture ``wiki_sso_bridge``, or :class:`FakeBridge` by itself."""

from .bridge import Call, FakeBridge, StoredCookie
from .faults import (
    Answer,
    Fault,
    Hold,
    changed,
    delay,
    drop,
    hang,
    raw,
    refuse,
    says,
    trickle_body,
    trickle_head,
    unavailable,
)
from .vectors import contract_vectors

__all__ = [
    "Answer",
    "Call",
    "FakeBridge",
    "Fault",
    "Hold",
    "StoredCookie",
    "changed",
    "contract_vectors",
    "delay",
    "drop",
    "hang",
    "raw",
    "refuse",
    "says",
    "trickle_body",
    "trickle_head",
    "unavailable",
]
