"""Pending logouts: claimed, sent in order, kept until the bridge has taken them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wiki_sso_client import (
    BridgeAnswerInvalid,
    BridgeError,
    BridgeRefused,
    BridgeTooSlow,
    BridgeUnreachable,
    Logout,
    PendingLogout,
    WikiCookie,
    deliver_due,
    next_attempt_delay,
)

NOW = datetime(2026, 11, 25, tzinfo=UTC)
FINAL = BridgeRefused(400, "invalid_body", '"username" is empty.')


@dataclass
class Rows:
    """A store in memory."""

    rows: list[PendingLogout]
    taken_by_others: set[object] = field(default_factory=set)
    log: list[tuple[Any, ...]] = field(default_factory=list)

    def due(self, limit: int) -> Sequence[PendingLogout]:
        return self.rows[:limit]

    def claim(self, entry: PendingLogout) -> bool:
        if entry.key in self.taken_by_others:
            return False
        self.log.append(("claim", entry.key))
        return True

    def delivered(self, entry: PendingLogout) -> None:
        self.log.append(("delivered", entry.key))
        self.rows.remove(entry)

    def failed(self, entry: PendingLogout, error: BridgeError, final: bool) -> None:
        self.log.append(("failed", entry.key, type(error).__name__, final))


@dataclass
class Client:
    """A bridge that takes what it has no error for."""

    log: list[tuple[Any, ...]]
    errors: dict[str, BridgeError] = field(default_factory=dict)

    def log_out_member(self, member: str) -> Logout:
        return self._took(member, ("member", member))

    def log_out_username(self, username: str, *, before: float | None = None) -> Logout:
        return self._took(username, ("username", username, before))

    def _took(self, name: str, sent: tuple[Any, ...]) -> Logout:
        self.log.append(sent)
        if name in self.errors:
            raise self.errors[name]
        return Logout(WikiCookie.deletion("w", None), True)


def row(key: int, *, username: str = "", before: float | None = None, priority: int = 0) -> PendingLogout:
    member = "" if username else f"{key:064x}"
    return PendingLogout(key, member, username, before, NOW + timedelta(seconds=key), 0, priority)


def test_each_row_is_claimed_before_it_is_sent_and_forgotten_after() -> None:
    store = Rows([row(1), row(2, username="alice", before=5.5)])

    outcome = deliver_due(store, Client(store.log), 20)

    assert (outcome.delivered, outcome.failed, outcome.error) == (2, 0, None)
    assert store.log == [
        ("claim", 1),
        ("member", f"{1:064x}"),
        ("delivered", 1),
        ("claim", 2),
        ("username", "alice", 5.5),
        ("delivered", 2),
    ]
    assert store.rows == []


def test_a_row_that_another_deliverer_has_is_not_sent() -> None:
    store = Rows([row(1), row(2)], taken_by_others={1})

    assert deliver_due(store, Client(store.log), 20).delivered == 1
    assert ("member", f"{1:064x}") not in store.log


def test_real_people_come_before_strangers_and_the_limit_holds() -> None:
    store = Rows([row(1, priority=1), row(2), row(3), row(4)])

    deliver_due(store, Client(store.log), 3)

    assert [entry[1] for entry in store.log if entry[0] == "delivered"] == [2, 3, 1]


@pytest.mark.parametrize(
    "error",
    [
        BridgeUnreachable("x"),
        BridgeTooSlow(2),
        BridgeAnswerInvalid("x"),
        BridgeRefused(401, "invalid_signature", "x"),
        BridgeRefused(503, "store_unreachable", "x"),
        BridgeRefused(429),
        # A proxy's own 400: the bridge has not seen the row.
        BridgeRefused(400),
    ],
    ids=str,
)
def test_a_failure_that_the_next_row_would_meet_too_ends_the_round(error: BridgeError) -> None:
    store = Rows([row(1, username="alice"), row(2, username="bob"), row(3)])

    outcome = deliver_due(store, Client(store.log, {"bob": error}), 20)

    assert (outcome.delivered, outcome.failed, outcome.error) == (1, 1, error)
    assert store.log[-1] == ("failed", 2, type(error).__name__, False)
    assert [entry.key for entry in store.rows] == [2, 3]


def test_a_row_that_the_bridge_refuses_for_good_is_reported_and_holds_up_no_other() -> None:
    store = Rows([row(1, username="alice"), row(2, username="bob")])

    outcome = deliver_due(store, Client(store.log, {"alice": FINAL}), 20)

    assert (outcome.delivered, outcome.failed, outcome.error) == (1, 1, None)
    assert ("failed", 1, "BridgeRefused", True) in store.log
    assert [entry.key for entry in store.rows] == [1], "never dropped without a word"


def test_the_delays_double_up_to_an_hour() -> None:
    delays = [next_attempt_delay(attempts) for attempts in range(10)]

    assert delays == [30, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]
    assert next_attempt_delay(10**9) == 3_600


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"member": "m", "username": "u"},
        {"member": "m", "before": 1.0},
        {"username": "u", "before": float("nan")},
        {"username": "u", "before": float("inf")},
        {"username": "u", "before": -1.0},
    ],
    ids=str,
)
def test_a_row_that_no_bridge_could_take_cannot_be_made(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected"):
        PendingLogout(**{"key": 1, "member": "", "username": "", "before": None, "created_at": NOW, **fields})
