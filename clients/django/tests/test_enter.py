"""The way from the wiki through the site and back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from wiki_sso_client import safe_next

from django_wiki_sso.models import IssuedCookie

from .bridge import Bridge, says, unavailable
from .conftest import Visitor

WIKI = "http://wiki.example.localhost:8080"
PAGE = WIKI + "/My%20Page%20%C5%BD?action=edit&x=1%2B1#top"


def enter(visitor: Visitor, next_url: str = PAGE) -> Any:
    return visitor.get("/wiki-sso/enter?" + urlencode({"next": next_url}))


def test_whoever_is_logged_in_gets_a_fresh_cookie_and_goes_back_to_the_page(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()
    bridge.live.clear()

    response = enter(visitor)

    assert response.status_code == 302
    assert response["Location"] == PAGE
    assert bridge.accepts(visitor.wiki_cookie)


def test_the_cookie_from_enter_is_the_one_that_the_logout_ends(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()
    enter(visitor)
    assert len(bridge.live) == 1

    visitor.log_out()

    assert bridge.live == {}


def test_whoever_is_not_logged_in_logs_in_first_and_ends_up_on_the_page(visitor: Visitor, bridge: Bridge) -> None:
    to_login = enter(visitor)
    assert urlsplit(to_login["Location"]).path == "/login/"
    assert bridge.calls == []

    back = visitor.client.post(to_login["Location"], {"username": "alice", "password": "pw"})
    final = visitor.get(back["Location"])

    assert final["Location"] == PAGE
    assert bridge.accepts(visitor.wiki_cookie)


def test_a_bad_next_is_already_gone_from_the_way_to_the_login(visitor: Visitor, bridge: Bridge) -> None:
    to_login = enter(visitor, "https://evil.example/")

    [back] = parse_qs(urlsplit(to_login["Location"]).query)["next"]
    assert parse_qs(urlsplit(back).query)["next"] == [WIKI]


def test_a_login_page_on_another_host_is_told_the_whole_address(visitor: Visitor, settings: Any) -> None:
    settings.LOGIN_URL = "https://accounts.example.localhost/in?brand=1"

    to_login = urlsplit(enter(visitor)["Location"])

    assert to_login.netloc == "accounts.example.localhost"
    query = parse_qs(to_login.query)
    assert query["brand"] == ["1"]
    assert query["next"][0].startswith("http://www.example.localhost/wiki-sso/enter?next=")


def test_a_page_address_too_long_for_the_login_form_still_leads_to_the_wiki(visitor: Visitor, bridge: Bridge) -> None:
    to_login = enter(visitor, WIKI + "/" + "%C3%A9" * 330)
    back = visitor.client.post(to_login["Location"], {"username": "alice", "password": "pw"})

    assert visitor.get(back["Location"])["Location"] == WIKI


@pytest.mark.parametrize("fault", [unavailable, says(500, b""), says(200, b"{}")], ids=["503", "500", "bad"])
def test_with_the_bridge_down_a_page_says_so_and_redirects_nowhere(
    fault: Any, visitor: Visitor, bridge: Bridge
) -> None:
    visitor.log_in()
    bridge.always = fault

    response = enter(visitor)

    assert response.status_code == 503
    assert "Location" not in response
    assert response["Retry-After"] == "30"
    text = response.content.decode()
    assert "cannot log you in right now" in text
    assert quote(PAGE, safe="") in text


def test_a_page_name_with_markup_is_harmless_on_the_page_that_says_so(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()
    bridge.stop()

    response = enter(visitor, WIKI + "/\"><script>alert(1)</script>'")

    assert response.status_code == 503
    assert "<script" not in response.content.decode()


def test_without_template_loaders_for_apps_a_plain_text_says_so(
    visitor: Visitor, bridge: Bridge, settings: Any
) -> None:
    visitor.log_in()
    bridge.stop()
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]

    response = enter(visitor)

    assert response.status_code == 503
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_a_visitor_sent_back_and_forth_ends_on_a_page_that_says_so(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()

    statuses = [enter(visitor).status_code for _ in range(5)]

    assert statuses[:3] == [302, 302, 302]
    assert statuses[3:] == [503, 503]


def test_many_pages_opened_at_once_are_no_loop(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()

    statuses = {enter(visitor, f"{WIKI}/Page{number}").status_code for number in range(8)}

    assert statuses == {302}


def test_cookies_that_tabs_got_at_the_same_moment_all_end_with_the_logout(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()
    tabs_got(visitor, 3)
    assert len(bridge.live) == 3

    visitor.log_out()

    assert not bridge.live
    assert not IssuedCookie.objects.exists()


def test_cookies_that_tabs_got_at_the_same_moment_all_end_with_another_users_login(
    visitor: Visitor, bob: User, bridge: Bridge
) -> None:
    visitor.log_in()
    tabs_got(visitor, 3)

    visitor.log_in("bob")

    assert bridge.names() == ["bob"]


def test_of_cookies_that_tabs_got_at_the_same_moment_a_later_visit_leaves_one(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()
    tabs_got(visitor, 3)
    enter(visitor, f"{WIKI}/Soon")
    assert len(bridge.live) == 3, "another tab may be about to use the one that it got"

    IssuedCookie.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    enter(visitor, f"{WIKI}/Later")

    assert len(bridge.live) == 1
    assert bridge.accepts(visitor.wiki_cookie)
    assert IssuedCookie.objects.count() == 1


def test_without_its_table_a_visit_still_gives_a_cookie(
    visitor: Visitor, bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.log_in()
    monkeypatch.setattr(IssuedCookie._meta, "db_table", "not_there")

    assert enter(visitor).status_code == 302
    assert bridge.accepts(visitor.wiki_cookie)
    assert visitor.log_out().status_code == 302
    assert not bridge.live


def tabs_got(visitor: Visitor, count: int) -> None:
    """As if so many tabs had entered at once: each saw the session as it was, and one saved it last."""
    store = visitor.client.session
    before = dict(store.items())
    cookie = visitor.wiki_cookie
    for number in range(count):
        if cookie is not None:
            visitor.hold_wiki_cookie(cookie)
        session = visitor.client.session
        session.clear()
        session.update(before)
        session.save()
        enter(visitor, f"{WIKI}/Tab{number}")


def test_enter_with_an_unusable_setting_says_so(visitor: Visitor, settings: Any) -> None:
    settings.WIKI_SSO = None

    assert visitor.get("/wiki-sso/enter").status_code == 503


def test_a_deactivated_user_whose_session_lives_on_gets_no_cookie(
    visitor: Visitor, bridge: Bridge, settings: Any, alice: User
) -> None:
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.AllowAllUsersModelBackend"]
    visitor.log_in()
    User.objects.update(is_active=False)
    assert visitor.is_logged_in

    response = enter(visitor)

    assert response.status_code == 503
    assert visitor.wiki_cookie is None
    assert bridge.live == {}


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_only_get_and_head_are_taken(method: str, visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()

    response = getattr(visitor.client, method)("/wiki-sso/enter")

    assert response.status_code == 405
    assert len(bridge.calls) == 1


def test_head_makes_no_cookie(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()

    response = visitor.client.head("/wiki-sso/enter")

    assert response.status_code == 302
    assert len(bridge.calls) == 1


@pytest.mark.parametrize("logged_in", [True, False])
def test_no_answer_of_enter_may_be_cached(logged_in: bool, visitor: Visitor, bridge: Bridge) -> None:
    if logged_in:
        visitor.log_in()

    assert "no-store" in enter(visitor)["Cache-Control"]


def test_a_link_from_a_foreign_site_gives_a_visitor_only_a_cookie_of_their_own(
    visitor: Visitor, bob: User, bridge: Bridge
) -> None:
    attacker = Visitor()
    attacker.log_in("bob")
    visitor.hold_wiki_cookie(str(attacker.wiki_cookie))
    visitor.client.force_login(User.objects.get(username="alice"))

    enter(visitor, "https://evil.example/steal")

    assert bridge.names() == ["alice"]
    assert bridge.accepts(visitor.wiki_cookie)


GOOD = {
    WIKI: WIKI + "/",
    WIKI + "/": WIKI + "/",
    WIKI + "?q=1": WIKI + "/?q=1",
    WIKI + "#top": WIKI + "/#top",
    PAGE: PAGE,
    WIKI + "/Žluť 李": WIKI + "/%C5%BDlu%C5%A5%20%E6%9D%8E",
    WIKI + "/100%25": WIKI + "/100%25",
    WIKI + "//evil.example/": WIKI + "//evil.example/",
    WIKI + "/?next=https://evil.example/": WIKI + "/?next=https://evil.example/",
    "HTTP://WIKI.example.localhost:8080/A": WIKI + "/A",
    "https://docs.example.localhost/x": "https://docs.example.localhost/x",
    "https://docs.example.localhost:443/x": "https://docs.example.localhost/x",
}


@pytest.mark.parametrize("wanted", GOOD)
def test_a_page_of_a_wiki_is_kept_to_the_letter(wanted: str, settings: Any) -> None:
    assert safe_next(wanted, settings.WIKI_SSO["WIKI_URLS"]) == GOOD[wanted]


BAD = [
    None,
    "",
    "/Home",
    "Home",
    "//wiki.example.localhost:8080/",
    "//evil.example/",
    "https://wiki.example.localhost:8080/",
    "http://wiki.example.localhost/",
    "http://wiki.example.localhost:8081/",
    "http://docs.example.localhost/",
    "https://docs.example.localhost:444/",
    "http://wiki.example.localhost:8080.evil.example/",
    "http://wiki.example.localhost:8080@evil.example/",
    "http://alice@wiki.example.localhost:8080/",
    "http://alice:pw@wiki.example.localhost:8080/",
    "http://evil.example\\@wiki.example.localhost:8080/",
    "http://evil.example\\.wiki.example.localhost:8080/",
    "http:\\\\wiki.example.localhost:8080/",
    "http:/wiki.example.localhost:8080/",
    "http:///wiki.example.localhost:8080/",
    "http:wiki.example.localhost:8080/",
    WIKI + "\\@evil.example/",
    WIKI + "/\\evil.example",
    WIKI + "/a\r\nSet-Cookie: x=1",
    WIKI + "/a\tb",
    WIKI + "/\x00",
    WIKI + "/\x85",
    WIKI + "/\ud800",
    " " + WIKI,
    "\x01" + WIKI,
    "ht\ntp://evil.example/",
    "javascript:alert(1)//" + WIKI,
    "data:text/html," + WIKI,
    "http://WİKI.example.localhost:8080/",
    "http://wiki。example.localhost:8080/",
    "http://wiki.example.localhost.:8080/",
    "http://wiki.example.localhost:99999/",
    "http://wiki.example.localhost:8080８/",
    "http://wiki.example.localhost:x/",
    "http://[::1/",
    "http://[wiki.example.localhost]:8080/",
    WIKI + "/" + "a" * 3_000,
    WIKI + "/" + "ž" * 1_000,
]


@pytest.mark.parametrize("wanted", BAD, ids=repr)
def test_anything_else_leads_to_the_first_wiki(wanted: str | None, settings: Any) -> None:
    assert safe_next(wanted, settings.WIKI_SSO["WIKI_URLS"]) == WIKI


def test_of_several_nexts_in_the_address_none_leads_astray(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()

    response = visitor.get(f"/wiki-sso/enter?next={quote(PAGE)}&next=https://evil.example/")

    assert response["Location"] == WIKI


def test_an_anonymous_head_leads_to_the_login(bridge: Bridge, db: None) -> None:
    response = Client().head("/wiki-sso/enter")

    assert urlsplit(response["Location"]).path == "/login/"
