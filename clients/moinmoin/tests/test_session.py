"""moin's own session never keeps anybody logged in."""

from __future__ import annotations

import pytest

from wiki_browser import accounts_named, author_of, shown_user, text_of


def test_an_assertion_logs_its_user_in(browser):
    assert shown_user(browser.get("/Home", "alice")) == "alice"


def test_a_visitor_without_an_assertion_is_anonymous(browser):
    page = browser.get("/Home")
    assert page.status_code == 200
    assert shown_user(page) is None


def test_an_empty_assertion_is_an_anonymous_visitor(browser):
    page = browser.get("/Home", headers={"X-Wiki-Identity": ""})
    assert page.status_code == 200
    assert shown_user(page) is None


@pytest.mark.parametrize("query", ["", "?login_submit=1", "?logout_submit=1", "?login_submit=1&stage=wiki-sso"])
def test_a_session_alone_is_anonymous_once_the_identity_is_gone(browser, query):
    browser.get("/Home", "alice")
    assert browser.cookie() is not None
    page = browser.get("/Home" + query)
    assert page.status_code == 200
    assert shown_user(page) is None
    assert browser.get("/Secret" + query).status_code == 403


@pytest.mark.parametrize("query", ["", "?login_submit=1", "?logout_submit=1", "?login_submit=1&stage=wiki-sso"])
def test_another_users_identity_beats_the_session(browser, query):
    browser.get("/Home", "alice")
    assert shown_user(browser.get("/Home" + query, "bob")) == "bob"


@pytest.mark.parametrize("query", ["?login_submit=1", "?logout_submit=1"])
def test_a_user_stays_who_they_are_whatever_the_query_says(browser, query):
    browser.get("/Home", "alice")
    assert shown_user(browser.get("/Home" + query, "alice")) == "alice"
    name = "Page" + query[1:7]
    browser.save(name, "text", "alice", query={query[1:].split("=")[0]: "1"})
    assert author_of(browser.app, name) == "alice"


def test_the_session_cookie_holds_nothing_that_moin_would_log_in_with(browser):
    browser.get("/Home", "alice")
    with browser._client.session_transaction(base_url="http://wiki.test") as session:
        assert not [key for key in session if key.startswith("user.")]


def test_a_session_made_before_the_plugin_came_logs_nobody_in(browser):
    browser.get("/Home", "alice")
    account = _account_id(browser)
    with browser._client.session_transaction(base_url="http://wiki.test") as session:
        session["user.itemid"] = account
        session["user.trusted"] = True
        session["user.auth_method"] = "wiki-sso"
        session["user.auth_attribs"] = ()
        session["user.session_token"] = "whatever"
    assert shown_user(browser.get("/Home")) is None


def test_the_next_user_does_not_see_where_the_last_one_was(browser):
    browser.get("/Secret", "alice")
    page = browser.get("/Home", "bob")
    assert "Secret" not in page.text


def test_an_anonymous_visitor_does_not_see_where_the_user_was(browser):
    browser.get("/Secret", "alice")
    assert "Secret" not in browser.get("/Home").text


def test_a_post_after_logout_in_another_tab_is_refused_and_not_saved(browser):
    browser.get("/+modify/Sandbox", "alice")
    before = text_of(browser.app, "Sandbox")
    answer = browser.save("Sandbox", "left over in a tab")
    assert answer.status_code == 403
    assert "no longer logged in" in answer.text
    assert 'href="http://www.test/wiki-sso/enter?next=http%3A%2F%2Fwiki.test%2FSandbox"' in answer.text
    assert text_of(browser.app, "Sandbox") == before


def test_reading_on_anonymously_does_not_make_the_old_form_saveable(browser):
    browser.get("/+modify/Sandbox", "alice")
    for path in ("/Home", "/Sandbox", "/+modify/Sandbox"):
        assert browser.get(path).status_code == 200
    assert browser.save("Sandbox", "left over in a tab").status_code == 403


def test_the_refused_text_saves_after_logging_in_again(browser):
    browser.get("/+modify/Sandbox", "alice")
    assert browser.save("Sandbox", "typed for long").status_code == 403
    assert browser.save("Sandbox", "typed for long", "alice").status_code == 302
    assert text_of(browser.app, "Sandbox").strip() == "typed for long"
    assert author_of(browser.app, "Sandbox") == "alice"


def test_going_on_anonymously_is_a_choice_that_can_be_made(browser):
    browser.get("/Home", "alice")
    refused = browser.save("Sandbox", "as nobody")
    assert "/+wiki-sso/go-on-anonymously" in refused.text
    assert browser.post("/+wiki-sso/go-on-anonymously").status_code == 200
    assert browser.save("Sandbox", "as nobody").status_code == 302
    assert author_of(browser.app, "Sandbox") is None


def test_an_editor_who_was_never_logged_in_may_save_where_anybody_may(browser):
    browser.get("/+modify/Sandbox")
    assert browser.save("Sandbox", "by a passer-by").status_code == 302
    assert text_of(browser.app, "Sandbox").strip() == "by a passer-by"
    assert author_of(browser.app, "Sandbox") is None


def test_a_post_is_refused_once_when_another_user_has_logged_in_meanwhile(browser):
    browser.get("/+modify/Sandbox", "alice")
    refused = browser.save("Sandbox", "alice's words", "bob")
    assert refused.status_code == 403
    assert "another user" in refused.text
    assert browser.save("Sandbox", "bob's words", "bob").status_code == 302
    assert author_of(browser.app, "Sandbox") == "bob"


def _account_id(browser):
    return accounts_named(browser.app, "alice")[0]["itemid"]
