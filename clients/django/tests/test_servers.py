"""From outside: under ASGI, and over a real WSGI server."""

from __future__ import annotations

import asyncio
import http.client
import re
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import AsyncClient

from .bridge import Bridge, slow, unavailable
from .conftest import SITE


class AsyncVisitor:
    """A browser at the site under ASGI."""

    def __init__(self) -> None:
        self.client = AsyncClient()

    async def log_in(self, username: str = "alice", path: str = "/login/") -> Any:
        return await self.client.post(path, {"username": username, "password": "pw"})

    @property
    def wiki_cookie(self) -> str | None:
        morsel = self.client.cookies.get("wiki_sso")
        return morsel.coded_value if morsel is not None and morsel.coded_value else None


@pytest.mark.parametrize("path", ["/login/", "/alogin/"], ids=["sync view", "async view"])
@pytest.mark.parametrize("out", ["/logout/", "/alogout/"], ids=["sync out", "async out"])
def test_under_asgi_login_and_logout_reach_the_wiki(path: str, out: str, alice: User, bridge: Bridge) -> None:
    async def run() -> None:
        visitor = AsyncVisitor()
        await visitor.log_in(path=path)
        saved = visitor.wiki_cookie
        assert bridge.accepts(saved)

        await visitor.client.post(out)

        assert not bridge.accepts(saved)
        assert visitor.wiki_cookie is None

    async_to_sync(run)()


def test_under_asgi_enter_gives_a_cookie(alice: User, bridge: Bridge) -> None:
    async def run() -> None:
        visitor = AsyncVisitor()
        await visitor.log_in()
        bridge.live.clear()

        response = await visitor.client.get("/wiki-sso/enter")

        assert response.status_code == 302
        assert bridge.accepts(visitor.wiki_cookie)

    async_to_sync(run)()


def test_under_asgi_a_login_over_a_live_session_supersedes_its_cookie(alice: User, bob: User, bridge: Bridge) -> None:
    async def run() -> None:
        visitor = AsyncVisitor()
        await visitor.log_in(path="/alogin/")
        await visitor.log_in("bob", path="/alogin/")
        assert bridge.names() == ["bob"]

        visitor.client.cookies.pop("wiki_sso")
        await visitor.log_in(path="/alogin/")
        assert bridge.names() == ["alice"]

    async_to_sync(run)()


@pytest.mark.parametrize("path", ["/login/", "/alogin/"])
@pytest.mark.parametrize("out", ["/logout/", "/alogout/"])
def test_under_asgi_a_slow_bridge_never_blocks_the_event_loop(path: str, out: str, alice: User, bridge: Bridge) -> None:
    bridge.always = slow(0.6)

    async def run() -> float:
        longest, done = 0.0, asyncio.Event()

        async def heart() -> None:
            nonlocal longest
            while not done.is_set():
                before = time.monotonic()
                await asyncio.sleep(0.01)
                longest = max(longest, time.monotonic() - before)

        beating = asyncio.create_task(heart())
        visitor = AsyncVisitor()
        await visitor.log_in(path=path)
        await visitor.client.post(out)
        done.set()
        await beating
        return longest

    assert async_to_sync(run)() < 0.4
    assert len(bridge.calls) == 2


class RealVisitor:
    """Speaks HTTP over a socket and keeps cookies by their exact bytes."""

    def __init__(self, site_url: str) -> None:
        self._host = urlsplit(site_url).netloc
        self.cookies: dict[str, str] = {}
        self.set_cookie_lines: list[str] = []

    def request(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection(self._host, timeout=10)
        headers = {
            "Host": SITE,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(form) if form is not None else None, headers)
        response = connection.getresponse()
        body = response.read().decode()
        self.set_cookie_lines = response.headers.get_all("Set-Cookie") or []
        for line in self.set_cookie_lines:
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0]
            if "max-age=0" in line.lower():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        connection.close()
        return response.status, response.headers.get("Location", ""), body

    def post_form(self, path: str, **fields: str) -> tuple[int, str, str]:
        _status, _location, page = self.request("GET", "/login/")
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        return self.request("POST", path, {"csrfmiddlewaretoken": token[1], **fields})


@pytest.fixture
def real_visitor(live_server: Any, settings: Any, transactional_db: None) -> RealVisitor:
    settings.ALLOWED_HOSTS = [SITE]
    User.objects.create_user("Zoë Müller", "zoe@example.com", "pw")
    return RealVisitor(live_server.url)


def test_over_a_real_server_the_cookie_survives_login_relogin_and_logout(
    real_visitor: RealVisitor, bridge: Bridge
) -> None:
    real_visitor.post_form("/login/", username="Zoë Müller", password="pw")
    first = real_visitor.cookies["wiki_sso"]
    assert first.startswith("Zo%C3%AB%20M%C3%BCller#zoe@example.com#")
    assert bridge.accepts(first)

    real_visitor.post_form("/login/", username="Zoë Müller", password="pw")
    second = real_visitor.cookies["wiki_sso"]
    assert not bridge.accepts(first)
    assert bridge.accepts(second)

    real_visitor.post_form("/logout/")
    assert not bridge.accepts(second)
    assert "wiki_sso" not in real_visitor.cookies
    assert bridge.live == {}


def test_over_a_real_server_a_login_with_the_bridge_down_is_a_login(real_visitor: RealVisitor, bridge: Bridge) -> None:
    bridge.always = unavailable

    status, location, _body = real_visitor.post_form("/login/", username="Zoë Müller", password="pw")

    assert (status, location) == (302, "/")
    assert "user: Zoë Müller" in real_visitor.request("GET", "/")[2]
    assert "wiki_sso" not in real_visitor.cookies


def test_over_a_real_server_enter_goes_to_the_wiki_and_nowhere_else(real_visitor: RealVisitor, bridge: Bridge) -> None:
    real_visitor.post_form("/login/", username="Zoë Müller", password="pw")

    for wanted in ("//evil.example", "%5C%5Cevil.example", "http://wiki.example.localhost:8080.evil"):
        status, location, _body = real_visitor.request("GET", f"/wiki-sso/enter?next={wanted}")
        assert (status, location) == (302, "http://wiki.example.localhost:8080")


@pytest.mark.django_db(transaction=True)
def test_under_asgi_a_changed_email_gives_the_session_a_fresh_cookie(bridge: Bridge) -> None:
    User.objects.create_user("alice", "alice@example.com", "pw")

    async def run() -> None:
        visitor = AsyncVisitor()
        await visitor.log_in()
        before = visitor.wiki_cookie

        await visitor.client.post("/achange/", {"email": "new@example.com"})

        assert not bridge.accepts(before)
        assert bridge.accepts(visitor.wiki_cookie)
        assert [live[1] for live in bridge.live.values()] == ["new@example.com"]

    async_to_sync(run)()


def test_under_asgi_a_page_that_has_nothing_to_do_needs_no_thread(
    alice: User, bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished: list[str] = []

    def finish(request: Any, _response: Any) -> None:
        finished.append(request.path)

    async def run() -> None:
        visitor = AsyncVisitor()
        await visitor.log_in()
        monkeypatch.setattr("django_wiki_sso.internal.wiki_session.WikiSession.settle", finish)

        await visitor.client.get("/")
        await visitor.client.get("/public/")

    async_to_sync(run)()
    assert finished == []


@pytest.mark.django_db(transaction=True)
def test_under_asgi_requests_at_once_do_not_mix_up_their_users(bridge: Bridge) -> None:
    names = [f"user{number}" for number in range(6)]
    for name in names:
        User.objects.create_user(name, "", "pw")
    bridge.always = slow(0.05)

    async def run() -> list[AsyncVisitor]:
        visitors = [AsyncVisitor() for _ in names]
        await asyncio.gather(*(visitor.log_in(name, "/alogin/") for visitor, name in zip(visitors, names, strict=True)))
        return visitors

    for visitor, name in zip(async_to_sync(run)(), names, strict=True):
        assert str(visitor.wiki_cookie).startswith(f"{name}##")
        assert bridge.accepts(visitor.wiki_cookie)
