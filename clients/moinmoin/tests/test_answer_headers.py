"""What is kept where, and what an upload may do in a browser."""

from __future__ import annotations

import time

import pytest

from moin_app import running_app, upload
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


@pytest.mark.parametrize("item", ["Home", "Secret", "note.txt", "secret.svg"])
@pytest.mark.parametrize("view", ["get", "download", "dom", "indexable", "content", "highlight", "meta"])
def test_nothing_of_an_item_is_kept_by_a_shared_cache(uploads, item, view):
    for user in (None, "alice"):
        answer = WikiBrowser(uploads).get(f"/+{view}/{item}", user)
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Expires" not in answer.headers


def test_an_unchanged_file_is_not_sent_again(uploads):
    first = WikiBrowser(uploads).get("/+get/note.txt")
    again = WikiBrowser(uploads).get("/+get/note.txt", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("name", ["secret.svg", "page.html", "data.xml", "page.xhtml"])
@pytest.mark.parametrize("view", ["get", "download"])
def test_an_upload_that_could_run_scripts_runs_none(uploads, name, view):
    answer = WikiBrowser(uploads).get(f"/+{view}/{name}", "alice")
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox"} <= set(policy)


def test_raw_views_of_a_page_run_no_scripts_either(uploads):
    for path in ("/+dom/Home", "/+indexable/Home", "/+get/Home"):
        assert "sandbox" in WikiBrowser(uploads).get(path).headers["Content-Security-Policy"]


def test_a_pdf_opens_in_the_browsers_viewer(uploads):
    answer = WikiBrowser(uploads).get("/+get/paper.pdf")
    assert answer.status_code == 200
    assert "Content-Security-Policy" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_is_guessed_to_be_of_another_type(browser):
    for path in ("/Home", "/robots.txt", "/static/js/common.js", "/+template/dictionary.js", "/No such"):
        assert browser.get(path).headers["X-Content-Type-Options"] == "nosniff"


def test_a_template_in_the_readers_language_stays_with_the_reader(browser):
    answer = browser.get("/+template/dictionary.js")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, max-age=86400"


@pytest.fixture(scope="module")
def uploads(tmp_path_factory):
    with running_app(tmp_path_factory.mktemp("uploads")) as app:
        script = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        for name, content in {
            "note.txt": b"hello",
            "page.html": b"<script>alert(1)</script>",
            "page.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
            "data.xml": script,
            "secret.svg": script,
            "paper.pdf": b"%PDF-1.4",
        }.items():
            upload(app, name, content)
        yield app
