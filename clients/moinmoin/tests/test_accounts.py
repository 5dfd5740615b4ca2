"""One account for one person of the site, whatever their name is."""

from __future__ import annotations

import unicodedata
import uuid

import pytest
from moin.user import User, create_user

from assertions import identity
from moin_app import running_app
from wiki_browser import WikiBrowser, accounts_named, author_of, shown_user, text_of


def add_old_account(app, login_name, **profile):
    """Make an account as it was before the wiki took its users from the site."""
    with app.test_request_context():
        create_user(login_name, "password of old", f"{login_name}@old.test", validate=False)
        user = User(auth_username=login_name)
        for key, value in profile.items():
            user.profile[key] = value
        user.save()
        return user.itemid


def test_first_sight_creates_the_account_with_name_and_email(app):
    WikiBrowser(app).get("/Home", "newcomer", email="newcomer@site.test")
    [account] = accounts_named(app, "newcomer")
    assert account["email"] == "newcomer@site.test"
    assert account["disabled"] is False
    assert not account.get("enc_password")


def test_the_account_id_follows_from_issuer_and_subject(app):
    WikiBrowser(app).get("/Home", "alice")
    [account] = accounts_named(app, "alice")
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, "wiki-sso:wiki-sso")
    assert account["itemid"] == uuid.uuid5(namespace, "alice").hex


def test_the_email_follows_the_site_and_an_absent_one_is_empty(app):
    browser = WikiBrowser(app)
    for email in (
        "one@site.test",
        "two@site.test",
        None,
        "three@site.test",
        '"odd one"@[::1]',
        "žluť@李.test",
    ):
        browser.get("/Home", "mover", email=email)
        [account] = accounts_named(app, "mover")
        assert account["email"] == (email or "")


def test_two_people_may_have_the_same_email(app):
    browser = WikiBrowser(app)
    for name in ("twin one", "twin two"):
        assert shown_user(browser.get("/Home", name, email="twins@site.test")) == name


LEGAL = [
    "bob",
    "Bob",
    "BOB",
    "Žluť 李",
    "O'Brian",
    "a@b.test",
    "a.b-c_d",
    "élan",
    "x" * 255,
    "7",
    "allie",
    "Groupie",
]


@pytest.mark.parametrize("name", LEGAL)
def test_a_name_that_moin_allows_logs_in_under_its_exact_self(app, name):
    browser = WikiBrowser(app)
    assert shown_user(browser.get("/Home", name)) == name
    page = "By " + uuid.uuid4().hex
    assert browser.save(page, "hello", name).status_code == 302
    assert author_of(app, page) == name


FORBIDDEN = {
    "empty": "",
    "blank": " ",
    "256-characters": "x" * 256,
    "colon": "a:read",
    "comma": "alice,boss",
    "slash": "a/b",
    "plus": "a+b",
    "hash": "a#b",
    "pipe": "a|b",
    "semicolon": "a;b",
    "quote": 'a"b',
    "markup": "<b>boss</b>",
    "braces": "{{7*7}}",
    "backslash": "a\\b",
    "newline": "a\nb",
    "carriage-return": "a\rb",
    "nul": "a\0b",
    "emoji": "bob \U0001f600",
    "zero-width": "bo\u200bb",
    "right-to-left": "\u202ebob",
    "soft-hyphen": "bo\u00adb",
    "lone-surrogate": "bo\ud800b",
    "double-blank": "a  b",
    "leading-blank": " bob",
    "trailing-blank": "bob ",
    "no-break-space": "a\u00a0b",
    "tab": "a\tb",
    "group": "AdminGroup",
    "decomposed": unicodedata.normalize("NFD", "élan"),
    "decomposed-letters-only": "\u1112\u1161\u11ab",  # Hangul: letters, so only the NFC rule stops it
    "anonymous": "anonymous",
    "Anonymous": "Anonymous",
    "All": "All",
    "all": "all",
    "KNOWN": "KNOWN",
    "Known": "Known",
    "Trusted": "Trusted",
    "default": "default",
    "SYSTEM": "SYSTEM",
}


@pytest.mark.parametrize("name", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_casauth_10_a_name_that_moin_forbids_or_folds_is_anonymous_and_says_why(app, name, caplog):
    browser = WikiBrowser(app)
    page = browser.get("/Home", name)
    assert page.status_code == 200
    assert shown_user(page) is None
    assert "your name at the site cannot be used in this wiki" in page.text
    assert "cannot be used here" in caplog.text
    refused = browser.save("Sandbox", "by whom?", headers=identity(name))
    assert refused.status_code == 403
    assert "Nothing was saved" in refused.text


def test_why_a_name_cannot_be_used_is_said_once_however_many_downloads_came_before(app):
    browser = WikiBrowser(app)
    for _ in range(30):
        assert browser.get("/+content/Home", "a:b").status_code == 200
    assert browser.get("/Home", "a:b").text.count("cannot be used in this wiki") == 1


def test_casauth_10_names_that_look_alike_keep_apart(app):
    browser = WikiBrowser(app)
    names = ["carol", "Carol", "CAROL", "carol d", "carol.d", "carol_d", "carold"]
    for name in names:
        assert shown_user(browser.get("/Home", name)) == name
    ids = {accounts_named(app, name)[0]["itemid"] for name in names}
    assert len(ids) == len(names)
    assert all(len(accounts_named(app, name)) == 1 for name in names)


def test_a_visitor_does_not_become_known_by_the_name_anonymous(app):
    WikiBrowser(app).get("/Home", "anonymous")
    assert WikiBrowser(app).get("/Secret").status_code == 403


def test_a_disabled_account_stays_out(app):
    browser, boss = WikiBrowser(app), WikiBrowser(app)
    browser.get("/Home", "banned")
    boss.post("/+admin/userprofile/banned", "boss", data={"key": "disabled", "val": "1"})
    page = browser.get("/Home", "banned", email="new@site.test")
    assert shown_user(page) is None
    assert "disabled" in page.text
    assert browser.get("/Secret", "banned").status_code == 403
    before = text_of(app, "Sandbox")
    assert browser.save("Sandbox", "I am back", headers=identity("banned")).status_code == 403
    assert text_of(app, "Sandbox") == before
    boss.post("/+admin/userprofile/banned", "boss", data={"key": "disabled", "val": "0"})
    assert shown_user(browser.get("/Home", "banned")) == "banned"


def test_a_name_changed_inside_the_wiki_goes_back_to_the_sites(app):
    browser = WikiBrowser(app)
    browser.get("/Home", "drifter")
    with app.test_request_context():
        user = User(auth_username="drifter")
        user.profile["name"] = ["Boss of all"]
        user.save()
    assert shown_user(browser.get("/Home", "drifter")) == "drifter"
    assert accounts_named(app, "Boss of all") == []


def test_an_account_of_before_is_nobodys_until_it_is_adopted(folder, caplog):
    with running_app(folder) as app:
        old_id = add_old_account(app, "alice")
        page = WikiBrowser(app).get("/Home", "alice")
        assert shown_user(page) is None
        assert "belongs to an older account" in page.text
        assert "not adopted" in caplog.text
        assert [account["itemid"] for account in accounts_named(app, "alice")] == [old_id]


@pytest.mark.parametrize("adopt", [["alice"], "*"])
def test_an_adopted_account_keeps_its_id_and_settings(folder, adopt):
    with running_app(folder, adopt=adopt) as app:
        old_id = add_old_account(app, "alice", timezone="Europe/Prague")
        browser = WikiBrowser(app)
        for _ in range(2):
            assert shown_user(browser.get("/Home", "alice", email="alice@site.test")) == "alice"
        [account] = accounts_named(app, "alice")
        assert account["itemid"] == old_id
        assert account["timezone"] == "Europe/Prague"
        assert account["email"] == "alice@site.test"


def test_adoption_takes_only_the_names_that_are_listed(folder):
    with running_app(folder, adopt=["bob"]) as app:
        add_old_account(app, "alice")
        assert shown_user(WikiBrowser(app).get("/Home", "alice")) is None


def test_an_adopted_account_stays_its_owners_when_the_list_is_emptied(folder):
    adopt = ["alice"]
    with running_app(folder, adopt=adopt) as app:
        add_old_account(app, "alice")
        browser = WikiBrowser(app)
        browser.get("/Home", "alice")
        adopt.clear()
        assert shown_user(browser.get("/Home", "alice")) == "alice"


def test_adoption_needs_the_exact_name(folder):
    with running_app(folder, adopt="*") as app:
        old_id = add_old_account(app, "Alice")
        assert shown_user(WikiBrowser(app).get("/Home", "alice")) == "alice"
        assert accounts_named(app, "alice")[0]["itemid"] != old_id


def test_an_account_with_several_names_is_not_adopted_by_one_of_them(folder):
    with running_app(folder, adopt="*") as app:
        add_old_account(app, "alice", name=["alice", "boss"])
        assert shown_user(WikiBrowser(app).get("/Home", "alice")) is None


def test_a_disabled_account_stays_disabled_when_it_is_adopted(folder):
    with running_app(folder, adopt="*") as app:
        add_old_account(app, "alice", disabled=True)
        assert shown_user(WikiBrowser(app).get("/Home", "alice")) is None


def test_the_superuser_of_the_site_is_the_wikis_by_name(app):
    browser = WikiBrowser(app)
    assert browser.get("/+admin/superuser", "boss").status_code == 200
    assert browser.get("/+admin/superuser", "alice").status_code == 403
