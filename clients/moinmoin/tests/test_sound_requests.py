"""What a client gets wrong is no error of the wiki: 400, 403 or 404, never 500."""

from __future__ import annotations

import io
import json
from pathlib import Path

import moin
import pytest
from moin.constants.keys import CONTENTTYPE, NAME, NAMESPACE, REV_NUMBER

from moin_app import running_app
from wiki_browser import WikiBrowser

TEMPLATES = sorted(path.name for path in (Path(moin.__file__).parent / "templates").iterdir())
PEOPLE = (None, "alice", "boss")


@pytest.mark.parametrize("user", PEOPLE)
def test_of_moins_templates_only_the_one_that_pages_ask_for_is_served(browser, user):
    statuses = {name: browser.get(f"/+template/{name}", user).status_code for name in TEMPLATES}
    assert statuses.pop("dictionary.js") == 200
    assert set(statuses.values()) == {404}
    for name in ("../x", "%2e%2e/x", "nope", "admin/index.html", "wiki_sso_notice.html"):
        assert browser.get(f"/+template/{name}", user).status_code == 404


@pytest.mark.parametrize("view", ["indexable", "show", "get", "download", "meta", "dom", "highlight", "content"])
def test_an_unreadable_item_is_forbidden_whatever_shows_it(browser, view):
    assert browser.get(f"/+{view}/Secret").status_code in (302, 403)
    assert browser.get(f"/+{view}/userprofiles/x", "alice").status_code in (302, 403, 404)
    assert browser.get(f"/+{view}/+{'0' * 32}/Secret").status_code in (403, 404)
    assert "For Known only" not in browser.get(f"/+{view}/Secret", follow_redirects=True).text


ODD = {
    "/+show/+-1/Home": 404,
    "/+meta/+-1/Home": 404,
    "/+highlight/+-1/Home": 404,
    "/+indexable/+-1/Secret": 404,
    "/%0a": 404,
    "/a%00b": 404,
    "/+dispatch": 400,
    "/+dispatch?endpoint=nope": 400,
    "/+dispatch?endpoint=frontend.show_item": 400,
    "/+download/Home?mimetype=%0d%0aX:y": 400,
    "/+history/Home?bookmark=x": 400,
    "/+index/@itemid/0": 400,
    "/+lookup": 400,
    "/+lookup?nope=1": 400,
    "/+tickets/query": 404,
    "/+modify/No such page?itemtype=nope": 400,
    "/+new": 404,
    "/+subscribe/@tags/x": 400,
    "/+cspreport/log": 404,
    "/static/nope": 404,
    "/+serve/nope/x": 404,
    "/_themes/nope/x": 404,
}


@pytest.mark.parametrize("user", PEOPLE)
@pytest.mark.parametrize("path", ODD)
def test_a_request_that_makes_no_sense_is_refused(browser, path, user):
    status = browser.get(path, user).status_code
    assert status in (ODD[path], 403)
    assert browser.send("HEAD", path, user).status_code in (status, 403)


@pytest.mark.parametrize("user", PEOPLE)
@pytest.mark.parametrize(
    "path",
    [
        "/+tickets",
        "/+tickets/query",
        "/+lookup",
        "/+jfu-server",
        "/+jfu-server/Home",
        "/+comment",
        "/+modify/Home",
        "/+modify/@itemid/0",
        "/static/x",
        "/+serve/x/y",
        "/_themes/x/y",
        "/+template/dictionary.js",
        "/+template/404.html",
        "/+admin/modify_acl/Home",
        "/@itemid/0",
        "/%0a",
    ],
)
def test_a_post_without_what_the_view_needs_is_refused(browser, path, user):
    for data in ({}, {"x": "y"}):
        assert 400 <= browser.post(path, user, data=data).status_code < 500


@pytest.mark.parametrize("user", PEOPLE)
def test_a_lookup_that_makes_sense_is_answered_as_moin_does(browser, user):
    assert browser.get("/+lookup?name_exact=Home", user).status_code == 302
    assert browser.get("/+lookup?name=nope", user).status_code == 404
    assert browser.get("/+tickets", user).status_code == 200


@pytest.mark.parametrize("user", PEOPLE)
def test_an_item_stored_without_type_and_comment_breaks_no_list(folder, user):
    with running_app(folder) as app:
        with app.app_context():
            meta = {NAME: ["Bare"], NAMESPACE: "", CONTENTTYPE: "text/plain;charset=utf-8", REV_NUMBER: 1}
            app.storage.get_item(name="Bare").store_revision(meta, io.BytesIO(b"a bare wiki page"))
        browser = WikiBrowser(app)
        assert "Bare" in browser.get("/+index/", user).text
        for path in ("/+search?q=bare", "/+search?q=bare&history=1", "/+history", "/+history/Bare", "/Bare"):
            assert browser.get(path, user).status_code == 200
        assert "Bare" in browser.get("/+search?q=bare", user).text


CSP = "application/csp-report"
REPORT = json.dumps({"csp-report": {"document-uri": "http://wiki.test/Home"}}).encode()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (REPORT, CSP, 204),
        (REPORT, CSP + "; charset=utf-8", 204),
        (REPORT, "application/json", 400),
        (b"", CSP, 400),
        (b"{", CSP, 400),
        (b"[]", CSP, 400),
        (b"null", CSP, 400),
        (b"{}", CSP, 400),
        (b'{"csp-report": "text"}', CSP, 400),
        (b'{"csp-report": "\xff"}', CSP, 400),
        (b"\xff", CSP, 400),
        (b"[" * 8000, CSP, 400),
        (b" " * 8193, CSP, 413),
    ],
)
def test_a_report_is_taken_or_refused(browser, body, kind, status):
    assert browser.post("/+cspreport/log", data=body, content_type=kind).status_code == status


def test_a_report_is_one_line_of_plain_ascii_in_the_log(browser, caplog):
    evil = "x\r\n2026 CRITICAL the server burns \u2028\u202e\x1b[31m" + "y" * 6000
    body = json.dumps({"csp-report": {"document-uri": evil}}).encode()
    assert browser.post("/+cspreport/log", data=body, content_type=CSP).status_code == 204
    (line,) = [message for message in caplog.messages if message.startswith("CSP report")]
    assert line.isascii() and line.isprintable()
    assert len(line) < 2100
