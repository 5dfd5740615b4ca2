"""Sessions that another session ends, or that end in a websocket: no request of theirs, and no signal with one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from channels.auth import AuthMiddlewareStack
from channels.auth import login as channels_login
from channels.auth import logout as channels_logout
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.auth.models import User
from django.core.management import call_command

from .conftest import Browser, middleware_with
from .fake_bridge import FakeBridge


@dataclass(frozen=True)
class SignOutOthers:
    """How a package ends all sessions of a user but the one that asks."""

    set_up: Callable[[Any], None]
    ask: Callable[[Browser], Any]


def seen(browser: Browser, username: str) -> Browser:
    """Logged in, and one page later: allauth.usersessions takes note of a session with a page of it."""
    browser.log_in(username)
    assert browser.site_user() == username
    return browser


def set_up_user_sessions(settings: Any) -> None:
    settings.SESSION_ENGINE = "user_sessions.backends.db"
    settings.MIDDLEWARE = middleware_with(
        instead={"django.contrib.sessions.middleware.SessionMiddleware": ("user_sessions.middleware.SessionMiddleware")}
    )


def set_up_allauth(settings: Any) -> None:
    settings.MIDDLEWARE = middleware_with("allauth.usersessions.middleware.UserSessionsMiddleware")


KINDS = {
    "allauth.usersessions": SignOutOthers(set_up_allauth, lambda browser: browser.post("/accounts/sessions/")),
    "django-user-sessions": SignOutOthers(
        set_up_user_sessions, lambda browser: browser.post("/account/sessions/other/delete/")
    ),
}


@pytest.fixture(params=KINDS.values(), ids=KINDS.keys())
def kind(request: Any, settings: Any) -> SignOutOthers:
    chosen: SignOutOthers = request.param
    chosen.set_up(settings)
    return chosen


def test_sign_out_other_sessions_ends_their_wiki_login_with_their_next_page_mastodon_16943(
    kind: SignOutOthers, browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    lost_laptop, bobs = new_browser(), new_browser()
    seen(lost_laptop, "alice")
    seen(bobs, "bob")
    seen(browser, "alice")

    assert kind.ask(browser).status_code == 302

    lost_laptop.shows_with_next_page(None)
    browser.shows("alice")
    bobs.shows("bob")


def test_sign_out_other_sessions_ends_their_wiki_login_with_the_next_flush_mastodon_16943(
    kind: SignOutOthers, browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    lost_laptop, bobs = new_browser(), new_browser()
    seen(lost_laptop, "alice")
    seen(bobs, "bob")
    seen(browser, "alice")
    kind.ask(browser)

    call_command("wiki_sso_flush")

    assert lost_laptop.wiki_user() is None
    browser.shows("alice")
    bobs.shows("bob")


def test_after_sign_out_other_sessions_a_new_login_there_works_mastodon_16943(
    kind: SignOutOthers, browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    laptop = new_browser()
    seen(laptop, "alice")
    seen(browser, "alice")
    kind.ask(browser)

    laptop.log_in("bob")

    laptop.shows("bob")
    browser.shows("alice")


def test_one_session_ended_by_its_key_ends_its_wiki_login_mastodon_16943(
    settings: Any, browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    set_up_user_sessions(settings)
    laptop = new_browser()
    laptop.log_in("alice")
    browser.log_in("alice")
    key = laptop.client.cookies["sessionid"].value

    browser.post(f"/account/sessions/{key}/delete/")

    laptop.shows_with_next_page(None)
    browser.shows("alice")


def test_the_own_session_ended_by_its_key_ends_the_wiki_login_at_once_mastodon_16943(
    settings: Any, browser: Browser
) -> None:
    set_up_user_sessions(settings)
    browser.log_in("alice")

    browser.post(f"/account/sessions/{browser.client.cookies['sessionid'].value}/delete/")

    browser.shows(None)


def test_allauth_knows_the_sessions_that_these_tests_end(settings: Any, browser: Browser, alice: User) -> None:
    set_up_allauth(settings)
    browser.log_in("alice")
    browser.site_user()

    assert UserSession.objects.filter(user=alice).count() == 1


class Chat(AsyncJsonWebsocketConsumer):
    """Logs in or out over its websocket, with the functions of channels.auth."""

    async def receive_json(self, content: dict[str, str], **_kwargs: Any) -> None:
        if content["do"] == "logout":
            await channels_logout(self.scope)
        else:
            user = await User.objects.aget(username=content["do"])
            await channels_login(self.scope, user, backend="django.contrib.auth.backends.ModelBackend")
        await database_sync_to_async(self.scope["session"].save)()
        await self.send_json({"user": self.scope["user"].get_username()})


def says_in_chat(browser: Browser, do: str) -> str:
    """Send one message over a websocket of ``browser``'s session; gives the user whom channels then has."""

    async def run() -> str:
        scope = {"type": "websocket", "path": "/chat/", "headers": [(b"cookie", b"sessionid=" + key)]}
        chat = ApplicationCommunicator(AuthMiddlewareStack(Chat.as_asgi()), scope)
        await chat.send_input({"type": "websocket.connect"})
        assert (await chat.receive_output(5))["type"] == "websocket.accept"
        await chat.send_input({"type": "websocket.receive", "text": json.dumps({"do": do})})
        answer = json.loads((await chat.receive_output(5))["text"])
        await chat.send_input({"type": "websocket.disconnect", "code": 1000})
        await chat.wait(5)
        return str(answer["user"])

    key = browser.client.cookies["sessionid"].value.encode()
    return async_to_sync(run)()


def test_logout_in_a_websocket_ends_the_wiki_login_with_the_next_page_django_steamauth_3(
    browser: Browser, elsewhere: Browser
) -> None:
    browser.log_in("alice")

    assert says_in_chat(browser, "logout") == ""

    browser.shows_with_next_page(None)


def test_logout_in_a_websocket_ends_the_wiki_login_with_the_next_flush_django_steamauth_3(
    browser: Browser, elsewhere: Browser
) -> None:
    browser.log_in("alice")
    says_in_chat(browser, "logout")

    call_command("wiki_sso_flush")

    browser.shows(None)


def test_bobs_login_in_a_websocket_of_alices_session_ends_her_wiki_login_django_steamauth_3(
    browser: Browser, elsewhere: Browser
) -> None:
    browser.log_in("alice")

    assert says_in_chat(browser, "bob") == "bob"

    browser.shows_with_next_page(None)


def test_logout_in_a_websocket_then_bob_by_form_is_bob_django_steamauth_3(
    browser: Browser, elsewhere: Browser, bridge: FakeBridge
) -> None:
    browser.log_in("alice")
    says_in_chat(browser, "logout")

    browser.log_in("bob")

    browser.shows("bob")
    assert len(bridge.alive_members("alice")) == 1
