"""django-allauth's own pages: its login with a second factor, its headless API in a browser, its logout."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import User

from .conftest import Browser, middleware_with
from .fake_bridge import FakeBridge


@pytest.fixture
def secret(alice: User) -> str:
    """Alice's second factor."""
    secret = generate_totp_secret()
    TOTP.activate(alice, secret)
    RecoveryCodes.activate(alice)
    return secret


def code_now(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_a_password_without_the_second_factor_opens_no_wiki(secret: str, browser: Browser, bridge: FakeBridge) -> None:
    browser.post("/accounts/login/", {"login": "alice", "password": "pw"})

    browser.shows(None)
    assert browser.enter().status_code in (302, 403)
    assert bridge.alive_members() == []


def test_both_factors_open_the_wiki(secret: str, browser: Browser) -> None:
    browser.post("/accounts/login/", {"login": "alice", "password": "pw"})
    browser.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})

    browser.shows("alice")
    browser.post("/accounts/logout/")
    browser.shows(None)


def test_half_a_login_over_bobs_session_never_shows_alice(secret: str, browser: Browser, bridge: FakeBridge) -> None:
    browser.log_in("bob")

    browser.post("/accounts/login/", {"login": "alice", "password": "pw"})

    assert browser.wiki_user() == browser.site_user()
    assert bridge.alive_members("alice") == []


def test_login_and_logout_by_the_headless_api_in_a_browser(browser: Browser, bridge: FakeBridge, alice: User) -> None:
    answer = browser.post_json("/_allauth/browser/v1/auth/login", {"username": "alice", "password": "pw"})
    assert answer.status_code == 200
    browser.shows("alice")

    assert browser.delete("/_allauth/browser/v1/auth/session").status_code == 401

    browser.shows(None)
    assert bridge.alive_members() == []


def test_the_headless_api_ends_the_session_that_asks_mastodon_16943(
    browser: Browser, elsewhere: Browser, settings: Any
) -> None:
    """A session may be asked to end itself in the list of its user's sessions."""
    settings.MIDDLEWARE = middleware_with("allauth.usersessions.middleware.UserSessionsMiddleware")
    browser.log_in("alice")
    browser.site_user()
    listed = browser.get("/_allauth/browser/v1/auth/sessions").json()["data"]
    own = [session["id"] for session in listed if session["is_current"]]

    browser.delete("/_allauth/browser/v1/auth/sessions", {"sessions": own})

    browser.shows_with_next_page(None)
