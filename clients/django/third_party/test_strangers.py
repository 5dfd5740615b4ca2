"""Strangers post made-up wiki cookies to the site's logout: no visitor waits for the bridge because of them."""

from __future__ import annotations

import secrets
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from .fake_bridge import FakeBridge
from .real_site import RealSite, Visitor, running_site

STRANGERS = 16
TIMEOUT_SECONDS = 4.0


@pytest.fixture
def bridge() -> Iterator[FakeBridge]:
    bridge = FakeBridge()
    yield bridge
    bridge.stop()


@pytest.fixture(params=["wsgi", "asgi"])
def site(request: Any, bridge: FakeBridge, tmp_path: Path) -> Iterator[RealSite]:
    with running_site(bridge, tmp_path, interface=request.param, timeout_seconds=TIMEOUT_SECONDS) as site:
        yield site


def stranger(site: RealSite, *, cookies: int = 4) -> Visitor:
    """A visitor without a session who sends several wiki cookies of nobody's."""
    visitor = site.visitor()
    made_up = [f"alice#alice@example.com#{secrets.token_hex(32)}" for _ in range(cookies)]
    visitor.cookies["wiki_sso"] = "; wiki_sso=".join(made_up)
    return visitor


@contextmanager
def besieged(site: RealSite, *, with_cookies: bool) -> Iterator[None]:
    """Strangers post to the logout as fast as they are answered."""
    over = threading.Event()

    def keep_posting() -> None:
        while not over.is_set():
            visitor = stranger(site) if with_cookies else site.visitor()
            visitor.request("POST", "/logout/")
            time.sleep(0.05)

    threads = [threading.Thread(target=keep_posting) for _ in range(STRANGERS)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def seconds_of_a_page(visitor: Visitor) -> float:
    return statistics.median(visitor.request("GET", "/who/").seconds for _ in range(9))


def test_a_strangers_logout_is_answered_without_waiting_for_the_bridge(site: RealSite, bridge: FakeBridge) -> None:
    bridge.hang()

    answer = stranger(site).request("POST", "/logout/")

    # A quarter of what a person's own logout may wait: far more than any page takes, on any machine.
    assert answer.seconds < TIMEOUT_SECONDS / 4
    assert answer.set_cookies.get("wiki_sso", "not touched") in ("", "not touched")


def test_pages_are_as_fast_as_ever_while_strangers_post_and_the_bridge_hangs(
    site: RealSite, bridge: FakeBridge
) -> None:
    alice = site.visitor()
    alice.request("POST", "/log-in-as/alice/")
    bridge.hang()
    with besieged(site, with_cookies=False):
        usual = seconds_of_a_page(alice)

    with besieged(site, with_cookies=True):
        under_attack = seconds_of_a_page(alice)

    # The same load without cookies is the measure: a page that waits for the bridge takes a hundred times as long.
    assert under_attack < 8 * usual + TIMEOUT_SECONDS / 20


def test_made_up_cookies_cause_few_calls_and_end_nothing(site: RealSite, bridge: FakeBridge) -> None:
    alice = site.visitor()
    alice.request("POST", "/log-in-as/alice/")
    calls_before = len(bridge.calls)

    for _ in range(10):
        stranger(site).request("POST", "/logout/")
    site.manage("wiki_sso_flush")

    # Four cookies in each of ten posts: forty calls, if each were believed.
    assert len(bridge.calls) - calls_before <= 10
    assert bridge.user_of(alice.cookies["wiki_sso"]) == "alice"


def test_real_logouts_are_delivered_before_what_strangers_made_up(site: RealSite, bridge: FakeBridge) -> None:
    people = [site.visitor() for _ in range(3)]
    for number, person in enumerate(people):
        person.request("POST", f"/log-in-as/user{number}/")
    members = [sha256(person.cookies["wiki_sso"].encode()).hexdigest() for person in people]
    bridge.fail()
    for _ in range(40):
        stranger(site).request("POST", "/logout/")
    for person in people:
        person.request("POST", "/logout/")
    bridge.work()
    calls_before = len(bridge.calls)

    site.manage("wiki_sso_flush")

    delivered = [call.body.get("member") for call in bridge.calls[calls_before:] if call.path == "/hooks/logout"]
    first = delivered[: len(members)]
    # Some may have been delivered at the end of a request already.
    assert [member for member in members if bridge.alive(member)] == []
    assert set(first) <= set(members) or not set(delivered) & set(members)


def test_a_real_logout_ends_the_cookie_once_the_bridge_is_back(site: RealSite, bridge: FakeBridge) -> None:
    alice = site.visitor()
    alice.request("POST", "/log-in-as/alice/")
    cookie = alice.cookies["wiki_sso"]
    bridge.fail()
    with besieged(site, with_cookies=True):
        alice.request("POST", "/logout/")
    assert "wiki_sso" not in alice.cookies
    bridge.work()

    site.manage("wiki_sso_flush")

    assert bridge.user_of(cookie) is None
