"""Login leads to the site and back to the very page; moin's own accounts are closed."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from moin_app import LOGIN_URL, WIKI_URL, running_app
from wiki_browser import WikiBrowser, shown_user

PAGES = [
    "/Home",
    "/",
    "/+search?q=a+b&history=on",
    "/+history/Home?bookmark=1",
    "/Not%20There%20Yet%3F",
    "/100%25",
    "/%C5%BDlu%C5%A5%20%E6%9D%8E",
    "/a+b",
    "/Parent/Child",
    "/Home?q=%2F%26&r=%C5%BE",
    "/Home?login_submit=1",
]


def login_href(page) -> str:
    return html.fromstring(page.text).xpath("//a[contains(@class, 'moin-login')]/@href")[0]


def next_of(url: str) -> str:
    assert url.startswith(LOGIN_URL + "?next=")
    return parse_qs(urlsplit(url).query)["next"][0]


@pytest.mark.parametrize("path", PAGES)
def test_login_leads_to_the_site_and_back_to_the_very_page(browser, path):
    page = browser.get(path, follow_redirects=False)
    if page.status_code == 302:
        pytest.skip("moin itself goes elsewhere from here")
    assert next_of(login_href(page)) == WIKI_URL + path


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/"])
def test_visitors_are_sent_to_the_site_and_back_to_the_very_page(private_browser, path):
    answer = private_browser.get(path)
    assert answer.status_code == 302
    assert answer.headers["Cache-Control"] == "no-store"
    assert next_of(answer.headers["Location"]) == WIKI_URL + path


@pytest.mark.parametrize("theme", ["topside", "basic", "focus", "modernized", "topside_cms"])
def test_every_theme_links_to_the_site(browser, theme, monkeypatch):
    monkeypatch.setattr(browser.app.cfg, "theme_default", theme)
    assert LOGIN_URL in browser.get("/Home").text


def test_cve_2026_40575_a_host_header_does_not_change_where_the_login_leads_back(browser):
    page = browser.get("/Home", headers={"Host": "evil.test", "X-Forwarded-Host": "evil.test", "X-Original-URL": "/x"})
    assert next_of(login_href(page)) == WIKI_URL + "/Home"


def test_a_login_url_with_a_query_keeps_it(folder):
    with running_app(folder, login_url=LOGIN_URL + "?wiki=1") as app:
        href = login_href(WikiBrowser(app).get("/Home"))
        assert href.startswith(LOGIN_URL + "?wiki=1&next=")


def test_moins_login_page_sends_to_the_site_and_back_to_where_one_came_from(browser):
    answer = browser.get("/+login", headers={"Referer": WIKI_URL + "/Some%20Page?x=1"})
    assert answer.status_code == 302
    assert next_of(answer.headers["Location"]) == WIKI_URL + "/Some%20Page?x=1"


@pytest.mark.parametrize("referer", ["http://evil.test/", "http://wiki.test.evil.test/", WIKI_URL + "/+logout", ""])
def test_moins_login_page_leads_back_to_the_start_for_a_stranger(browser, referer):
    answer = browser.get("/+login", headers={"Referer": referer})
    assert next_of(answer.headers["Location"]) == WIKI_URL + "/"


def test_moins_login_form_takes_no_password(browser):
    answer = browser.post("/+login", data={"login_username": "boss", "login_password": "x", "login_submit": "1"})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(LOGIN_URL)


def test_moins_login_page_does_not_send_away_who_is_logged_in(browser):
    answer = browser.get("/+login", "alice", headers={"Referer": WIKI_URL + "/Home"})
    assert answer.headers["Location"] == WIKI_URL + "/Home"


def test_without_a_logout_url_there_is_no_logout_link(browser):
    page = browser.get("/Home", "alice")
    assert shown_user(page) == "alice"
    assert "moin-logout" not in page.text
    assert browser.get("/+logout", "alice").headers["Location"] == "/"


def test_with_a_logout_url_the_logout_link_leads_there(folder):
    with running_app(folder, logout_url="http://www.test/bye") as app:
        browser = WikiBrowser(app)
        link = html.fromstring(browser.get("/Home", "alice").text).xpath("//a[contains(@class,'moin-logout')]/@href")[0]
        answer = browser.get(link, "alice")
        assert (answer.status_code, answer.headers["Location"]) == (302, "http://www.test/bye")


@pytest.mark.parametrize("path", ["/+register", "/+lostpass", "/+recoverpass", "/+verifyemail"])
@pytest.mark.parametrize("user", [None, "alice", "boss"])
def test_moins_own_accounts_are_closed(browser, path, user):
    assert browser.get(path, user).status_code == 404
    if path != "/+verifyemail":
        assert browser.post(path, user).status_code == 404
