"""People change their theme here, and who they are at the site."""

from __future__ import annotations

import pytest
from lxml import html

from wiki_browser import WikiBrowser, accounts_named, shown_user

PERSONAL = {"part": "personal", "name": "alice", "display_name": "", "timezone": "UTC", "locale": "en"}
APPEARANCE = {"part": "ui", "theme_name": "", "css_file": "", "edit_rows": "0", "results_per_page": "50"}
REFUSED = {
    "boss-as-second-name": {**PERSONAL, "name": "alice, Boss"},
    "boss-as-second-field": {**PERSONAL, "name": ["alice", "boss"]},
    "another-name": {**PERSONAL, "name": "boss"},
    "no-name": {key: value for key, value in PERSONAL.items() if key != "name"},
    "empty-name": {**PERSONAL, "name": ""},
    "indexed-name": {**PERSONAL, "name_0": "boss", "name": "boss"},
    "name-in-capitals": {**PERSONAL, "name": "ALICE"},
    "display-name": {**PERSONAL, "display_name": "boss"},
    "email": {"part": "notification", "email": "other@site.test"},
    "password": {
        "part": "password",
        "password_current": "",
        "password1": "correct horse",
        "password2": "correct horse",
    },
    "disable": {"part": "options", "disabled": "1"},
    "disable-on": {"part": "options", "disabled": "on"},
}


def account(app):
    [found] = accounts_named(app, "alice")
    return {key: found.get(key) for key in ("name", "display_name", "email", "enc_password", "disabled")}


@pytest.mark.parametrize("form", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_change_of_what_the_site_decides_is_refused(browser, form, accept):
    browser.get("/Home", "alice", email="alice@site.test")
    before = account(browser.app)
    answer = browser.post("/+usersettings", "alice", email="alice@site.test", data=form, headers={"Accept": accept})
    assert answer.status_code == 403
    assert account(browser.app) == before
    assert shown_user(browser.get("/Home", "alice", email="alice@site.test")) == "alice"
    assert browser.get("/+admin/superuser", "alice", email="alice@site.test").status_code == 403


@pytest.mark.parametrize(
    ("form", "key", "value"),
    [
        ({**PERSONAL, "timezone": "Europe/Prague"}, "timezone", "Europe/Prague"),
        (
            {"part": "ui", "theme_name": "basic", "css_file": "", "edit_rows": "7", "results_per_page": "50"},
            "edit_rows",
            7,
        ),
        (
            {"part": "ui", "theme_name": "focus", "css_file": "", "edit_rows": "7", "results_per_page": "50"},
            "theme_name",
            "focus",
        ),
        ({"part": "options", "show_comments": "1"}, "show_comments", True),
        ({"part": "quicklinks", "quicklinks": "Testwiki/Home"}, "quicklinks", ["Testwiki/Home"]),
    ],
)
def test_what_the_wiki_decides_still_saves(browser, form, key, value):
    answer = browser.post("/+usersettings", "alice", data=form)
    assert answer.status_code == 200
    [found] = accounts_named(browser.app, "alice")
    assert found[key] == value


def test_the_settings_page_does_not_offer_what_it_would_refuse(app):
    page = html.fromstring(WikiBrowser(app).get("/+usersettings", "dora", email="dora@site.test").text)
    names = set(page.xpath("//div[@id='moin-usersettings']//*[not(@type='hidden')]/@name"))
    assert {"timezone", "theme_name", "show_comments", "subscriptions", "quicklinks"} <= names
    assert not names & {"name", "display_name", "email", "password1", "password_current", "disabled"}


def test_the_settings_page_saves_as_it_is_shown(app):
    browser = WikiBrowser(app)
    page = html.fromstring(browser.get("/+usersettings", "dora").text)
    forms = page.xpath("//div[@id='moin-usersettings']//form")
    assert len(forms) == 5
    for form in forms:
        answer = browser.post("/+usersettings", "dora", data=dict(form.form_values()))
        assert answer.status_code == 200
        assert "Nothing saved" not in answer.text


def test_a_form_that_is_asked_for_by_script_does_not_show_the_name_either(browser):
    answer = browser.post("/+usersettings", "alice", data=PERSONAL, headers={"Accept": "application/json"})
    fields = html.fromstring(answer.json["form"]).xpath("//*[@name='name']/@type")
    assert fields == ["hidden"]


def test_anonymous_visitors_are_sent_to_the_login_from_the_settings(browser):
    answer = browser.get("/+usersettings", follow_redirects=False)
    assert answer.headers["Location"].endswith("/+login")
