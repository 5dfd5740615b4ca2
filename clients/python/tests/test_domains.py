"""Where a cookie can live."""

from __future__ import annotations

import pytest

from wiki_sso_client import covers, deletion_domains, host_without_port, shared_parent


@pytest.mark.parametrize(
    ("domain", "host", "does"),
    [
        (None, "anything", True),
        ("example.com", "example.com", True),
        ("example.com", "www.example.com", True),
        (".Example.com", "WWW.example.COM", True),
        ("example.com", "www.example.com.", True),
        ("example.com", "badexample.com", False),
        ("www.example.com", "example.com", False),
        ("0.1", "10.0.0.1", False),
        ("10.0.0.1", "10.0.0.1", True),
    ],
)
def test_a_domain_covers_its_host_and_those_below(domain: str | None, host: str, does: bool) -> None:
    assert covers(domain, host) is does


@pytest.mark.parametrize(
    ("a", "b", "parent"),
    [
        ("www.example.com", "wiki.example.com", "example.com"),
        ("a.b.example.com", "c.b.example.com", "b.example.com"),
        ("example.com", "wiki.example.com", "example.com"),
        ("example.com", "example.org", None),
        ("a.localhost", "b.localhost", None),
        ("10.0.0.1", "10.9.0.1", None),
        ("::1", "::1", None),
        ("", "", None),
    ],
)
def test_the_shared_parent_has_two_labels_at_least(a: str, b: str, parent: str | None) -> None:
    assert shared_parent(a, b) == parent
    assert shared_parent(b, a) == parent


@pytest.mark.parametrize(
    ("host", "bare"),
    [
        ("example.com:8000", "example.com"),
        ("example.com", "example.com"),
        ("[::1]:80", "::1"),
        ("[::1", ""),
        ("", ""),
    ],
)
def test_a_host_without_its_port(host: str, bare: str) -> None:
    assert host_without_port(host) == bare


@pytest.mark.parametrize(
    ("site", "known", "wikis", "domains"),
    [
        ("www.example.com", None, ["wiki.example.com"], ["example.com", "www.example.com"]),
        ("example.com", None, ["wiki.example.com"], ["example.com"]),
        (
            "www.shop.example.com",
            None,
            ["wiki.example.com"],
            ["example.com", "shop.example.com", "www.shop.example.com"],
        ),
        # Wider than assumed: the wiki's host shares more with the site's than the bridge's domain has.
        (
            "a.b.example.com",
            "b.example.com",
            ["c.b.example.com"],
            ["b.example.com", "example.com", "a.b.example.com"],
        ),
        # The host that the site sees is the proxy's: what the bridge said counts all the same.
        ("app", "example.com", ["wiki.example.com"], ["example.com"]),
        ("10.0.0.5", ".Example.com", ["wiki.example.com"], ["example.com"]),
        ("10.0.0.5", None, ["wiki.example.com"], []),
        ("::1", None, ["wiki.example.com"], []),
        ("127.1", None, [], []),
        ("localhost", None, ["wiki.localhost"], []),
        ("www.example.com", "10.0.0.1", [], ["example.com", "www.example.com"]),
        ("a b.example.com", None, [], ["example.com"]),
        ("", None, [], []),
    ],
)
def test_a_deletion_is_sent_from_every_domain_that_may_have_the_cookie(
    site: str, known: str | None, wikis: list[str], domains: list[str]
) -> None:
    assert deletion_domains(site, known=known, wiki_hosts=wikis) == domains


def test_a_deletion_reaches_the_cookie_of_any_domain_that_site_and_wiki_share() -> None:
    site, wiki = "a.b.c.example.co.uk", "wiki.b.c.example.co.uk"
    domains = deletion_domains(site, known=None, wiki_hosts=[wiki])

    for possible in ("b.c.example.co.uk", "c.example.co.uk", "example.co.uk"):
        assert possible in domains


def test_the_number_of_deletions_is_bounded() -> None:
    domains = deletion_domains("x." * 60 + "example.com", known="example.com", wiki_hosts=["example.com"])

    assert domains[0] == "example.com"
    assert len(domains) == 6
