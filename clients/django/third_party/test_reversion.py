"""A transaction around the whole request, as django-reversion's middleware makes one when it comes first."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from .conftest import Browser, middleware_with
from .fake_bridge import FakeBridge

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["reversion", "plain"], autouse=True)
def site(request: Any, settings: Any, transactional_db: None) -> None:
    if request.param == "reversion":
        settings.MIDDLEWARE = middleware_with(first=("reversion.middleware.RevisionMiddleware",))


@pytest.mark.parametrize("path", ["/password/", "/quiet-password/", "/api/password/"])
def test_a_changed_password_leaves_the_new_cookie_alive_django_reversion_296(
    path: str, browser: Browser, bridge: FakeBridge
) -> None:
    browser.log_in("alice")
    old = browser.wiki_cookie

    answer = browser.post(path, {"old_password": "pw", "new_password1": "Ahorse7!x", "new_password2": "Ahorse7!x"})

    assert answer.status_code in (200, 302)
    assert bridge.user_of(old) is None
    browser.shows("alice")
    call_command("wiki_sso_flush")
    browser.shows("alice")


def test_a_changed_password_ends_all_other_wiki_logins_django_reversion_296(
    browser: Browser, bridge: FakeBridge
) -> None:
    other = Browser(bridge)
    other.log_in("alice")
    browser.log_in("alice")

    browser.post("/quiet-password/")

    other.shows(None)
    browser.shows("alice")


def test_a_login_and_a_logout_reach_the_wiki_django_reversion_296(browser: Browser, bridge: FakeBridge) -> None:
    browser.log_in("alice")
    browser.shows("alice")

    browser.log_out()

    browser.shows(None)
    assert bridge.alive_members() == []


def test_bob_over_alice_is_bob_django_reversion_296(browser: Browser, bridge: FakeBridge) -> None:
    browser.log_in("alice")

    browser.log_in("bob")

    browser.shows("bob")
    assert bridge.alive_members("alice") == []


def test_a_change_while_the_bridge_is_down_never_ends_the_next_login_django_reversion_296(
    browser: Browser, bridge: FakeBridge
) -> None:
    browser.log_in("alice")
    bridge.fail()
    browser.post("/change-email/", {"username": "alice", "email": "new@example.com"})
    bridge.work()
    old = browser.wiki_cookie

    browser.log_in("alice")

    assert bridge.user_of(old) is None
    browser.shows("alice")
    call_command("wiki_sso_flush")
    browser.shows("alice")
