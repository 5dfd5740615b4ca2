"""Django REST framework and dj-rest-auth hand their own request object to ``login`` and ``logout``."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

from .conftest import Browser
from .fake_bridge import FakeBridge


def test_login_through_a_wrapped_request_opens_the_wiki_drf_1491(browser: Browser) -> None:
    browser.post_json("/api/login/", {"username": "alice"})

    browser.shows("alice")


def test_logout_through_a_wrapped_request_ends_it_drf_1491(browser: Browser, elsewhere: Browser) -> None:
    browser.log_in("alice")

    browser.post_json("/api/logout/")

    browser.shows(None)


def test_login_and_logout_both_wrapped_leave_nothing_alive_drf_1491(browser: Browser, bridge: FakeBridge) -> None:
    browser.post_json("/api/login/", {"username": "alice"})
    browser.post_json("/api/logout/")

    browser.shows(None)
    assert bridge.alive_members() == []


def test_bob_by_the_api_after_alices_session_expired_is_bob_drf_1491(browser: Browser) -> None:
    browser.log_in("alice")
    Session.objects.all().delete()

    browser.post_json("/api/login/", {"username": "bob"})

    browser.shows("bob")


def test_bob_by_the_api_over_alices_live_session_is_bob_drf_1491(browser: Browser, elsewhere: Browser) -> None:
    browser.log_in("alice")

    browser.post_json("/api/login/", {"username": "bob"})

    browser.shows("bob")


def test_password_changed_through_a_wrapped_request_keeps_a_good_cookie_drf_1491(browser: Browser) -> None:
    browser.log_in("alice")

    assert browser.post_json("/api/password/").status_code == 200

    browser.shows("alice")


def test_login_and_logout_by_dj_rest_auth_drf_1491(browser: Browser, bridge: FakeBridge, alice: User) -> None:
    assert browser.post_json("/rest-auth/login/", {"username": "alice", "password": "pw"}).status_code == 200
    browser.shows("alice")

    browser.post_json("/rest-auth/logout/")

    browser.shows(None)
    assert bridge.alive_members() == []


def test_bob_by_dj_rest_auth_after_alices_session_expired_is_bob_drf_1491(browser: Browser) -> None:
    browser.log_in("alice")
    Session.objects.all().delete()

    browser.post_json("/rest-auth/login/", {"username": "bob", "password": "pw"})

    browser.shows("bob")


def test_dj_rest_auth_ends_alices_session_with_bobs_token_and_her_wiki_login_with_it_djoser_402(
    browser: Browser, elsewhere: Browser
) -> None:
    """It calls ``logout`` on any session: site and wiki both show an anonymous visitor."""
    token = browser.post_json("/rest-auth/login/", {"username": "bob", "password": "pw"}).json()["key"]
    browser.log_out()
    browser.log_in("alice")

    browser.post_json("/rest-auth/logout/", headers={"authorization": f"Token {token}"})

    browser.shows(None)
