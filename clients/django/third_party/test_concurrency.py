"""Several requests of one session at the same moment, on real servers with a real database."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .fake_bridge import FakeBridge
from .real_site import RealSite, Visitor, at_once, postgresql, running_site

TABS = 36
TRIALS = 40
#: As long as a call over the internet takes; without it the races would have no room.
BRIDGE_SECONDS = 0.02


@pytest.fixture(scope="module")
def quick_bridge() -> Iterator[FakeBridge]:
    bridge = FakeBridge()
    yield bridge
    bridge.stop()


@pytest.fixture(scope="module", params=["wsgi, sqlite", "asgi, sqlite", "wsgi, postgresql", "asgi, postgresql"])
def site(request: Any, quick_bridge: FakeBridge, tmp_path_factory: Any) -> Iterator[RealSite]:
    """Two workers, each with its own process."""
    interface, database = request.param.split(", ")
    folder: Path = tmp_path_factory.mktemp("site", numbered=True)
    if database == "sqlite":
        with running_site(quick_bridge, folder, interface=interface, workers=2) as site:
            yield site
        return
    with postgresql() as chosen:
        if chosen is None:
            pytest.skip("no PostgreSQL on this machine")
        with running_site(quick_bridge, folder, interface=interface, workers=2, database=chosen) as site:
            yield site


@pytest.fixture
def bridge(quick_bridge: FakeBridge) -> Iterator[FakeBridge]:
    """A bridge that takes its time, with nobody logged in."""
    quick_bridge.forget_everybody()
    quick_bridge.work(after_seconds=BRIDGE_SECONDS)
    yield quick_bridge
    quick_bridge.work()


def logged_in(site: RealSite, username: str = "alice") -> Visitor:
    visitor = site.visitor()
    assert visitor.request("POST", f"/log-in-as/{username}/").status == 200
    return visitor


def with_a_session_from_before(site: RealSite) -> Visitor:
    """Alice's session is older than the app on this site: nothing in it tells of a wiki cookie."""
    visitor = site.visitor()
    visitor.cookies["sessionid"] = site.run(SESSION_WITHOUT_LOGIN)
    assert visitor.request("GET", "/who/").body == "alice"
    assert "wiki_sso" not in visitor.cookies
    return visitor


SESSION_WITHOUT_LOGIN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth.models import User
alice = User.objects.get(username="alice")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session["_auth_user_id"] = str(alice.pk)
session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
session["_auth_user_hash"] = alice.get_session_auth_hash()
session.save()
print(session.session_key)
"""


def alive(visitor: Visitor, bridge: FakeBridge) -> list[str]:
    return [cookie for cookie in visitor.seen if bridge.user_of(cookie)]


def test_four_tabs_enter_in_a_session_without_cookies_and_the_logout_ends_all(
    site: RealSite, bridge: FakeBridge
) -> None:
    visitor = with_a_session_from_before(site)
    tabs = [visitor.tab() for _ in range(4)]

    statuses = [
        answer.status for answer in at_once([lambda tab=tab: tab.request("GET", "/wiki-sso/enter") for tab in tabs])
    ]

    assert statuses == [302] * 4
    assert len(alive(visitor, bridge)) >= 1
    assert visitor.tab().request("POST", "/logout/").status in (200, 302)
    assert alive(visitor, bridge) == []
    assert bridge.alive_members() == []


def test_restored_tabs_enter_at_once_and_the_logout_ends_all(site: RealSite, bridge: FakeBridge) -> None:
    visitor = logged_in(site)
    bobs = logged_in(site, "bob")
    tabs = [visitor.tab() for _ in range(TABS)]

    answers = at_once(
        [
            lambda tab=tab, port=site.ports[number % 2]: tab.request(
                "GET", f"/wiki-sso/enter?next=http://wiki.example.localhost:8080/{port}", port=port
            )
            for number, tab in enumerate(tabs)
        ]
    )
    assert {answer.status for answer in answers} <= {302, 503}
    assert any(bridge.user_of(tab.cookies.get("wiki_sso")) == "alice" for tab in tabs)

    visitor.tab().request("POST", "/logout/")

    assert alive(visitor, bridge) == []
    assert bridge.alive_members("alice") == []
    assert alive(bobs, bridge) == bobs.seen


def test_enter_within_50_ms_of_the_logout_leaves_no_cookie_alive(site: RealSite, bridge: FakeBridge) -> None:
    """The two start up to 50 ms apart, either first; each goes to its own worker."""
    left_alive = []
    chance = random.Random(11)
    for trial in range(TRIALS):
        visitor = logged_in(site)
        out, tab = visitor.tab(), visitor.tab()
        ahead = chance.uniform(-0.05, 0.05)

        def log_out(out: Visitor = out, ahead: float = ahead) -> None:
            time.sleep(max(0.0, ahead))
            out.request("POST", "/logout/")

        def enter(tab: Visitor = tab, ahead: float = ahead, trial: int = trial) -> None:
            time.sleep(max(0.0, -ahead))
            tab.request("GET", f"/wiki-sso/enter?next=http://wiki.example.localhost:8080/{trial}", port=site.ports[1])

        at_once([log_out, enter])

        left_alive += alive(visitor, bridge)
    assert left_alive == []
    assert bridge.alive_members() == []


def test_a_revocation_that_arrives_late_never_ends_a_login_through_another_worker_django_reversion_296(
    site: RealSite, bridge: FakeBridge
) -> None:
    """Worker A's call is on its way for a second; meanwhile alice logs in through worker B."""
    old = logged_in(site)
    bridge.delay_next_revocation(1.0)

    def revoke() -> None:
        site.visitor(0).request("POST", "/change-email/alice/")

    def log_in() -> Visitor:
        time.sleep(0.3)
        visitor = site.visitor(1)
        visitor.request("POST", "/log-in-as/alice/")
        return visitor

    fresh = at_once([revoke, log_in])[1]
    time.sleep(1.2)  # the late call has been worked off, whoever waited for it
    site.manage("wiki_sso_flush")

    assert fresh is not None
    assert fresh.seen != []
    assert bridge.user_of(fresh.cookies.get("wiki_sso")) == "alice"
    assert alive(old, bridge) == []


def test_a_row_is_delivered_once_however_many_workers_and_flushes_try_django_reversion_296(
    site: RealSite, bridge: FakeBridge
) -> None:
    visitor = logged_in(site, "bob")
    bridge.calls.clear()
    bridge.fail()
    site.visitor(0).request("POST", "/change-email/bob/")
    bridge.work(after_seconds=BRIDGE_SECONDS)

    at_once([lambda: site.manage("wiki_sso_flush")] * 3)

    assert alive(visitor, bridge) == []
    taken = [call for call in revocations(bridge) if call.body["username"] == "bob" and call.status == 200]
    assert len(taken) == 1, [(call.body, call.status) for call in revocations(bridge)]


def revocations(bridge: FakeBridge) -> list[Any]:
    return [call for call in bridge.calls if call.path == "/hooks/logout" and "username" in call.body]
