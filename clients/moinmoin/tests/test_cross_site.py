"""Another site cannot write here with a visitor's login."""

from __future__ import annotations

import pytest

from moin_app import WIKI_URL
from wiki_browser import text_of

FOREIGN = {
    "origin-of-a-stranger": {"Origin": "http://evil.test"},
    "origin-of-the-site": {"Origin": "http://www.test"},
    "origin-with-our-name-inside": {"Origin": "http://wiki.test.evil.test"},
    "origin-with-another-scheme": {"Origin": "https://wiki.test"},
    "origin-with-another-port": {"Origin": "http://wiki.test:81"},
    "origin-null": {"Origin": "null"},
    "origin-empty": {"Origin": ""},
    "origin-of-a-stranger-who-names-us-too": {"Origin": "http://wiki.test http://evil.test"},
    "fetch-cross-site": {"Sec-Fetch-Site": "cross-site"},
    "fetch-same-site": {"Sec-Fetch-Site": "same-site"},
    "fetch-unknown": {"Sec-Fetch-Site": "friendly"},
    "fetch-cross-site-from-our-origin": {"Sec-Fetch-Site": "cross-site", "Origin": WIKI_URL},
    "fetch-same-origin-from-a-stranger": {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.test"},
    "host-and-origin-of-a-stranger": {"Origin": "http://evil.test", "Host": "evil.test"},
}
OWN = {
    "as-browsers-send": {"Origin": WIKI_URL, "Sec-Fetch-Site": "same-origin"},
    "origin-only": {"Origin": WIKI_URL},
    "no-referrer-page": {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
    "typed-by-hand": {"Sec-Fetch-Site": "none"},
    "no-browser": {},
}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN.keys())
@pytest.mark.parametrize("user", ["alice", None])
def test_better_auth_9991_a_write_from_elsewhere_is_refused(browser, headers, user):
    before = text_of(browser.app, "Sandbox")
    answer = browser.save("Sandbox", "forged", user, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert text_of(browser.app, "Sandbox") == before


@pytest.mark.parametrize("headers", OWN.values(), ids=OWN.keys())
def test_a_write_from_here_is_saved(browser, headers):
    assert browser.save("Sandbox", f"from here {sorted(headers)}", "alice", headers=headers).status_code == 302
    assert "from here" in text_of(browser.app, "Sandbox")


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_link_from_elsewhere_may_be_followed(browser, headers):
    assert browser.get("/Home", "alice", headers=headers).status_code == 200


def test_another_site_cannot_make_the_browser_forget_whose_it_was(browser):
    browser.get("/Home", "alice")
    browser.post("/+wiki-sso/go-on-anonymously", headers={"Sec-Fetch-Site": "cross-site"})
    assert browser.save("Sandbox", "as nobody").status_code == 403
