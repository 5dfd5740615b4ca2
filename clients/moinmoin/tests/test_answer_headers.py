"""What is kept where: edit forms for Back, nothing personal for anybody else."""

from __future__ import annotations

import time

import pytest

from moin_app import running_app
from wiki_browser import WikiBrowser


@pytest.mark.parametrize("user", ["alice", None])
def test_an_edit_form_is_kept_for_back_whatever_cookies_change(browser, user):
    form = browser.get("/+modify/Sandbox", user)
    assert form.status_code == 200
    assert form.headers["Cache-Control"] == "private, no-cache"
    assert "Vary" not in form.headers


def test_a_page_is_never_kept_by_a_shared_cache(app):
    for path in ("/Home", "/+history/Home", "/+usersettings", "/+feed/atom"):
        assert "private" in WikiBrowser(app).get(path, "alice").headers["Cache-Control"]


def test_a_page_still_varies_by_cookie(browser):
    assert "Cookie" in browser.get("/Home", "alice").headers["Vary"]


def test_a_refusal_is_not_kept_in_its_place(browser):
    browser.get("/Home", "alice")
    assert browser.save("Sandbox", "x").headers["Cache-Control"] == "no-store"


def test_static_files_keep_their_own_cache_headers(browser):
    assert "private" not in browser.get("/static/js/common.js").headers["Cache-Control"]


def test_a_feed_holds_only_what_its_own_reader_may_read(folder):
    with running_app(folder) as app:
        browser = WikiBrowser(app)
        browser.save("Secret", "confidential words", "alice")
        time.sleep(1.1)  # moin counts in seconds, and caches by the newest page that both may read
        browser.save("Home", "public words", "alice")
        assert "confidential words" in browser.get("/+feed/atom", "alice").text
        feed = WikiBrowser(app).get("/+feed/atom").text
        assert "public words" in feed
        assert "confidential words" not in feed
