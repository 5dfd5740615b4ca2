from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.test import Client

from django_wiki_sso.internal import accounts, outbox

from .bridge import Bridge

SITE = "www.example.localhost"


class Visitor:
    """A browser with its own cookies at the site."""

    def __init__(self) -> None:
        self.client = Client(headers={"host": SITE})

    def log_in(self, username: str = "alice", **extra: Any) -> Any:
        return self.client.post("/login/", {"username": username, "password": "pw"}, **extra)

    def log_out(self) -> Any:
        return self.client.post("/logout/")

    def get(self, path: str) -> Any:
        return self.client.get(path)

    @property
    def wiki_cookie(self) -> str | None:
        """The value that this browser would send to the wiki."""
        morsel = self.client.cookies.get("wiki_sso")
        return morsel.coded_value if morsel is not None and morsel.coded_value else None

    def hold_wiki_cookie(self, value: str) -> None:
        self.client.cookies["wiki_sso"] = value
        self.client.cookies["wiki_sso"].set("wiki_sso", value, value)

    @property
    def is_logged_in(self) -> bool:
        return "user: nobody" not in self.get("/").content.decode()


@pytest.fixture(autouse=True)
def fresh_process() -> None:
    """What a process remembers of an outage, forgotten."""
    outbox.schedule.look_at = math.inf
    outbox.schedule.failures = 0
    accounts.pause.until = 0.0


@pytest.fixture
def bridge(settings: Any) -> Iterator[Bridge]:
    """A bridge that works, and a site that is set up for it."""
    bridge = Bridge(settings.WIKI_SSO["HOOK_SECRET"])
    settings.WIKI_SSO = {**settings.WIKI_SSO, "HOOKS_URL": bridge.hooks_url}
    yield bridge
    bridge.stop()


@pytest.fixture
def alice(db: None) -> User:
    return get_user_model().objects.create_user("alice", "alice@example.com", "pw")


@pytest.fixture
def bob(db: None) -> User:
    return get_user_model().objects.create_user("bob", "bob@example.com", "pw")


@pytest.fixture
def visitor(alice: User) -> Visitor:
    """Alice's browser, not yet logged in."""
    return Visitor()
