"""A mistake in the configuration stops the wiki at its start, with a message that names it."""

from __future__ import annotations

import pytest
from moin.app import destroy_app
from moin.auth import GivenAuth, MoinAuth
from moin.error import ConfigurationError

from assertions import KEY
from moin_app import LOGIN_URL, WIKI_URL, make_plain_app
from moin_wiki_sso import WikiSso, install
from wiki_browser import WikiBrowser, shown_user

GOOD = {"url": WIKI_URL, "keys": [KEY], "login_url": LOGIN_URL}


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"keys": []}, "keys"),
        ({"keys": KEY}, "keys"),
        ({"keys": ["k" * 31]}, "31 bytes"),
        ({"keys": [KEY, "short"]}, "5 bytes"),
        ({"keys": [KEY.encode()]}, "not bytes"),
        ({"keys": lambda: ["short"]}, "5 bytes"),
        ({"url": "wiki.test"}, "url"),
        ({"url": "http://wiki.test/wiki"}, "url"),
        ({"url": "ftp://wiki.test"}, "url"),
        ({"url": "http://user@wiki.test"}, "url"),
        ({"url": "http://wiki.test:99999"}, "url"),
        ({"url": "http://wiki.test:x"}, "url"),
        ({"url": "http://wiki.test:0"}, "url"),
        ({"url": "http://[::1"}, "url"),
        ({"url": "http://wiki..test"}, "url"),
        ({"url": "http://wiki test"}, "url"),
        ({"url": "http://*.test"}, "url"),
        ({"url": "http://stra\u00dfe.test"}, "punycode"),
        ({"url": "http://" + "a" * 64 + ".test"}, "url"),
        ({"login_url": "/enter"}, "login_url"),
        ({"login_url": "http://www.test:x/enter"}, "login_url"),
        ({"login_url": "javascript:alert(1)"}, "login_url"),
        ({"logout_url": "/logout"}, "logout_url"),
        ({"issuer": ""}, "issuer"),
        ({"adopt": "alice"}, "adopt"),
    ],
)
def test_a_wrong_option_is_named(options, named):
    with pytest.raises(ConfigurationError, match=named):
        WikiSso(**GOOD | options)


@pytest.mark.parametrize(
    ("url", "origin", "audience"),
    [
        ("https://Wiki.Test:443/", "https://wiki.test", "wiki.test"),
        ("HTTP://wiki.test:80", "http://wiki.test", "wiki.test"),
        ("https://wiki.test:80", "https://wiki.test:80", "wiki.test"),
        ("https://wiki.test.", "https://wiki.test", "wiki.test"),
        ("https://wiki.test.:8443", "https://wiki.test:8443", "wiki.test"),
        ("https://W\u00edki.test", "https://xn--wki-rma.test", "xn--wki-rma.test"),
        ("http://[0:0::1]:8080", "http://[::1]:8080", "::1"),
    ],
)
def test_the_url_is_taken_as_browsers_write_it(url, origin, audience):
    auth = WikiSso(**GOOD | {"url": url})
    assert (auth.origin, auth.public.host) == (origin, audience)


def test_a_key_is_measured_in_bytes_not_in_characters():
    WikiSso(**GOOD | {"keys": ["ž" * 16]})


def test_an_unknown_option_is_an_error():
    with pytest.raises(TypeError):
        WikiSso(**GOOD, member_only=True)


@pytest.mark.parametrize("others", [[], [MoinAuth()], [GivenAuth(autocreate=True)]])
def test_a_second_way_to_log_in_is_refused(folder, others):
    app = make_plain_app(folder, [*others, WikiSso(**GOOD)] if others else [MoinAuth()])
    with pytest.raises(ConfigurationError, match="alone"):
        install(app)
    destroy_app(app)


def test_installing_twice_is_an_error(folder):
    app = make_plain_app(folder, [WikiSso(**GOOD)])
    install(app)
    with pytest.raises(ConfigurationError, match="twice"):
        install(app)
    destroy_app(app)


def test_without_install_nobody_is_logged_in(folder, caplog):
    app = make_plain_app(folder, [WikiSso(**GOOD)])
    assert shown_user(WikiBrowser(app).get("/Home", "alice")) is None
    assert "install(app) was not called" in caplog.text
    destroy_app(app)


def test_issuer_and_audience_can_be_set(folder):
    app = make_plain_app(folder, [WikiSso(**GOOD, issuer="other", audience="elsewhere.test")])
    install(app)
    browser = WikiBrowser(app)
    assert shown_user(browser.get("/Home", "alice")) is None
    assert shown_user(browser.get("/Home", "alice", claims={"iss": "other", "aud": "elsewhere.test"})) == "alice"
    destroy_app(app)
