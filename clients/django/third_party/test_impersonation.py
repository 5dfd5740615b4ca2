"""One person as another, by four packages: no wiki login meanwhile, the admin's own one afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User

from .conftest import Browser, middleware_with
from .fake_bridge import FakeBridge


@dataclass(frozen=True)
class Impersonation:
    """How a package begins and ends it."""

    start: Callable[[Browser, User], Any]
    stop: Callable[[Browser], Any]
    middleware: tuple[str, ...] = ()


KINDS = {
    "django-hijack": Impersonation(
        start=lambda browser, user: browser.post("/hijack/acquire/", {"user_pk": user.pk}),
        stop=lambda browser: browser.post("/hijack/release/"),
        middleware=("hijack.middleware.HijackUserMiddleware",),
    ),
    "django-loginas": Impersonation(
        start=lambda browser, user: browser.post(f"/loginas/login/user/{user.pk}/"),
        stop=lambda browser: browser.get("/loginas/logout/"),
    ),
    "django-su": Impersonation(
        start=lambda browser, user: browser.post(f"/su/{user.pk}/"),
        stop=lambda browser: browser.get("/su/"),
    ),
    "django-impersonate": Impersonation(
        start=lambda browser, user: browser.get(f"/impersonate/{user.pk}/"),
        stop=lambda browser: browser.get("/impersonate/stop/"),
        middleware=("impersonate.middleware.ImpersonateMiddleware",),
    ),
}


@pytest.fixture(params=KINDS.values(), ids=KINDS.keys())
def kind(request: Any, settings: Any) -> Impersonation:
    chosen: Impersonation = request.param
    settings.MIDDLEWARE = middleware_with(*chosen.middleware)
    return chosen


@pytest.fixture
def admins(browser: Browser) -> Browser:
    """The admin's browser, logged in at site and wiki."""
    browser.log_in("admin")
    assert browser.wiki_user() == "admin"
    return browser


def test_no_wiki_login_while_an_admin_is_alice(
    kind: Impersonation, admins: Browser, alice: User, elsewhere: Browser, bridge: FakeBridge
) -> None:
    alices = bridge.alive_members("alice")

    assert kind.start(admins, alice).status_code == 302

    assert admins.site_user() == "alice"
    assert admins.wiki_user() is None
    assert bridge.alive_members("admin") == []
    assert bridge.alive_members("alice") == alices


def test_enter_says_no_with_a_page_while_an_admin_is_alice(
    kind: Impersonation, admins: Browser, alice: User, elsewhere: Browser, bridge: FakeBridge
) -> None:
    alices = bridge.alive_members("alice")
    kind.start(admins, alice)

    answer = admins.enter()

    assert answer.status_code == 403
    assert "wiki" in answer.content.decode().lower()
    assert admins.wiki_user() is None
    assert bridge.alive_members("alice") == alices


def test_pages_while_an_admin_is_alice_never_open_the_wiki(
    kind: Impersonation, admins: Browser, alice: User, bridge: FakeBridge
) -> None:
    kind.start(admins, alice)
    for _page in range(3):
        admins.site_user()
    User.objects.get(pk=alice.pk).save()

    assert admins.site_user() == "alice"
    assert admins.wiki_user() is None
    assert bridge.alive_members() == []


def test_the_admin_has_an_own_wiki_login_again_after_it(
    kind: Impersonation, admins: Browser, alice: User, elsewhere: Browser, bridge: FakeBridge
) -> None:
    kind.start(admins, alice)
    admins.site_user()

    kind.stop(admins)
    assert admins.site_user() == "admin"
    assert admins.enter().status_code == 302

    admins.shows("admin")
    assert len(bridge.alive_members("admin")) == 1


def test_the_admins_logout_in_the_middle_leaves_nothing_alive(
    kind: Impersonation, admins: Browser, alice: User, elsewhere: Browser, bridge: FakeBridge
) -> None:
    kind.start(admins, alice)
    admins.site_user()

    admins.log_out()
    admins.log_out()

    admins.shows(None)
    assert bridge.alive_members("admin") == []


def test_a_site_may_allow_it(
    kind: Impersonation, admins: Browser, alice: User, settings: Any, bridge: FakeBridge
) -> None:
    """``MAY_ENTER`` is the whole policy: one that looks at nothing lets the admin in as alice, by choice."""
    settings.WIKI_SSO = {**settings.WIKI_SSO, "MAY_ENTER": "third_party.policies.anyone"}
    kind.start(admins, alice)

    assert admins.enter().status_code == 302

    admins.shows("alice")
    assert len(bridge.alive_members("alice")) == 1
