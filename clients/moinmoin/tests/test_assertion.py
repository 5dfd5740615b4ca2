"""Only what the bridge signed, for this wiki, a moment ago, is an identity."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import time

import pytest

from assertions import KEY, OTHER_KEY, claims_for, kid_of, sign
from moin_app import running_app
from wiki_browser import WikiBrowser, shown_user


def raw_token(header: object, payload: bytes, key: str = KEY) -> str:
    """Sign whatever is given, without a library that would refuse to."""
    parts = b".".join(_base64url(part) for part in (json.dumps(header).encode(), payload))
    signature = hmac.new(key.encode(), parts, hashlib.sha256).digest()
    return (parts + b"." + _base64url(signature)).decode()


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _payload(**changes: object) -> bytes:
    return json.dumps(claims_for("alice", **changes)).encode()


HEADER = {"alg": "HS256", "typ": "JWT", "kid": kid_of(KEY)}


def refused_tokens() -> dict[str, str]:
    """Return what must not count; made when it is used, because some of it is a matter of seconds."""
    now = int(time.time())
    unsigned = _base64url(b'{"alg":"none"}').decode() + "." + _base64url(_payload()).decode() + "."
    good = sign(claims_for("alice"))
    deep = b'{"sub":' + b"[" * 3000 + b"]" * 3000 + b"}"
    return {
        "albeast-alg-none": unsigned,
        "albeast-alg-none-signed": raw_token({"alg": "none"}, _payload()),
        "albeast-alg-none-in-capitals": raw_token({"alg": "NONE"}, _payload()),
        "albeast-alg-hs512": sign(claims_for("alice"), algorithm="HS512"),
        "albeast-alg-rs256-with-our-key": raw_token({**HEADER, "alg": "RS256"}, _payload()),
        "no-alg": raw_token({"typ": "JWT"}, _payload()),
        "albeast-another-key-under-our-kid": sign(claims_for("alice"), OTHER_KEY, kid=kid_of(KEY)),
        "albeast-another-key-under-its-own-kid": sign(claims_for("alice"), OTHER_KEY),
        "another-key-without-kid": raw_token({"alg": "HS256"}, _payload(), OTHER_KEY),
        "the-empty-key": raw_token({"alg": "HS256"}, _payload(), ""),
        "kid-a-number": raw_token({**HEADER, "kid": 7}, _payload()),
        "kid-a-path": raw_token({**HEADER, "kid": "../../dev/null"}, _payload()),
        "key-in-the-header": raw_token({"alg": "HS256", "jwk": {"kty": "oct", "k": "AA"}}, _payload(), ""),
        "crit-nobody-knows": raw_token({**HEADER, "crit": ["x"], "x": 1}, _payload()),
        "payload-not-encoded": raw_token({**HEADER, "b64": False, "crit": ["b64"]}, _payload()),
        "header-not-an-object": raw_token(["HS256"], _payload()),
        "payload-not-an-object": raw_token(HEADER, b'["alice"]'),
        "payload-not-json": raw_token(HEADER, b"alice"),
        "payload-not-utf-8": raw_token(HEADER, b'{"sub":"\xff"}'),
        "payload-nested-3000-deep": raw_token(HEADER, deep),
        "wrong-iss": sign(claims_for("alice", iss="somebody")),
        "iss-a-list": sign(claims_for("alice", iss=["wiki-sso"])),
        "no-iss": sign(claims_for("alice", iss=None)),
        "wrong-aud": sign(claims_for("alice", aud="other.test")),
        "aud-a-list-with-ours": sign(claims_for("alice", aud=["wiki.test", "other.test"])),
        "aud-in-capitals": sign(claims_for("alice", aud="WIKI.TEST")),
        "no-aud": sign(claims_for("alice", aud=None)),
        "expired": sign(claims_for("alice", iat=now - 600, exp=now - 540)),
        "expired-31-s-ago": sign(claims_for("alice", iat=now - 91, exp=now - 31)),
        "exp-a-string": sign(claims_for("alice", exp=str(now + 60))),
        "exp-a-fraction": sign(claims_for("alice", exp=now + 60.5)),
        "exp-true": sign(claims_for("alice", exp=True)),
        "exp-infinite": raw_token(HEADER, _payload().replace(str(now + 60).encode(), b"1e999")),
        "exp-not-a-number": raw_token(HEADER, _payload().replace(b'"exp": ', b'"exp": NaN, "x": ')),
        "exp-huge": sign(claims_for("alice", exp=10**30)),
        "exp-of-5000-digits": raw_token(HEADER, _payload().replace(b'"exp": ', b'"exp": ' + b"9" * 5000)),
        "exp-negative": sign(claims_for("alice", exp=-1)),
        "no-exp": sign(claims_for("alice", exp=None)),
        "lives-for-a-day": sign(claims_for("alice", exp=now + 86400)),
        "dies-before-it-is-born": sign(claims_for("alice", iat=now + 20, exp=now + 10)),
        "iat-in-a-minute": sign(claims_for("alice", iat=now + 90, exp=now + 150)),
        "iat-a-string": sign(claims_for("alice", iat=str(now))),
        "no-iat": sign(claims_for("alice", iat=None)),
        "nbf-in-a-minute": sign(claims_for("alice", nbf=now + 90)),
        "no-sub": sign(claims_for(None)),
        "sub-a-number": sign(claims_for(7)),
        "sub-a-list": sign(claims_for(["alice"])),
        "sub-an-object": sign(claims_for({"name": "alice"})),
        "email-a-list": sign(claims_for("alice", ["a@b.test"])),
        "email-with-newline": sign(claims_for("alice", "a@b.test\nBcc: all@b.test")),
        "email-a-lone-surrogate": sign(claims_for("alice", "\ud800@b.test")),
        "email-of-255": sign(claims_for("alice", "a" * 248 + "@b.test")),
        "10-kb": sign(claims_for("alice", padding="x" * 10_000)),
        "sent-twice": f"{good}, {good}",
        "sent-twice-without-blank": f"{good},{good}",
        "good-then-empty": f"{good},",
        "with-a-blank": f" {good} x",
        "with-padding": good + "=",
        "bearer": f"Bearer {good}",
        "two-parts": good.rsplit(".", 1)[0],
        "four-parts": good + ".x",
        "dots": "..",
        "latin-1": good + "\xff",
        "utf-8-bytes": "ÄÖÜ.ÄÖÜ.ÄÖÜ".encode().decode("latin-1"),
        "signature-cut": good[:-2],
        "a-plain-name": "alice",
    }


@pytest.mark.parametrize("kind", refused_tokens())
def test_albeast_an_assertion_that_the_bridge_would_not_sign_is_anonymous(browser, kind, caplog):
    token = refused_tokens()[kind]
    caplog.set_level(logging.INFO)
    page = browser.get("/Home", headers={"X-Wiki-Identity": token})
    assert page.status_code == 200
    assert shown_user(page) is None
    refusals = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
    assert len(refusals) == 1
    assert token not in caplog.text
    assert max(map(len, refusals)) < 400


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"aud": "other.test"}, "InvalidAudienceError: expected 'wiki.test', got 'other.test'"),
        ({"aud": ["a", "b"]}, "InvalidAudienceError: expected 'wiki.test', got ['a', 'b']"),
        ({"iss": "somebody"}, "InvalidIssuerError: expected 'wiki-sso', got 'somebody'"),
        ({"aud": "new\nline \u202e"}, r"InvalidAudienceError: expected 'wiki.test', got 'new\nline \u202e'"),
    ],
)
def test_the_log_names_the_claim_that_is_expected_and_the_one_that_came(browser, claims, said, caplog):
    browser.get("/Home", "alice", claims=claims)
    assert f"wiki-sso: assertion refused: {said}" in caplog.messages


def test_of_a_token_that_nobody_signed_no_claim_is_logged(browser, caplog):
    token = sign(claims_for("alice", aud="forged"), key=OTHER_KEY, kid=kid_of(KEY))
    browser.get("/Home", headers={"X-Wiki-Identity": token})
    assert "assertion refused: bad signature" in caplog.text
    assert "forged" not in caplog.text


@pytest.mark.parametrize("kind", ["albeast-alg-none", "expired", "signature-cut", "a-plain-name"])
def test_oauth2_proxy_1784_a_save_with_an_assertion_that_does_not_count_is_refused(browser, kind):
    token = refused_tokens()[kind]
    answer = browser.save("Sandbox", "by whom?", headers={"X-Wiki-Identity": token})
    assert answer.status_code == 403
    assert "Nothing was saved" in answer.text


def accepted_tokens() -> dict[str, str]:
    """Return what must count."""
    now = int(time.time())
    return {
        "as-signed": sign(claims_for("alice")),
        "without-kid": raw_token({"alg": "HS256"}, _payload()),
        "expired-within-the-leeway": sign(claims_for("alice", iat=now - 80, exp=now - 20)),
        "iat-within-the-leeway": sign(claims_for("alice", iat=now + 20, exp=now + 80)),
        "unknown-claims": sign(claims_for("alice", groups=["boss"])),
    }


@pytest.mark.parametrize("kind", accepted_tokens())
def test_an_assertion_that_the_bridge_signs_counts(browser, kind):
    token = accepted_tokens()[kind]
    assert shown_user(browser.get("/Home", headers={"X-Wiki-Identity": token})) == "alice"


@pytest.mark.parametrize("name", ["X-Remote-User", "X_Remote_User", "Remote-User", "X-Forwarded-User", "Authorization"])
def test_cve_2025_64484_a_bare_user_header_means_nothing(browser, name):
    page = browser.get("/Home", headers={name: "boss", "X-Remote-Email": "boss@wiki.test"})
    assert shown_user(page) is None
    assert browser.get("/+admin/superuser", headers={name: "boss"}).status_code == 403


def test_cve_2025_64484_a_bare_user_header_changes_nothing_for_a_user(browser):
    assert shown_user(browser.get("/Home", "alice", headers={"X-Remote-User": "boss"})) == "alice"


def test_cloudflare_28_a_rotated_key_counts_at_once_and_the_old_one_until_it_is_dropped(folder):
    keys = [KEY]
    with running_app(folder, keys=lambda: keys) as app:
        browser = WikiBrowser(app)

        def who(key: str) -> str | None:
            token = sign(claims_for("alice"), key)
            return shown_user(browser.get("/Home", headers={"X-Wiki-Identity": token}))

        assert (who(KEY), who(OTHER_KEY)) == ("alice", None)
        keys.append(OTHER_KEY)
        assert (who(KEY), who(OTHER_KEY)) == ("alice", "alice")
        keys.remove(KEY)
        assert (who(KEY), who(OTHER_KEY)) == (None, "alice")


@pytest.mark.parametrize("broken", [[], ["short"], OSError("no such file")])
def test_a_key_source_that_breaks_logs_nobody_in_and_says_so(folder, caplog, broken):
    source = {"keys": [KEY]}

    def keys() -> list[str]:
        if isinstance(source["keys"], OSError):
            raise source["keys"]
        return source["keys"]

    with running_app(folder, keys=keys) as app:
        source["keys"] = broken
        page = WikiBrowser(app).get("/Home", "alice")
        assert (page.status_code, shown_user(page)) == (200, None)
        assert "the assertion keys could not be read" in caplog.text
