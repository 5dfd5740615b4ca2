"""A session's life with every engine that keeps it, under WSGI and under ASGI."""

from __future__ import annotations

import time
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from .conftest import Browser
from .fake_bridge import FakeBridge

ENGINES = ["db", "cache", "cached_db", "file", "signed_cookies"]
#: Sessions that the site itself keeps, and can lose.
KEPT_BY_THE_SITE = [name for name in ENGINES if name != "signed_cookies"]


@pytest.fixture(params=ENGINES)
def engine(request: Any, settings: Any, tmp_path: Path) -> str:
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{request.param}"
    settings.SESSION_FILE_PATH = str(tmp_path)
    name: str = request.param
    return name


@pytest.fixture(params=["wsgi", "asgi"])
def browser(request: Any, bridge: FakeBridge, people: dict[str, User], engine: str) -> Browser:
    return Browser(bridge, asgi=request.param == "asgi")


@pytest.fixture
def other(bridge: FakeBridge, people: dict[str, User], engine: str) -> Browser:
    return Browser(bridge)


def lose_session(settings: Any, browser: Browser) -> None:
    """Delete it from the store, as an administrator or another session does."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    store(browser.client.cookies["sessionid"].value).delete()


only_kept_by_the_site = pytest.mark.parametrize("engine", KEPT_BY_THE_SITE, indirect=True)


def test_login_and_logout_reach_the_wiki(browser: Browser, bridge: FakeBridge, other: Browser) -> None:
    other.log_in("alice")
    browser.log_in("alice")
    browser.shows("alice")

    browser.log_out()

    browser.shows(None)
    other.shows("alice")


def test_bob_over_alice_is_bob_go_gitea_17740(browser: Browser, bridge: FakeBridge) -> None:
    browser.log_in("alice")

    browser.log_in("bob")

    browser.shows("bob")
    assert bridge.alive_members("alice") == []


@pytest.mark.parametrize("path", ["/flush/", "/clear/"])
def test_a_session_emptied_in_a_view_ends_at_once_django_steamauth_3(path: str, browser: Browser) -> None:
    browser.log_in("alice")

    browser.get(path)

    browser.shows(None)


def test_a_new_session_key_keeps_the_cookie_django_steamauth_3(browser: Browser) -> None:
    browser.log_in("alice")
    cookie = browser.wiki_cookie

    browser.get("/cycle/")

    browser.shows("alice")
    assert browser.wiki_cookie == cookie
    browser.log_out()
    browser.shows(None)


@only_kept_by_the_site
def test_a_session_that_was_deleted_ends_with_the_next_page_mastodon_16943(
    browser: Browser, other: Browser, settings: Any
) -> None:
    other.log_in("alice")
    browser.log_in("alice")

    lose_session(settings, browser)

    browser.shows_with_next_page(None)
    other.shows("alice")


@only_kept_by_the_site
def test_a_session_that_was_deleted_ends_with_the_next_flush_mastodon_16943(
    browser: Browser, other: Browser, settings: Any
) -> None:
    other.log_in("alice")
    browser.log_in("alice")
    lose_session(settings, browser)

    call_command("wiki_sso_flush")

    browser.shows(None)
    other.shows("alice")


@only_kept_by_the_site
def test_bob_after_alices_session_was_deleted_is_bob_mastodon_16943(
    browser: Browser, settings: Any, bridge: FakeBridge
) -> None:
    browser.log_in("alice")
    lose_session(settings, browser)

    browser.log_in("bob")

    browser.shows("bob")
    assert bridge.alive_members("alice") == []


def test_a_password_changed_behind_the_sites_back_ends_the_session_with_the_next_page_mastodon_16943(
    browser: Browser,
) -> None:
    """Django drops a session whose password hash no longer fits; ``update`` sends no signal."""
    browser.log_in("alice")

    User.objects.filter(username="alice").update(password="md5$x$y")

    browser.shows_with_next_page(None)


def test_a_user_deactivated_behind_the_sites_back_is_out_with_the_next_page_mastodon_16943(
    browser: Browser,
) -> None:
    browser.log_in("alice")

    User.objects.filter(username="alice").update(is_active=False)

    browser.shows_with_next_page(None)


def test_a_user_deactivated_behind_the_sites_back_is_out_with_the_next_flush_mastodon_16943(
    browser: Browser,
) -> None:
    browser.log_in("alice")
    User.objects.filter(username="alice").update(is_active=False)

    call_command("wiki_sso_flush")

    browser.shows(None)


def test_the_flush_ends_no_session_that_lives(browser: Browser, other: Browser) -> None:
    browser.log_in("alice")
    other.log_in("bob")

    call_command("wiki_sso_flush")

    browser.shows("alice")
    other.shows("bob")


def test_a_replaced_secret_key_ends_the_session_with_the_next_page_mastodon_16943(
    browser: Browser, settings: Any
) -> None:
    browser.log_in("alice")

    settings.SECRET_KEY = "another-key-for-the-tests-of-this-package"
    assert browser.site_user() is None
    assert browser.wiki_user() is None

    # Where sessions live in their browsers nothing of it can be read any more: its cookie ends as a stranger's does.
    call_command("wiki_sso_flush")
    browser.shows(None)


def test_a_session_of_fifteen_minutes_gives_a_wiki_login_of_fifteen_minutes_mastodon_16943(
    browser: Browser, bridge: FakeBridge
) -> None:
    browser.post("/log-in-for/900/")
    browser.shows("alice")

    bridge.advance(880)
    assert browser.wiki_user() == "alice"
    bridge.advance(40)
    assert browser.wiki_user() is None


# Files carry the file system's own time, which no test can move.
@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "file"], indirect=True)
def test_a_wiki_login_is_renewed_while_the_session_lives_mastodon_16943(
    browser: Browser, bridge: FakeBridge, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time passes at site and bridge alike; the site saves its session with every page."""
    settings.SESSION_SAVE_EVERY_REQUEST = True
    settings.SESSION_COOKIE_AGE = 900
    clock = MovedClock(monkeypatch, bridge)
    browser.log_in("alice")
    assert browser.wiki_user() == "alice"

    for _page in range(4):
        clock.advance(600)
        assert browser.site_user() == "alice"
        assert browser.wiki_user() == "alice"

    browser.log_out()
    browser.shows(None)


class MovedClock:
    """The process's clock, moved as a whole: Django reads it in ``time`` and in ``timezone.now``."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, bridge: FakeBridge) -> None:
        self._seconds = 0.0
        self._bridge = bridge
        real_time, real_now = time.time, timezone.now
        monkeypatch.setattr(time, "time", lambda: real_time() + self._seconds)
        monkeypatch.setattr(timezone, "now", lambda: real_now() + timedelta(seconds=self._seconds))

    def advance(self, seconds: float) -> None:
        self._seconds += seconds
        # Calls are signed by a clock that this one does not move.
        self._bridge.clock_error = -self._seconds
