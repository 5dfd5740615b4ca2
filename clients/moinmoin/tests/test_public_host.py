"""Nothing leads away from the wiki's public address, whatever Host header arrives."""

from __future__ import annotations

import pytest
from moin.app import destroy_app

from assertions import KEY
from moin_app import LOGIN_URL, WIKI_URL, make_plain_app
from moin_wiki_sso import WikiSso, install
from wiki_browser import WikiBrowser, shown_user

HOSTS = ["origin.internal:8080", "evil.test", "WIKI.TEST", "wiki.test.", "127.0.0.1:1"]
REDIRECTING = [
    "/",
    "/Home//x",
    "//Home",
    "//evil.test/x",
    "/Home/",
    "/Home//",
    "/+show/Home",
    "/+show/+current/Home",
    "/+get/+current/Home",
    "/+download/+current/Home",
    "/+content/+current/Home",
    "/+meta/+current/Home",
    "/+highlight/+current/Home",
    "/+dom/+current/Home",
    "/+indexable/+current/Home",
    "/+diff/Home",
    "/+history/",
    "/+admin",
    "/+dispatch?endpoint=frontend.show_item&item_name=//evil.test",
    "/+lookup?name_exact=Home",
    "/+bookmark?time=del",
    "/+quicklink/Home",
    "/+subscribe/Home",
]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", REDIRECTING)
def test_a_redirect_stays_on_the_public_address(browser, path, host):
    answer = browser.get(path, "alice", headers={"Host": host})
    location = answer.headers.get("Location", "/")
    assert location.startswith(WIKI_URL + "/") or (location.startswith("/") and not location.startswith("//"))


@pytest.mark.parametrize("target", ["https://evil.test/", "//evil.test", "/\\evil.test", "evil.test:x"])
def test_a_page_to_be_made_cannot_be_somewhere_else(browser, target):
    location = browser.post("/+create", "alice", data={"target": target}).headers["Location"]
    assert location.startswith("/") and not location.startswith(("//", "/\\"))


def test_a_feed_names_the_public_address(browser):
    feed = browser.get("/+feed/atom", headers={"Host": "origin.internal:8080"}).text
    assert "origin.internal" not in feed
    assert f"{WIKI_URL}/+feed/atom" in feed


@pytest.mark.parametrize(
    ("trusted", "host", "status"),
    [
        (["origin.internal"], "origin.internal", 200),
        (["origin.internal"], "evil.test", 400),
        (["origin.internal"], "wiki.test", 200),
        (["wiki.test"], "wiki.test", 200),
        ([".internal"], "a.internal:8080", 200),
    ],
)
def test_trusted_hosts_judge_the_header_as_it_came(folder, trusted, host, status):
    app = make_plain_app(folder, [WikiSso(url=WIKI_URL, login_url=LOGIN_URL, keys=[KEY])])
    app.config["TRUSTED_HOSTS"] = trusted
    install(app)
    assert WikiBrowser(app).get("/Home", headers={"Host": host}).status_code == status
    destroy_app(app)


def test_a_wiki_on_a_port_of_its_own_redirects_to_that_port(folder):
    app = make_plain_app(folder, [WikiSso(url="https://Wiki.Test:8443/", login_url=LOGIN_URL, keys=[KEY])])
    install(app)
    browser = WikiBrowser(app)
    assert browser.get("/Home//x").headers["Location"] == "https://wiki.test:8443/Home/x"
    assert shown_user(browser.get("/Home", "alice")) == "alice"
    saved = browser.save("Sandbox", "x", "alice", headers={"Origin": "https://wiki.test:8443"})
    assert saved.status_code == 302
    destroy_app(app)
