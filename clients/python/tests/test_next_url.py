"""``next`` never leaves the wikis."""

from __future__ import annotations

import random
from urllib.parse import urlsplit

import pytest

from wiki_sso_client import safe_next

WIKI = "http://wiki.example.localhost:8080"
DOCS = "https://docs.example.localhost"
BASED = "https://www.example.localhost/wiki/"
OTHER = "https://www.example.localhost/other"
WIKIS = [WIKI, DOCS, BASED, OTHER]

GOOD = {
    WIKI: WIKI + "/",
    WIKI + "/My%20Page%20%C5%BD?action=edit&x=1%2B1#top": WIKI + "/My%20Page%20%C5%BD?action=edit&x=1%2B1#top",
    WIKI + "/Žluť 李": WIKI + "/%C5%BDlu%C5%A5%20%E6%9D%8E",
    WIKI + "/100%25": WIKI + "/100%25",
    WIKI + "//evil.example/": WIKI + "//evil.example/",
    WIKI + "/?next=https://evil.example/": WIKI + "/?next=https://evil.example/",
    "HTTP://WIKI.example.localhost:8080/A": WIKI + "/A",
    "https://docs.example.localhost/x": "https://docs.example.localhost/x",
    "https://docs.example.localhost:443/x": "https://docs.example.localhost/x",
    "https://docs.example.localhost?x": "https://docs.example.localhost/?x",
}


@pytest.mark.parametrize("wanted", GOOD)
def test_a_page_of_a_wiki_is_kept_to_the_letter(wanted: str) -> None:
    assert safe_next(wanted, WIKIS, f"{DOCS}/elsewhere") == GOOD[wanted]


BAD = [
    None,
    "",
    " ",
    "//evil.example/",
    "///evil.example/",
    "////evil.example/",
    "//wiki.example.localhost:8080/",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:Page",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://evil.example/",
    "https://wiki.example.localhost:8080/",
    "http://wiki.example.localhost/",
    "http://wiki.example.localhost:80/",
    "http://wiki.example.localhost:8080@evil.example/",
    "http://evil.example@wiki.example.localhost:8080/",
    "http://@wiki.example.localhost:8080/",
    "http://wiki.example.localhost:8080.evil.example/",
    "http://wiki.example.localhost:8080\\@evil.example/",
    "http://wiki.example.localhost.:8080/",
    "http://wiki.example.localhost:99999/",
    "http://wiki.example.localhost:8080８/",
    "http://wiki.example.localhost:x/",
    "http://[::1/",
    "http://[wiki.example.localhost]:8080/",
    WIKI + "/a\r\nset-cookie: x=1",
    WIKI + "/\x00",
    WIKI + "/\ud800",
    " " + WIKI + "/",
    WIKI + "/ ",
    WIKI + "/" + "a" * 3_000,
    WIKI + "/" + "ž" * 1_000,
    "/" + "a" * 3_000,
    "/../Page",
    "/a/%2E%2e/b",
    "./Page",
]


@pytest.mark.parametrize("wanted", BAD, ids=ascii)
@pytest.mark.parametrize("came_from", [None, f"{DOCS}/Page"])
def test_anything_else_leads_to_the_first_wiki(wanted: str | None, came_from: str | None) -> None:
    assert safe_next(wanted, WIKIS, came_from) == WIKI


@pytest.mark.parametrize(
    ("wanted", "came_from", "page"),
    [
        ("/Page?x", None, f"{WIKI}/Page?x"),
        ("Page", None, f"{WIKI}/Page"),
        ("?do=login#top", None, f"{WIKI}/?do=login#top"),
        ("/Žluť?q=ž", None, f"{WIKI}/%C5%BDlu%C5%A5?q=%C5%BE"),
        ("/Page?next=//evil.example", None, f"{WIKI}/Page?next=//evil.example"),
        ("/Page", f"{DOCS}/From?x", f"{DOCS}/Page"),
        ("/Page", f"{DOCS}:443/", f"{DOCS}/Page"),
        ("Page/Sub", DOCS, f"{DOCS}/Page/Sub"),
        ("a/b//c", DOCS, f"{DOCS}/a/b//c"),
        # The wiki's own links have its base path, a name has not.
        ("/wiki/Page", f"{BASED}From", f"{BASED}Page"),
        ("/wiki", f"{BASED}From", BASED.rstrip("/")),
        ("/Page", f"{BASED}From", f"{BASED}Page"),
        ("Page", f"{BASED}From", f"{BASED}Page"),
        ("/wikipedia", f"{BASED}From", f"{BASED}wikipedia"),
        # Two wikis of one origin; browsers send other origins the origin alone.
        ("/Page", f"{OTHER}/From", f"{OTHER}/Page"),
        ("/Page", "https://www.example.localhost/", f"{BASED}Page"),
    ],
)
def test_a_relative_page_is_one_of_the_wiki_that_the_visitor_came_from(
    wanted: str, came_from: str | None, page: str
) -> None:
    assert safe_next(wanted, WIKIS, came_from) == page


@pytest.mark.parametrize(
    "came_from",
    [
        "",
        "about:blank",
        "https://evil.example/",
        "http://docs.example.localhost/",
        "https://docs.example.localhost:444/",
        "https://docs.example.localhost@evil.example/",
        "https://evil.example@docs.example.localhost/",
        "https://docs.example.localhost.evil.example/",
        "https://docs.example.localhost\\.evil.example/",
        " https://docs.example.localhost/",
        "https://docs.example.localhost:x/",
        "https://[docs/",
    ],
)
def test_a_relative_page_from_anywhere_else_is_one_of_the_first_wiki(came_from: str) -> None:
    assert safe_next("/Page", WIKIS, came_from) == f"{WIKI}/Page"


def test_no_puzzle_of_odd_pieces_leaves_the_wikis() -> None:
    generator = random.Random(13)
    pieces = [
        "/",
        "//",
        "\\",
        "evil.example",
        ":",
        "@",
        "?",
        "#",
        "https",
        "http:",
        "..",
        "%2e",
        "%5c",
        "%09",
    ]
    pieces += [
        "\t",
        "\n",
        "wiki.example.localhost:8080",
        "docs.example.localhost",
        " ",
        "ž",
        "[",
        "]",
        ";",
        ".",
    ]
    origins = {urlsplit(wiki)[:2] for wiki in WIKIS}
    for _ in range(30_000):
        wanted = "".join(generator.choice(pieces) for _ in range(generator.randrange(1, 8)))
        came_from = "".join(generator.choice(pieces) for _ in range(generator.randrange(8)))
        result = safe_next(wanted, WIKIS, came_from)
        assert urlsplit(result)[:2] in origins, (wanted, came_from)
        assert any(result.startswith(f"{scheme}://{host}") for scheme, host in origins)
        assert result.isascii()
        assert result.isprintable()
        assert "\\" not in result
        assert " " not in result
