"""Browsers and a bridge, for tests that look at a site from outside.

What every test here holds to: after a response, the wiki shows the visitor whom the site shows in that browser,
or nobody when the site's policy says so; after a logout was answered no cookie of that session is alive; and no
cookie of another browser has ended.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import AsyncClient, Client

from django_wiki_sso.internal import accounts, outbox

from .fake_bridge import FakeBridge

SITE = "www.example.localhost"


class Browser:
    """One browser with its cookies, at the site and at the wiki."""

    def __init__(self, bridge: FakeBridge, *, asgi: bool = False) -> None:
        self._bridge = bridge
        self._asgi = asgi
        kind = AsyncClient if asgi else Client
        self.client = kind(raise_request_exception=False)
        #: Every wiki cookie that this browser ever held.
        self.seen_cookies: list[str] = []

    def get(self, path: str, **extra: Any) -> Any:
        return self._call(self.client.get, path, **extra)

    def post(self, path: str, data: Any = None, **extra: Any) -> Any:
        return self._call(self.client.post, path, data or {}, **extra)

    def post_json(self, path: str, data: Any = None, **extra: Any) -> Any:
        return self.post(path, data, content_type="application/json", **extra)

    def delete(self, path: str, data: Any = "", **extra: Any) -> Any:
        return self._call(self.client.delete, path, data, content_type="application/json", **extra)

    def _call(self, method: Any, *args: Any, **extra: Any) -> Any:
        if not self._asgi:  # whose client has a host of its own, and would send both
            extra["headers"] = {"host": SITE, **extra.get("headers", {})}
        response = async_to_sync(method)(*args, **extra) if self._asgi else method(*args, **extra)
        if self.wiki_cookie is not None and self.wiki_cookie not in self.seen_cookies:
            self.seen_cookies.append(self.wiki_cookie)
        return response

    def log_in(self, username: str = "alice") -> Any:
        """By Django's own form view."""
        return self.post("/login/", {"username": username, "password": "pw"})

    def log_out(self) -> Any:
        return self.post("/logout/")

    def enter(self, **extra: Any) -> Any:
        return self.get("/wiki-sso/enter?next=http://wiki.example.localhost:8080/Page", **extra)

    @property
    def wiki_cookie(self) -> str | None:
        """The value that this browser would send to the wiki."""
        morsel = self.client.cookies.get("wiki_sso")
        return morsel.coded_value or None if morsel is not None else None

    def wiki_user(self) -> str | None:
        """Whom the wiki shows in this browser."""
        return self._bridge.user_of(self.wiki_cookie)

    def site_user(self) -> str | None:
        """Whom the site shows in this browser: one more request."""
        return self.get("/who/").content.decode() or None

    def shows(self, expected: str | None) -> None:
        """Assert that site and wiki show ``expected``: the wiki before and after one more page of the site."""
        assert self.wiki_user() == expected, "the wiki, after the response"
        self.shows_with_next_page(expected)

    def shows_with_next_page(self, expected: str | None) -> None:
        """Assert that from the next page on, site and wiki show ``expected``."""
        assert self.site_user() == expected, "the site"
        assert self.wiki_user() == expected, "the wiki, after one more page"
        if expected is None:
            alive = [cookie for cookie in self.seen_cookies if self._bridge.user_of(cookie)]
            assert alive == [], "cookies that this browser once held and that are still good"


@pytest.fixture(autouse=True)
def fresh_process() -> None:
    """What a process remembers of an outage or a cache, forgotten."""
    cache.clear()
    outbox.schedule.look_at = math.inf
    outbox.schedule.failures = 0
    accounts.pause.until = 0.0


@pytest.fixture
def bridge(settings: Any) -> Iterator[FakeBridge]:
    """A bridge that works, and a site that is set up for it."""
    bridge = FakeBridge()
    settings.WIKI_SSO = {**settings.WIKI_SSO, "HOOKS_URL": bridge.hooks_url}
    yield bridge
    bridge.stop()


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """Alice, bob, and an admin who may do everything."""
    users = get_user_model().objects
    return {
        "alice": users.create_user("alice", "alice@example.com", "pw"),
        "bob": users.create_user("bob", "bob@example.com", "pw"),
        "admin": users.create_superuser("admin", "admin@example.com", "pw"),
    }


@pytest.fixture
def alice(people: dict[str, User]) -> User:
    return people["alice"]


@pytest.fixture
def bob(people: dict[str, User]) -> User:
    return people["bob"]


@pytest.fixture
def new_browser(people: dict[str, User], bridge: FakeBridge) -> Callable[[], Browser]:
    return lambda: Browser(bridge)


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    """Nobody is logged in here yet."""
    return new_browser()


@pytest.fixture
def elsewhere(new_browser: Callable[[], Browser]) -> Iterator[Browser]:
    """Another browser of alice's, logged in; what happens in the first must not touch it."""
    other = new_browser()
    other.log_in("alice")
    assert other.wiki_user() == "alice"
    yield other
    assert other.wiki_user() == "alice", "another browser lost its wiki login"


def middleware_with(*added: str, first: tuple[str, ...] = (), instead: dict[str, str] | None = None) -> list[str]:
    """The site's middleware with ``first`` before and ``added`` after it, some replaced."""
    stock = [(instead or {}).get(name, name) for name in django_settings.MIDDLEWARE]
    return [*first, *stock, *added]
