"""The cookie that goes out, and the ones that come in."""

from __future__ import annotations

from typing import Any

import pytest

from wiki_sso_client import WikiCookie, member_of, sent_members

from .vectors import VECTORS

VALUE = VECTORS["cookie_values"][0]["value"]
MEMBER = VECTORS["cookie_values"][0]["member"]


@pytest.mark.parametrize("cookie", VECTORS["cookie_values"], ids=lambda cookie: cookie["username"])
def test_a_cookie_has_the_member_of_the_vectors(cookie: dict[str, str]) -> None:
    header = f'theme=dark; wiki_sso="{cookie["value"]}"'

    assert member_of(cookie["value"].encode()) == cookie["member"]
    assert sent_members(header, "wiki_sso") == [cookie["member"]]


@pytest.mark.parametrize("hook", ["login", "logout"])
def test_the_line_is_the_one_that_the_bridge_writes(hook: str) -> None:
    answer = VECTORS["hook_answers"][hook]
    given = answer["cookie"]
    cookie = WikiCookie(given["name"], given["value"], given["domain"], max_age_seconds=given["max_age"])

    assert cookie.set_cookie_line() == answer["set_cookie"]


def test_a_cookie_that_ends_with_the_browser_for_the_own_host_over_http() -> None:
    cookie = WikiCookie("w", "a#b#c", None, path="/x", secure=False, http_only=False, same_site="None")

    assert cookie.set_cookie_line() == "w=a#b#c; Path=/x; SameSite=None"


def test_a_deletion_is_empty_and_over_at_once() -> None:
    assert (
        WikiCookie.deletion("w", "example.com").set_cookie_line()
        == "w=; Domain=example.com; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "a b"),
        ("name", "a=b"),
        ("name", "a\n"),
        ("value", "a; domain=evil.example"),
        ("value", "a\r\nset-cookie: evil=1"),
        ("value", '"a"'),
        ("value", "Zoë"),
        ("value", "a" * 4_096),
        ("domain", ""),
        ("domain", "example.com; path=/x"),
        ("domain", "example.com\n"),
        ("domain", "a." * 200 + "com"),
        ("path", ""),
        ("path", "/; secure"),
        ("path", "/\n"),
        ("max_age_seconds", -1),
        ("max_age_seconds", True),
        ("max_age_seconds", 1.5),
        ("max_age_seconds", 10**4_000),
        ("same_site", "Lax; domain=evil.example"),
    ],
)
def test_nothing_that_could_be_more_than_a_cookie_becomes_one(field: str, value: Any) -> None:
    fields: dict[str, Any] = {"name": "w", "value": "v", "domain": None, field: value}

    with pytest.raises(ValueError) as error:
        WikiCookie(**fields)

    assert str(error.value).startswith("cookie.")
    assert "evil" not in str(error.value)


def test_the_value_is_not_in_the_representation() -> None:
    assert "secret" not in repr(WikiCookie("w", "secret", None))


@pytest.mark.parametrize(
    ("header", "members"),
    [
        ("", []),
        ("wiki_sso", []),
        ("wiki_sso=", []),
        ("wiki_sso=logged-in", []),
        (f"WIKI_SSO={VALUE}", []),
        (f"xwiki_sso={VALUE}", []),
        (f"wiki_sso ={VALUE}", []),
        (f"a=b;wiki_sso={VALUE}", [MEMBER]),
        (f" \twiki_sso={VALUE}\t ;", [MEMBER]),
        (f"wiki_sso={VALUE}; wiki_sso={VALUE}", [MEMBER]),
        (f"wiki_sso=a#b#c; wiki_sso={VALUE}", [member_of(b"a#b#c"), MEMBER]),
        ("wiki_sso=Zo\xeb##k", [member_of(b"Zo\xeb##k")]),
        ("wiki_sso=\u674e##k", [member_of("\u674e##k".encode())]),
        ("wiki_sso=\ud800##k", [member_of(b"\xed\xa0\x80##k")]),
        ('wiki_sso="', []),
    ],
)
def test_of_a_header_each_cookie_of_the_name_counts(header: str, members: list[str]) -> None:
    assert sent_members(header, "wiki_sso") == members


def test_no_more_members_than_the_limit_are_looked_at() -> None:
    header = "; ".join(f"wiki_sso=u##{number}" for number in range(9))

    assert sent_members(header, "wiki_sso") == [member_of(b"u##%d" % number) for number in range(4)]
    assert len(sent_members(header, "wiki_sso", limit=1)) == 1


def test_of_a_long_header_no_more_is_hashed_than_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[bytes] = []

    def counted(value: bytes) -> str:
        hashed.append(value)
        return member_of(value)

    monkeypatch.setattr("wiki_sso_client.cookie.member_of", counted)

    sent_members("; ".join(f"a=b; wiki_sso=u##{number}" for number in range(50_000)), "wiki_sso")

    assert len(hashed) == 4
