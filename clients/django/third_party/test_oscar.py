"""A shop whose users have made-up names: ``IDENTITY`` says what the wiki calls them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from .conftest import Browser
from .fake_bridge import FakeBridge


def register(browser: Browser, email: str = "carol@example.com") -> User:
    browser.post(
        "/shop/accounts/register/",
        {"email": email, "password1": "Ahorse7!x", "password2": "Ahorse7!x", "redirect_url": "/who/"},
    )
    return User.objects.get(email=email)


@pytest.fixture
def named(settings: Any, bridge: FakeBridge) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "IDENTITY": "third_party.policies.by_first_and_last_name"}


def test_without_a_setting_the_wiki_shows_the_shops_made_up_name(browser: Browser) -> None:
    carol = register(browser)

    assert browser.wiki_user() == carol.username
    assert carol.username not in ("carol", "carol@example.com")


def test_identity_chooses_the_name_at_a_registration(named: None, browser: Browser, bridge: FakeBridge) -> None:
    carol = register(browser)

    assert browser.wiki_user() == "carol"
    assert browser.site_user() == carol.username
    assert browser.wiki_user() == "carol"
    assert [call.body["email"] for call in bridge.calls if call.path == "/hooks/login"] == ["carol@example.com"]


def test_identity_chooses_the_name_at_enter_and_the_logout_ends_it(
    named: None, browser: Browser, bridge: FakeBridge
) -> None:
    register(browser)

    assert browser.enter().status_code == 302
    assert browser.wiki_user() == "carol"

    browser.log_out()
    browser.shows(None)
    assert bridge.alive_members() == []


@pytest.mark.django_db(transaction=True)
def test_another_name_at_the_shop_is_another_name_at_the_wiki(
    named: None, browser: Browser, bridge: FakeBridge
) -> None:
    carol = register(browser)
    carol.first_name, carol.last_name = "Carol", "Example"
    carol.save()

    browser.site_user()

    assert browser.wiki_user() == "Carol Example"
    assert bridge.alive_members("carol") == []


@pytest.mark.django_db(transaction=True)
def test_a_customer_who_is_deleted_is_logged_out_under_the_wikis_name(
    named: None, browser: Browser, bridge: FakeBridge
) -> None:
    carol = register(browser)

    carol.delete()

    assert browser.wiki_user() is None
    assert bridge.alive_members() == []


@pytest.mark.parametrize("answer", [None, "carol", 7], ids=["None", "text", "a number"])
def test_an_identity_of_the_wrong_kind_costs_the_wiki_login_and_nothing_else(
    answer: Any, browser: Browser, settings: Any, bridge: FakeBridge
) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "IDENTITY": lambda _user: answer}

    browser.log_in("alice")

    assert browser.site_user() == "alice"
    assert browser.wiki_user() is None
    assert browser.enter().status_code in (403, 503)
