"""A private wiki shows nothing to others."""

from __future__ import annotations

import pytest

from assertions import claims_for, identity, sign
from moin_app import LOGIN_URL
from wiki_browser import WikiBrowser, shown_user

CLOSED = [
    "/",
    "/Home",
    "/Secret",
    "/NoSuchPage",
    "/+history",
    "/+history/Home",
    "/+index/",
    "/+search?q=only",
    "/+feed/atom",
    "/+feed/atom/Home",
    "/+admin/user",
    "/+admin/userbrowser",
    "/+misc/sitemap",
    "/+misc/urls_names",
    "/+content/Home",
    "/+indexable/Home",
    "/+download/Home",
    "/+modify/Home",
    "/+usersettings",
    "/+login",
    "/+tags",
    "/+dispatch",
    "/+nosuchview/x",
    "/all",
    "/Home?login_submit=1",
    "/Home?logout_submit=1",
    "/users/boss",
]


@pytest.mark.parametrize("path", CLOSED)
def test_a_page_sends_to_the_login(private_browser, path):
    answer = private_browser.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(LOGIN_URL + "?next=")
    assert "Known" not in answer.text


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_any_other_method_is_refused(private_browser, path, method):
    answer = private_browser.send(method, path)
    # moin's login page itself sends whoever asks to the site.
    assert answer.status_code in ((302, 303, 403) if path == "/+login" else (403,))
    assert "Welcome" not in answer.text


@pytest.mark.parametrize("path", ["/robots.txt", "/static/js/common.js", "/_themes/topside/css/theme.css"])
def test_robots_and_static_files_stay_open(private_browser, path):
    assert private_browser.get(path).status_code == 200


def test_a_user_reads_and_writes(private_browser):
    page = private_browser.get("/Secret", "alice")
    assert page.status_code == 200
    assert shown_user(page) == "alice"
    assert private_browser.save("Secret", "by a user", "alice").status_code == 302


def test_a_refused_assertion_is_not_sent_round_in_a_loop(private_browser):
    expired = sign(claims_for("alice", iat=1, exp=61))
    answer = private_browser.get("/Home", headers={"X-Wiki-Identity": expired})
    assert answer.status_code == 403
    assert "Welcome" not in answer.text
    assert LOGIN_URL in answer.text


@pytest.mark.parametrize("name", ["anonymous", "a:b"])
def test_a_name_that_cannot_be_used_is_not_sent_round_in_a_loop(private_browser, name):
    answer = private_browser.get("/Home", name)
    assert answer.status_code == 403
    assert "cannot be used in this wiki" in answer.text
    assert "Welcome" not in answer.text


def test_a_disabled_account_is_not_sent_round_in_a_loop(private_app):
    browser = WikiBrowser(private_app)
    browser.get("/Home", "banned")
    WikiBrowser(private_app).post("/+admin/userprofile/banned", "boss", data={"key": "disabled", "val": "1"})
    answer = browser.get("/Home", "banned")
    assert answer.status_code == 403
    assert "disabled" in answer.text
    assert "Welcome" not in answer.text
    assert browser.post("/+index/", headers=identity("banned")).status_code == 403


def test_after_logout_the_next_page_sends_to_the_login(private_browser):
    private_browser.get("/Home", "alice")
    assert private_browser.get("/Home").status_code == 302


def test_after_logout_a_save_is_refused_and_does_not_offer_to_go_on_anonymously(private_browser):
    private_browser.get("/Home", "alice")
    answer = private_browser.post("/+modify/Home", data={"content_form_data_text": "x"})
    assert answer.status_code == 403
    assert "no longer logged in" in answer.text
    assert "go-on-anonymously" not in answer.text


def test_a_bridge_that_does_not_bring_the_login_here_does_not_send_round_for_ever(private_browser):
    answers = [private_browser.get("/Home") for _ in range(12)]
    assert answers[0].status_code == 302
    assert answers[-1].status_code == 403
    assert "that did not reach this wiki" in answers[-1].text
    assert shown_user(private_browser.get("/Home", "alice")) == "alice"
    assert private_browser.get("/Home").status_code == 302
