"""A second factor: the password alone is half a login, and opens no wiki."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django_otp.plugins.otp_static.models import StaticDevice

from .conftest import Browser, middleware_with
from .fake_bridge import FakeBridge


@pytest.fixture
def device(alice: User, settings: Any) -> StaticDevice:
    """Alice has a second factor: three codes on paper."""
    settings.MIDDLEWARE = middleware_with("django_otp.middleware.OTPMiddleware")
    device = StaticDevice.objects.create(user=alice, name="paper", confirmed=True)
    for token in ("one", "two", "three"):
        device.token_set.create(token=token)
    return device


def test_no_wiki_login_before_the_second_factor(device: StaticDevice, browser: Browser, bridge: FakeBridge) -> None:
    browser.log_in("alice")

    assert browser.site_user() == "alice"
    assert browser.wiki_user() is None
    assert bridge.alive_members() == []


def test_enter_says_no_with_a_page_before_the_second_factor(
    device: StaticDevice, browser: Browser, bridge: FakeBridge
) -> None:
    browser.log_in("alice")

    assert browser.enter().status_code == 403

    assert browser.wiki_user() is None
    assert bridge.alive_members() == []


def test_a_wrong_code_opens_nothing(device: StaticDevice, browser: Browser, bridge: FakeBridge) -> None:
    browser.log_in("alice")

    assert browser.post("/otp/verify/", {"token": "wrong"}).status_code == 400

    assert browser.site_user() == "alice"
    assert bridge.alive_members() == []


def test_a_wiki_login_after_the_second_factor(device: StaticDevice, browser: Browser) -> None:
    browser.log_in("alice")
    assert browser.post("/otp/verify/", {"token": "one"}).status_code == 200

    assert browser.enter().status_code == 302

    browser.shows("alice")
    browser.log_out()
    browser.shows(None)


def test_both_factors_in_one_form_open_the_wiki_at_once(device: StaticDevice, browser: Browser) -> None:
    answer = browser.post(
        "/otp/login/",
        {"username": "alice", "password": "pw", "otp_device": device.persistent_id, "otp_token": "one"},
    )
    assert answer.status_code == 302

    browser.shows("alice")


def test_somebody_without_a_second_factor_misses_none(device: StaticDevice, browser: Browser) -> None:
    browser.log_in("bob")

    browser.shows("bob")


def test_the_second_factor_taken_away_is_half_a_login_again(device: StaticDevice, browser: Browser) -> None:
    """``MAY_ENTER`` is asked whenever a cookie is made: the next visit of the wiki's Login ends the old one."""
    browser.log_in("alice")
    browser.post("/otp/verify/", {"token": "one"})
    browser.enter()
    StaticDevice.objects.create(user=device.user, name="new", confirmed=True)
    device.delete()
    browser.site_user()

    assert browser.enter().status_code == 403

    assert browser.site_user() == "alice"
    assert browser.wiki_user() is None
