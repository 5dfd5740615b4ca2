"""A wiki that is a Django app itself sends ``next`` without its own address."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from wiki.conf import settings as wiki_settings
from wiki.models import URLPath

from .conftest import Browser

FIRST, SECOND = "http://wiki.example.localhost:8080", "https://docs.example.localhost"


@pytest.fixture
def next_of_the_wiki(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> str:
    """What django-wiki sends an anonymous visitor with who wants to read a page for members."""
    monkeypatch.setattr(wiki_settings, "LOGIN_URL", "https://www.example.localhost/wiki-sso/enter")
    root = URLPath.create_root(title="Members", content="for members")
    root.article.other_read = False
    root.article.save()
    location = browser.get("/own-wiki/")["location"]
    assert location.startswith("https://www.example.localhost/wiki-sso/enter?next=/own-wiki/")
    return parse_qs(urlsplit(location).query)["next"][0]


@pytest.mark.parametrize("wiki", [FIRST, SECOND], ids=["the first wiki", "the second wiki"])
@pytest.mark.parametrize("referer", ["{wiki}/", "{wiki}/own-wiki/private/"], ids=["origin", "page"])
def test_a_relative_next_leads_back_to_the_wiki_that_sent_it(
    wiki: str, referer: str, browser: Browser, next_of_the_wiki: str
) -> None:
    browser.log_in("alice")

    answer = browser.get(
        "/wiki-sso/enter", query_params={"next": next_of_the_wiki}, headers={"referer": referer.format(wiki=wiki)}
    )

    assert answer.status_code == 302
    assert answer["location"] == wiki + next_of_the_wiki
    browser.shows("alice")


def test_a_relative_next_survives_the_login_form(browser: Browser, next_of_the_wiki: str) -> None:
    """The visitor is anonymous at the site too, and comes to ``enter`` again from the site's own form."""
    to_form = browser.get("/wiki-sso/enter", query_params={"next": next_of_the_wiki}, headers={"referer": SECOND + "/"})
    back = parse_qs(urlsplit(to_form["location"]).query)["next"][0]
    browser.log_in("alice")

    answer = browser.get(back, headers={"referer": "http://www.example.localhost/login/"})

    assert answer["location"] == SECOND + next_of_the_wiki
    browser.shows("alice")


@pytest.mark.parametrize(
    "referer", [None, "https://evil.example/", "https://docs.example.localhost.evil.example/", "nonsense"]
)
def test_a_relative_next_from_nowhere_known_leads_to_a_wiki_of_ours(
    referer: str | None, browser: Browser, next_of_the_wiki: str
) -> None:
    browser.log_in("alice")

    answer = browser.get(
        "/wiki-sso/enter",
        query_params={"next": next_of_the_wiki},
        headers={"referer": referer} if referer else {},
    )

    assert answer["location"] in (FIRST, FIRST + next_of_the_wiki)


@pytest.mark.parametrize("evil", ["//evil.example/", "/\\evil.example/", "/%09/evil.example/", "\t//evil.example"])
def test_a_relative_next_that_only_looks_it_leads_to_a_wiki_of_ours(evil: str, browser: Browser) -> None:
    browser.log_in("alice")

    answer = browser.get("/wiki-sso/enter", query_params={"next": evil}, headers={"referer": SECOND + "/"})

    parts = urlsplit(answer["location"])
    assert f"{parts.scheme}://{parts.netloc}" in (FIRST, SECOND)


def test_the_wikis_logout_link_asks_and_then_logs_out_of_both(browser: Browser, elsewhere: Browser) -> None:
    browser.log_in("alice")
    leave = {"next": SECOND + "/bye"}

    asked: Any = browser.get("/wiki-sso/leave", query_params=leave)
    assert asked.status_code == 200
    browser.shows("alice")

    answer = browser.post("/wiki-sso/leave", leave)

    assert answer["location"] == SECOND + "/bye"
    browser.shows(None)


def test_django_wikis_own_logout_ends_the_wiki_login(browser: Browser, elsewhere: Browser) -> None:
    browser.log_in("alice")

    browser.get("/own-wiki/_accounts/logout/")

    browser.shows(None)
