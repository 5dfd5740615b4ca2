"""A logout is never lost."""

from __future__ import annotations

import math
import time
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone
from wiki_sso_client import BridgeError
from wiki_sso_client.testing import FakeBridge, changed, delay, drop, says, unavailable

from django_wiki_sso import log_out_everywhere
from django_wiki_sso.internal import outbox
from django_wiki_sso.models import PendingLogout

from .conftest import Visitor


def later() -> None:
    """As if the pause between two tries had passed."""
    outbox.schedule.look_at = min(outbox.schedule.look_at, time.monotonic())
    PendingLogout.objects.update(not_before=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize(
    "fault",
    [delay(2), drop, unavailable, says(401, {}), says(404, {}), says(200, b"<html>")],
    ids=["slow", "drop", "503", "401", "404", "bad"],
)
def test_a_logout_that_the_bridge_does_not_take_is_done_when_it_is_back(
    fault: Any, visitor: Visitor, bridge: FakeBridge, settings: Any
) -> None:
    visitor.log_in()
    saved = visitor.wiki_cookie
    settings.WIKI_SSO = {**settings.WIKI_SSO, "TIMEOUT_SECONDS": 0.3}
    bridge.always = fault
    visitor.log_out()
    assert PendingLogout.objects.count() == 1
    bridge.always = None
    later()

    Visitor().get("/")

    assert not bridge.alive(saved)
    assert not PendingLogout.objects.exists()


def test_while_nothing_waits_a_page_costs_no_query(
    visitor: Visitor, bridge: FakeBridge, django_assert_num_queries: Any
) -> None:
    visitor.get("/public/")

    with django_assert_num_queries(0):
        visitor.get("/public/")


def test_between_two_tries_a_page_costs_no_query(
    visitor: Visitor, bridge: FakeBridge, django_assert_num_queries: Any
) -> None:
    visitor.log_in()
    bridge.always = drop
    visitor.log_out()
    later()
    visitor.get("/public/")
    calls = len(bridge.calls)

    with django_assert_num_queries(0):
        visitor.get("/public/")

    assert len(bridge.calls) == calls


def test_a_try_that_fails_keeps_the_logout_and_counts(visitor: Visitor, bridge: FakeBridge) -> None:
    visitor.log_in()
    bridge.always = drop
    visitor.log_out()
    later()

    visitor.get("/public/")

    assert PendingLogout.objects.get().attempts == 1
    assert outbox.schedule.look_at < math.inf


def test_a_login_that_reaches_the_bridge_delivers_what_other_processes_queued(
    visitor: Visitor, bridge: FakeBridge
) -> None:
    visitor.log_in()
    saved = visitor.wiki_cookie
    PendingLogout.objects.create(member=next(iter(bridge.alive_members())))

    Visitor().log_in()

    assert not bridge.alive(saved)
    assert not PendingLogout.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_revocation_that_waited_does_not_end_the_cookie_of_a_later_login(bridge: FakeBridge) -> None:
    User.objects.create_user("alice", "", "pw")
    old, new = Visitor(), Visitor()
    old.log_in()
    bridge.faults.extend([unavailable, unavailable])
    log_out_everywhere("alice")

    new.log_in()
    later()
    new.get("/")

    assert not bridge.alive(old.wiki_cookie)
    assert bridge.alive(new.wiki_cookie)
    assert not PendingLogout.objects.exists()


def test_one_try_stops_at_the_first_failure(visitor: Visitor, bridge: FakeBridge) -> None:
    bridge.always = drop
    for number in range(5):
        outbox.queue(member=f"{number:064}")
    later()

    visitor.get("/public/")

    assert len(bridge.calls) == 1


def test_two_processes_do_not_deliver_the_same_logout(visitor: Visitor, bridge: FakeBridge) -> None:
    entry = outbox.queue(username="alice")
    assert entry is not None
    PendingLogout.objects.update(not_before=timezone.now() + timedelta(seconds=20))
    outbox.look_now()

    visitor.get("/public/")

    assert bridge.calls == []
    assert PendingLogout.objects.count() == 1


def test_a_flush_leaves_a_logout_to_the_process_that_is_delivering_it(bridge: FakeBridge, db: None) -> None:
    entry = outbox.queue(username="alice")
    assert entry is not None
    row = outbox.DatabaseOutbox(PendingLogout.objects.all())
    (claimed,) = row.due(1)
    assert row.claim(claimed)

    call_command("wiki_sso_flush")
    assert bridge.calls == []

    row.failed(claimed, BridgeError("no answer"), final=False)
    call_command("wiki_sso_flush")
    assert [call.body["username"] for call in bridge.calls] == ["alice"]
    assert PendingLogout.objects.count() == 0


def test_the_other_users_cookie_that_a_failed_login_left_is_queued(
    visitor: Visitor, bob: User, bridge: FakeBridge
) -> None:
    visitor.log_in()
    alices = visitor.wiki_cookie
    bridge.always = unavailable
    visitor.log_in("bob")
    assert visitor.wiki_cookie is None
    bridge.always = None
    later()

    visitor.get("/")

    assert not bridge.alive(alices)


def test_without_its_table_the_logout_still_works(
    visitor: Visitor, bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(*_args: Any, **_kwargs: Any) -> Any:
        raise DatabaseError("no such table")

    visitor.log_in()
    bridge.always = drop
    monkeypatch.setattr(PendingLogout.objects, "create", missing)
    monkeypatch.setattr(PendingLogout.objects, "filter", missing)

    visitor.log_out()
    assert not visitor.is_logged_in
    assert "is the table migrated?" in caplog.text
    bridge.always = None
    visitor.log_in()
    assert bridge.alive(visitor.wiki_cookie)


def test_a_logout_is_kept_even_in_a_transaction_that_something_else_has_spoiled(db: None) -> None:
    assert outbox.queue(member="") is None
    assert outbox.queue(username="alice") is not None
    assert connection.is_usable()


def test_flush_delivers_everything_and_says_so(bridge: FakeBridge, db: None) -> None:
    for number in range(30):
        outbox.queue(member=f"{number:064}")
    outbox.queue(username="alice")
    out = StringIO()

    call_command("wiki_sso_flush", stdout=out)

    assert out.getvalue() == "31 delivered, 0 still waiting\n"
    assert len(bridge.calls) == 31
    assert not PendingLogout.objects.exists()


def test_flush_with_the_bridge_down_exits_with_an_error_and_keeps_everything(bridge: FakeBridge, db: None) -> None:
    for number in range(3):
        outbox.queue(member=f"{number:064}")
    bridge.faults.append(changed(lambda _body: None))
    bridge.always = says(401, {"error": {"code": "bad-signature", "message": "no"}})

    with pytest.raises(CommandError, match="1 delivered, 2 still waiting: the bridge answered 401") as caught:
        call_command("wiki_sso_flush")

    assert caught.value.returncode == 1
    assert PendingLogout.objects.count() == 2


def test_flush_with_a_setting_that_cannot_be_used_says_why(settings: Any, db: None) -> None:
    settings.WIKI_SSO = {}

    with pytest.raises(CommandError, match="HOOKS_URL"):
        call_command("wiki_sso_flush")


def test_made_up_cookies_of_strangers_fill_no_table(bridge: FakeBridge, db: None) -> None:
    bridge.always = drop

    for number in range(6):
        stranger = Visitor()
        stranger.hold_wiki_cookie(f"nobody##{number:064}")
        stranger.log_out()

    assert PendingLogout.objects.count() == 0


def test_cookies_of_ours_that_strangers_send_fill_the_table_up_to_a_limit_only(
    alice: User, bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MAX_FOR_STRANGERS", 3)
    cookies = []
    for _ in range(6):
        visitor = Visitor()
        visitor.log_in()
        cookies.append(str(visitor.wiki_cookie))
    bridge.always = drop

    for cookie in cookies:
        stranger = Visitor()
        stranger.hold_wiki_cookie(cookie)
        stranger.log_out()

    assert PendingLogout.objects.count() == 3
    assert {entry.priority for entry in PendingLogout.objects.all()} == {outbox.STRANGER}


def test_a_full_table_still_takes_the_logout_of_someone_logged_in(
    visitor: Visitor, bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MAX_FOR_STRANGERS", 0)
    visitor.log_in()
    bridge.always = drop

    visitor.log_out()

    assert PendingLogout.objects.count() == 1


def test_of_two_processes_that_see_a_waiting_logout_only_one_takes_it(bridge: FakeBridge, db: None) -> None:
    outbox.queue(username="alice")
    store = outbox.DatabaseOutbox(PendingLogout.objects.all())
    [seen_by_one], [seen_by_other] = store.due(1), store.due(1)

    assert store.claim(seen_by_one)
    assert not store.claim(seen_by_other)
