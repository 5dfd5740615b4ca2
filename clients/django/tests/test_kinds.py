"""Whatever the site says a visitor is, the wiki says too, for exactly as long: each kind of way to break that."""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import copy
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import RequestFactory
from django.utils import timezone
from wiki_sso_client import member_of
from wiki_sso_client.testing import Answer, FakeBridge, delay, says, unavailable
from wiki_sso_client.testing.faults import Exchange

from django_wiki_sso import log_out_everywhere
from django_wiki_sso.internal import outbox
from django_wiki_sso.models import IssuedCookie, PendingLogout

from .conftest import Visitor

WIKI = "http://wiki.example.localhost:8080"
KEYED_ENGINES = ["db", "cache", "cached_db", "file"]
ENGINES = [*KEYED_ENGINES, "signed_cookies"]


@pytest.fixture(autouse=True)
def urls(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.kinds_urls"


@pytest.fixture(params=["db"])
def engine(request: pytest.FixtureRequest, settings: Any, tmp_path: Any) -> str:
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{request.param}"
    settings.SESSION_FILE_PATH = str(tmp_path)
    return str(request.param)


every_engine = pytest.mark.parametrize("engine", ENGINES, indirect=True)
every_keyed_engine = pytest.mark.parametrize("engine", KEYED_ENGINES, indirect=True)


def wiki_user(visitor: Visitor, bridge: FakeBridge) -> str | None:
    """Whom the wiki would show in this browser."""
    value = visitor.wiki_cookie
    if not bridge.alive(value):
        return None
    return bridge.cookies[member_of(str(value).encode())].username


def site_user(visitor: Visitor) -> str | None:
    page = str(visitor.get("/").content.decode())
    name = page.removeprefix("user: ")
    return None if name == "nobody" else name


def do(visitor: Visitor, what: str, **more: Any) -> Any:
    return visitor.client.post("/do/?" + "&".join(f"{name}={value}" for name, value in {"what": what, **more}.items()))


# 1. A request object that wraps Django's (encode/django-rest-framework PR 1491)


@every_engine
def test_drf_1491_a_login_through_a_wrapped_request_is_a_login_at_the_wiki(
    engine: str, visitor: Visitor, bridge: FakeBridge
) -> None:
    visitor.client.post("/api/login/", {"username": "alice"})

    assert wiki_user(visitor, bridge) == "alice" == site_user(visitor)


@every_engine
def test_drf_1491_a_logout_through_a_wrapped_request_ends_the_cookie_at_the_wiki_and_in_the_browser(
    engine: str, visitor: Visitor, bridge: FakeBridge
) -> None:
    visitor.log_in()

    visitor.client.post("/api/logout/")

    assert bridge.alive_members() == []
    assert visitor.wiki_cookie is None


def test_drf_1491_after_a_session_expired_the_next_users_login_through_a_wrapped_request_counts(
    visitor: Visitor, bob: User, bridge: FakeBridge
) -> None:
    visitor.log_in()
    Session.objects.all().delete()

    visitor.client.post("/api/login/", {"username": "bob"})

    assert bridge.alive_names() == ["bob"]
    assert wiki_user(visitor, bridge) == "bob"


# 2. Names that are not text (Django 26951)


@pytest.mark.parametrize("name", [42, UUID("8c2a5c1e-0000-4000-8000-000000000001")], ids=["integer", "UUID"])
@pytest.mark.django_db(transaction=True)
def test_django_26951_a_name_that_is_no_text_logs_in_and_is_logged_out_everywhere_when_its_user_is_deleted(
    name: Any, bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = User.objects.create_user("alice", "", "pw")
    monkeypatch.setattr(User, "get_username", lambda _self: name)
    visitor = Visitor()
    visitor.client.post("/api/login/", {"username": "alice"})
    assert bridge.alive_names() == [str(name)]

    user.delete()

    assert bridge.alive_members() == []
    assert bridge.calls[-1].body["username"] == str(name)
    assert not PendingLogout.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_django_26951_a_logout_that_the_bridge_refuses_is_kept_and_logged(
    bridge: FakeBridge, caplog: pytest.LogCaptureFixture
) -> None:
    bridge.always = says(400, {"error": {"code": "invalid_body", "message": "no"}})

    log_out_everywhere("alice")

    assert "the bridge refuses a wiki logout, which stays in the outbox" in caplog.text
    assert PendingLogout.objects.get().refusal.startswith("the bridge answered 400 invalid_body")


# 3. Sessions that end without a signal (django-steamauth 3, mastodon PR 16943)


@every_engine
@pytest.mark.parametrize("what", ["flush", "clear", "logout"])
@pytest.mark.parametrize("lost", [False, True], ids=["cookie sent", "cookie lost"])
def test_django_steamauth_3_a_session_that_a_view_empties_takes_the_wiki_login_with_it(
    what: str, lost: bool, engine: str, visitor: Visitor, bridge: FakeBridge
) -> None:
    visitor.log_in()
    if lost:
        del visitor.client.cookies["wiki_sso"]

    do(visitor, what)

    assert bridge.alive_members() == []
    assert visitor.wiki_cookie is None


@every_engine
@pytest.mark.parametrize("what", ["flush", "logout"])
def test_django_steamauth_3_a_session_that_ends_in_a_server_error_takes_the_wiki_login_with_it(
    what: str, engine: str, visitor: Visitor, bridge: FakeBridge
) -> None:
    visitor.log_in()

    do(visitor, what, status=500)

    assert site_user(visitor) is None
    assert bridge.alive_members() == []
    assert visitor.wiki_cookie is None


@pytest.mark.parametrize("engine", ["signed_cookies"], indirect=True)
def test_django_steamauth_3_a_session_that_lives_in_the_browser_outlives_another_users_login_answered_with_5xx(
    engine: str, visitor: Visitor, bob: User, bridge: FakeBridge
) -> None:
    visitor.log_in()

    visitor.client.post("/api/login/?status=500", {"username": "bob"})

    assert site_user(visitor) == "alice" == wiki_user(visitor, bridge)


@every_keyed_engine
def test_django_steamauth_3_another_users_login_answered_with_a_server_error_leaves_nobody_at_the_wiki(
    engine: str, visitor: Visitor, bob: User, bridge: FakeBridge
) -> None:
    visitor.log_in()

    visitor.client.post("/api/login/?status=500", {"username": "bob"})

    assert site_user(visitor) is None
    assert bridge.alive_members() == []


def rows_deleted(visitor: Visitor, settings: Any) -> None:
    Session.objects.all().delete()


def session_expired(visitor: Visitor, settings: Any) -> None:
    Session.objects.update(expire_date=timezone.now())


def password_updated(visitor: Visitor, settings: Any) -> None:
    User.objects.filter(username="alice").update(password="another")


def secret_key_replaced(visitor: Visitor, settings: Any) -> None:
    settings.SECRET_KEY = "quite another secret key"


def deactivated(visitor: Visitor, settings: Any) -> None:
    User.objects.filter(username="alice").update(is_active=False)


ELSEWHERE = [rows_deleted, session_expired, password_updated, secret_key_replaced, deactivated]


@pytest.mark.parametrize("end", ELSEWHERE)
@pytest.mark.parametrize("lost", [False, True], ids=["cookie sent", "cookie lost"])
def test_mastodon_16943_what_ended_elsewhere_ends_the_wiki_login_with_the_next_request(
    end: Callable[[Visitor, Any], None], lost: bool, visitor: Visitor, bridge: FakeBridge, settings: Any
) -> None:
    visitor.log_in()
    if lost:
        del visitor.client.cookies["wiki_sso"]
    end(visitor, settings)

    assert site_user(visitor) is None

    if lost and end is deactivated:
        return  # the session itself lives on; wiki_sso_flush ends its cookie
    assert bridge.alive_members() == []
    assert visitor.wiki_cookie is None


@pytest.mark.parametrize("end", ELSEWHERE)
def test_mastodon_16943_what_ended_elsewhere_is_ended_by_the_flush_command(
    end: Callable[[Visitor, Any], None], visitor: Visitor, bob: User, bridge: FakeBridge, settings: Any
) -> None:
    other = Visitor()
    other.log_in("bob")
    visitor.log_in()
    if end in (rows_deleted, session_expired):
        Session.objects.exclude(pk=visitor.client.session.session_key).delete()
    end(visitor, settings)
    out = StringIO()

    call_command("wiki_sso_flush", stdout=out)

    expected = [] if end in (rows_deleted, session_expired, secret_key_replaced) else ["bob"]
    assert bridge.alive_names() == expected
    assert "their session or user is gone" in out.getvalue()


@every_engine
def test_django_steamauth_3_the_flush_command_ends_nothing_that_lives(
    engine: str, visitor: Visitor, bridge: FakeBridge
) -> None:
    visitor.log_in()

    call_command("wiki_sso_flush", stdout=StringIO())

    assert wiki_user(visitor, bridge) == "alice"


@every_engine
def test_django_steamauth_3_a_new_session_key_does_not_end_a_good_cookie(
    engine: str, visitor: Visitor, bridge: FakeBridge
) -> None:
    visitor.log_in()
    before = visitor.wiki_cookie

    do(visitor, "cycle")
    call_command("wiki_sso_flush", stdout=StringIO())

    assert visitor.wiki_cookie == before
    assert bridge.alive(before)
    visitor.log_out()
    assert bridge.alive_members() == []


@every_engine
@pytest.mark.parametrize("seconds", [900, 86_400])
def test_django_steamauth_3_the_cookie_lives_as_long_as_the_session(
    seconds: int, engine: str, visitor: Visitor, bridge: FakeBridge, settings: Any
) -> None:
    settings.SESSION_COOKIE_AGE = seconds

    visitor.log_in()

    assert bridge.calls[-1].body["expires_in"] == seconds


def test_django_steamauth_3_a_session_that_is_shortened_gets_a_cookie_of_its_length_and_the_longer_one_ends(
    visitor: Visitor, bridge: FakeBridge
) -> None:
    visitor.log_in()
    before = visitor.wiki_cookie

    do(visitor, "expiry", seconds=900)

    assert not bridge.alive(before)
    assert bridge.alive(visitor.wiki_cookie)
    assert bridge.calls_to("login")[-1].body["expires_in"] == 900


def test_django_steamauth_3_a_session_that_goes_on_gets_a_new_cookie_in_time_and_the_one_in_use_lives_on(
    visitor: Visitor, bridge: FakeBridge, settings: Any
) -> None:
    settings.SESSION_COOKIE_AGE = 900
    visitor.log_in()
    before = visitor.wiki_cookie
    do(visitor, "touch")
    assert visitor.wiki_cookie == before, "it has most of its life before it"
    later(visitor, 400)

    visitor.get("/")
    assert visitor.wiki_cookie == before, "a session that is not saved does not live longer either"
    do(visitor, "touch")

    assert visitor.wiki_cookie != before
    assert bridge.alive(visitor.wiki_cookie)
    assert bridge.alive(before), "a page of the wiki may be loading with it"
    visitor.log_out()
    assert bridge.alive_members() == []


def test_django_steamauth_3_a_renewal_that_fails_keeps_the_cookie_and_is_not_tried_with_every_page(
    visitor: Visitor, bridge: FakeBridge, settings: Any
) -> None:
    settings.SESSION_COOKIE_AGE = 900
    visitor.log_in()
    later(visitor, 400)
    bridge.always = unavailable
    calls = len(bridge.calls)

    do(visitor, "touch")
    assert len(bridge.calls) > calls
    calls = len(bridge.calls)
    do(visitor, "touch")

    assert len(bridge.calls) == calls
    assert wiki_user(visitor, bridge) == "alice"


def later(visitor: Visitor, seconds: float) -> None:
    """As if so much time had passed since the cookie was made."""
    session = visitor.client.session
    record = session["wiki_sso"]
    session["wiki_sso"] = {**record, "expires": record["expires"] - seconds, "renew": record["renew"] - seconds}
    session.save()
    IssuedCookie.objects.update(created_at=timezone.now() - timedelta(seconds=seconds))


# 4. A logout of somebody else (sunscrapers/djoser 402)


@pytest.mark.parametrize("of", ["alice", "bob"])
def test_djoser_402_an_api_token_that_is_given_back_leaves_the_browsers_own_wiki_login_alone(
    of: str, visitor: Visitor, bob: User, bridge: FakeBridge
) -> None:
    visitor.log_in()

    visitor.client.post(f"/give-back/?of={of}")

    assert site_user(visitor) == "alice" == wiki_user(visitor, bridge)
    assert len(bridge.calls) == 1


# 5. Delivered twice or late (django-reversion 296)


class TransactionAroundTheRequest:
    """As django-reversion's middleware, which belongs first."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        with transaction.atomic():
            return self.get_response(request)


@pytest.fixture
def transaction_around(settings: Any) -> None:
    settings.MIDDLEWARE = ["tests.test_kinds.TransactionAroundTheRequest", *settings.MIDDLEWARE]


@pytest.mark.django_db(transaction=True)
def test_django_reversion_296_in_a_transaction_around_the_request_a_revocation_does_not_end_the_new_cookie(
    transaction_around: None, bridge: FakeBridge
) -> None:
    User.objects.create_user("alice", "", "pw")
    visitor, other = Visitor(), Visitor()
    other.log_in()
    visitor.log_in()
    before = visitor.wiki_cookie

    visitor.client.post("/new-password/")

    assert not bridge.alive(before)
    assert not bridge.alive(other.wiki_cookie)
    assert site_user(visitor) == "alice" == wiki_user(visitor, bridge)
    assert not PendingLogout.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_django_reversion_296_in_a_transaction_around_the_request_a_logout_ends_the_cookie(
    transaction_around: None, bridge: FakeBridge
) -> None:
    User.objects.create_user("alice", "", "pw")
    visitor = Visitor()
    visitor.log_in()

    visitor.log_out()

    assert bridge.alive_members() == []


@pytest.mark.django_db(transaction=True)
def test_django_reversion_296_the_flush_command_does_not_send_again_what_a_login_has_delivered(
    bridge: FakeBridge,
) -> None:
    User.objects.create_user("alice", "", "pw")
    visitor = Visitor()
    bridge.faults.extend([unavailable, unavailable])
    log_out_everywhere("alice")
    read_by_flush = outbox.DatabaseOutbox(PendingLogout.objects.all()).due(10)

    visitor.log_in()

    assert not outbox.DatabaseOutbox(PendingLogout.objects.all()).claim(read_by_flush[0])
    assert wiki_user(visitor, bridge) == "alice"


@pytest.mark.django_db(transaction=True)
def test_django_reversion_296_a_delivery_that_arrives_after_a_login_leaves_its_cookie_alone(bridge: FakeBridge) -> None:
    User.objects.create_user("alice", "", "pw")
    old, new = Visitor(), Visitor()
    old.log_in()

    def arrives_late(handler: Exchange, deliver: Callable[[], Answer]) -> None:
        new.log_in()
        BaseDatabaseWrapper.close(connections["default"])
        handler.reply(*deliver())

    bridge.faults.append(arrives_late)
    log_out_everywhere("alice")

    assert wiki_user(old, bridge) is None
    assert wiki_user(new, bridge) == "alice"


@pytest.mark.django_db(transaction=True)
def test_django_reversion_296_a_bridge_whose_clock_is_ahead_still_ends_what_was_there(bridge: FakeBridge) -> None:
    User.objects.create_user("alice", "", "pw")
    visitor = Visitor()
    bridge.advance(20)
    visitor.log_in()

    log_out_everywhere("alice")

    assert bridge.alive_members() == []


# 6. Tabs


@every_engine
def test_four_tabs_that_enter_at_once_in_a_session_without_a_cookie_all_end_with_the_logout(
    engine: str, alice: User, bridge: FakeBridge
) -> None:
    visitor = Visitor()
    visitor.client.force_login(alice)
    cookies = copy(visitor.client.cookies)
    for number in range(4):
        tab = Visitor()
        tab.client.cookies = copy(cookies)
        assert tab.get(f"/wiki-sso/enter?next={WIKI}/Tab{number}").status_code == 302
        visitor.client.cookies = tab.client.cookies
    if engine != "signed_cookies":  # where each tab's session is another one until it is saved
        assert len(bridge.alive_members()) == 4, "each may be on its way to the browser"

    visitor.log_out()

    # Where sessions live in their cookies, only the tab that was saved last is this browser's session.
    assert bridge.alive_members() == []


@every_engine
def test_thirty_six_restored_tabs_all_end_with_the_logout(engine: str, visitor: Visitor, bridge: FakeBridge) -> None:
    visitor.log_in()
    cookies = copy(visitor.client.cookies)
    for number in range(36):
        tab = Visitor()
        tab.client.cookies = copy(cookies)
        tab.get(f"/wiki-sso/enter?next={WIKI}/Tab{number}")

    visitor.log_out()

    assert bridge.alive_members() == []
    assert not IssuedCookie.objects.exists()


def test_of_too_many_cookies_the_oldest_end_and_none_is_forgotten(
    visitor: Visitor, bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django_wiki_sso.internal.issued.MAX_COOKIES", 5)
    visitor.log_in()
    cookies = copy(visitor.client.cookies)
    for number in range(12):
        tab = Visitor()
        tab.client.cookies = copy(cookies)
        tab.get(f"/wiki-sso/enter?next={WIKI}/Tab{number}")
        assert len(bridge.alive_members()) <= 5
        assert bridge.alive(tab.wiki_cookie)
    assert IssuedCookie.objects.count() == len(bridge.alive_members())

    visitor.log_out()

    assert bridge.alive_members() == []


@every_engine
@pytest.mark.django_db(transaction=True)
def test_enter_answered_while_a_logout_is_under_way_leaves_no_cookie_alive(engine: str, bridge: FakeBridge) -> None:
    User.objects.create_user("alice", "", "pw")
    visitor = Visitor()
    visitor.log_in()
    tab = Visitor()
    tab.client.cookies = copy(visitor.client.cookies)

    def logout_comes_first(handler: Exchange, make: Callable[[], Answer]) -> None:
        bridge.faults.clear()
        answer = make()
        visitor.log_out()
        # Django's own close() leaves a database in memory open, and Python 3.13 complains of that.
        BaseDatabaseWrapper.close(connections["default"])
        handler.reply(*answer)

    bridge.faults.append(logout_comes_first)
    response = tab.get(f"/wiki-sso/enter?next={WIKI}/Home")

    assert bridge.alive_members() == []
    assert response.status_code in (302, 400)
    assert not str(response.get("Location", "")).startswith(WIKI)
    assert not bridge.alive(tab.wiki_cookie)


# 7. An address that the bridge refuses


@pytest.mark.parametrize(
    "address", ["a@b@example.com", "alice", " alice@example.com", "a b@example.com", "@", "a@" * 200]
)
def test_an_address_that_the_bridge_refuses_costs_no_login(
    address: str, bridge: FakeBridge, caplog: pytest.LogCaptureFixture, db: None
) -> None:
    User.objects.create_user("alice", "", "pw")
    User.objects.update(email=address)
    visitor = Visitor()

    visitor.log_in()
    visitor.log_in()

    assert wiki_user(visitor, bridge) == "alice"
    assert bridge.calls[0].body["email"] == ""
    assert caplog.text.count("without an email address") == 1
    calls = len(bridge.calls)
    visitor.get("/")
    assert len(bridge.calls) == calls


def test_an_address_that_only_the_bridge_refuses_costs_no_login(visitor: Visitor, bridge: FakeBridge) -> None:
    bridge.faults.append(says(400, {"error": {"code": "invalid_body", "message": '"email" is one of ours.'}}))

    visitor.log_in()

    assert wiki_user(visitor, bridge) == "alice"
    assert bridge.calls[-1].body["email"] == ""


# 8. The wrong domain


def deletions(response: Any) -> set[str]:
    return {
        morsel["domain"]
        for morsel in response.cookies.values()
        if morsel.key == "wiki_sso" and morsel.coded_value == "" and morsel["max-age"] == 0
    }


def test_a_deletion_reaches_a_cookie_whose_domain_is_wider_than_assumed(
    visitor: Visitor, bridge: FakeBridge, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.WIKI_SSO = {**settings.WIKI_SSO, "WIKI_URLS": ["https://wiki.shop.example.com"]}
    bridge.stop()
    visitor.hold_wiki_cookie("alice##" + "0" * 64)

    response = visitor.client.post("/logout/", headers={"host": "www.shop.example.com"})

    assert {"example.com", "shop.example.com"} <= deletions(response)


def test_a_deletion_goes_to_the_domain_that_the_bridge_names(visitor: Visitor, bridge: FakeBridge) -> None:
    visitor.log_in()

    assert deletions(visitor.log_out()) == {"example.localhost"}


# 10. An invalid form


def test_a_form_that_is_not_valid_leaves_the_cookie_alone(visitor: Visitor, bridge: FakeBridge) -> None:
    visitor.log_in()
    before = visitor.wiki_cookie

    response = visitor.client.post("/invalid-form/")

    assert response.content.decode() == "as typed: someone else"
    assert visitor.wiki_cookie == before
    assert bridge.alive(before)
    assert len(bridge.calls) == 1


# 12. Strangers


def test_made_up_cookies_of_strangers_cost_no_call_and_no_row(bridge: FakeBridge, db: None) -> None:
    for number in range(10):
        stranger = Visitor()
        stranger.hold_wiki_cookie(f"nobody##{number:064}")
        stranger.log_out()
        assert stranger.wiki_cookie is None

    assert bridge.calls == []
    assert not PendingLogout.objects.exists()


def test_with_the_bridge_hanging_a_stranger_waits_for_nothing_and_real_logouts_come_first(
    visitor: Visitor, bridge: FakeBridge, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Delivered by the test, not at the end of the request.
    monkeypatch.setattr(outbox, "look_now", lambda: None)
    visitor.log_in()
    other = Visitor()
    other.log_in()
    bridge.always = delay(30)
    settings.WIKI_SSO = {**settings.WIKI_SSO, "TIMEOUT_SECONDS": 0.3}
    stranger = Visitor()
    stranger.hold_wiki_cookie(str(other.wiki_cookie))
    calls = len(bridge.calls)

    stranger.log_out()
    assert len(bridge.calls) == calls
    visitor.log_out()

    assert [entry.priority for entry in PendingLogout.objects.all()] == [outbox.REAL, outbox.STRANGER]


def test_a_wiki_cookie_of_a_session_that_lives_elsewhere_is_left_alone_by_a_visit_without_a_session(
    visitor: Visitor, bridge: FakeBridge
) -> None:
    visitor.log_in()
    anonymous = Visitor()
    do(anonymous, "touch")
    anonymous.hold_wiki_cookie(str(visitor.wiki_cookie))

    do(anonymous, "touch")

    assert wiki_user(visitor, bridge) == "alice"


# 13. Relative ``next``, and the way out


@pytest.mark.parametrize(
    ("wanted", "came_from", "expected"),
    [
        ("/Page?x=1", "https://docs.example.localhost/Other", "https://docs.example.localhost/Page?x=1"),
        ("/Page", f"{WIKI}/Home", f"{WIKI}/Page"),
        ("/Page", "https://evil.example/", f"{WIKI}/Page"),
        ("/Page", "", f"{WIKI}/Page"),
        ("//evil.example/", f"{WIKI}/Home", WIKI),
    ],
)
def test_a_relative_next_leads_to_the_wiki_that_it_came_from(
    wanted: str, came_from: str, expected: str, visitor: Visitor, bridge: FakeBridge
) -> None:
    visitor.log_in()

    response = visitor.client.get("/wiki-sso/enter", {"next": wanted}, headers={"referer": came_from})

    assert response["Location"] == expected


def test_the_wikis_logout_link_leads_to_a_page_that_asks_and_then_out_of_both(
    visitor: Visitor, bridge: FakeBridge
) -> None:
    visitor.log_in()

    asks = visitor.get(f"/wiki-sso/leave?next={WIKI}/Home")
    assert asks.status_code == 200
    assert wiki_user(visitor, bridge) == "alice"
    out = visitor.client.post("/wiki-sso/leave", {"next": f"{WIKI}/Home"})

    assert out["Location"] == f"{WIKI}/Home"
    assert site_user(visitor) is None
    assert bridge.alive_members() == []


def test_a_signal_for_a_request_that_is_not_being_answered_does_nothing(alice: User, bridge: FakeBridge) -> None:
    from django.contrib.auth.signals import user_logged_in, user_logged_out

    for signal in (user_logged_in, user_logged_out):
        signal.send(sender=User, request=RequestFactory().get("/"), user=alice)

    assert bridge.calls == []


def test_time_is_not_spent_on_a_visitor_of_whom_nothing_is_known(bridge: FakeBridge, db: None) -> None:
    bridge.always = delay(30)
    started = time.monotonic()

    Visitor().get("/")

    assert time.monotonic() - started < 10
    assert bridge.calls == []
