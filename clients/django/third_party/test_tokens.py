"""API tokens made and given back in a browser that has a session of its own: its wiki login stays as it is."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from .conftest import Browser
from .fake_bridge import FakeBridge


@dataclass(frozen=True)
class Tokens:
    """How a package hands out tokens and takes them back.

    :param make: gets a token of a user, in a browser.
    :param give_back: gives it back, in that or another browser.
    """

    make: Callable[[Browser, str], str]
    give_back: Callable[[Browser, str], int]


def djoser_token(browser: Browser, username: str) -> str:
    answer = browser.post_json("/djoser/token/login/", {"username": username, "password": "pw"})
    return str(answer.json()["auth_token"])


def djoser_back(browser: Browser, token: str) -> int:
    answer = browser.post_json("/djoser/token/logout/", headers={"authorization": f"Token {token}"})
    return int(answer.status_code)


def knox_token(browser: Browser, username: str) -> str:
    basic = b64encode(f"{username}:pw".encode()).decode()
    return str(browser.post_json("/knox/login/", headers={"authorization": f"Basic {basic}"}).json()["token"])


def knox_back(browser: Browser, token: str) -> int:
    return int(browser.post_json("/knox/logout/", headers={"authorization": f"Token {token}"}).status_code)


def knox_all_back(browser: Browser, token: str) -> int:
    return int(browser.post_json("/knox/logoutall/", headers={"authorization": f"Token {token}"}).status_code)


def allauth_token(browser: Browser, username: str) -> str:
    answer = browser.post_json("/_allauth/app/v1/auth/login", {"username": username, "password": "pw"})
    return str(answer.json()["meta"]["session_token"])


def allauth_back(browser: Browser, token: str) -> int:
    answer = browser.delete("/_allauth/app/v1/auth/session", headers={"x-session-token": token})
    return int(answer.status_code)


KINDS = {
    "djoser": Tokens(djoser_token, djoser_back),
    "knox": Tokens(knox_token, knox_back),
    "knox, all": Tokens(knox_token, knox_all_back),
    "allauth headless": Tokens(allauth_token, allauth_back),
}
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())


@every_kind
@pytest.mark.parametrize("owner", ["bob", "alice"])
def test_a_token_given_back_in_alices_browser_leaves_her_wiki_login_djoser_402(
    kind: Tokens, owner: str, browser: Browser, new_browser: Callable[[], Browser], elsewhere: Browser
) -> None:
    token = kind.make(new_browser(), owner)
    browser.log_in("alice")
    cookie = browser.wiki_cookie

    assert kind.give_back(browser, token) in (200, 204, 401)

    assert browser.wiki_cookie == cookie
    browser.shows("alice")


@every_kind
@pytest.mark.parametrize("owner", ["bob", "alice"])
def test_a_token_made_in_alices_browser_leaves_her_wiki_login_djoser_402(
    kind: Tokens, owner: str, browser: Browser, elsewhere: Browser
) -> None:
    browser.log_in("alice")
    cookie = browser.wiki_cookie

    kind.make(browser, owner)

    # Her own token may bring a fresh cookie: some of these packages call it a login.
    assert owner == "alice" or browser.wiki_cookie == cookie
    browser.shows("alice")


@every_kind
def test_a_token_alone_is_no_wiki_login_djoser_402(kind: Tokens, browser: Browser, bridge: FakeBridge) -> None:
    token = kind.make(browser, "alice")
    assert browser.wiki_user() is None

    kind.give_back(browser, token)

    browser.shows(None)
    assert bridge.alive_members() == []


@every_kind
def test_a_made_up_token_is_refused_and_ends_nothing_djoser_402(kind: Tokens, browser: Browser) -> None:
    browser.log_in("alice")

    assert kind.give_back(browser, "0" * 40) in (401, 410)

    browser.shows("alice")
