"""The Python of the README and of docs/add-to-a-running-moinmoin.md, run as it stands there."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import moin.app
from moin.app import destroy_app
from moin.config.default import DefaultConfig

import moin_wiki_sso
from assertions import KEY, claims_for, sign
from moin_app import LOGIN_URL, WIKI_URL, make_plain_app

CLIENT = Path(__file__).parents[1]


def snippets(page):
    return re.findall(r"^```python\n(.*?)^```$", page.read_text(), re.S | re.M)


def test_the_readmes_configuration_makes_a_wiki_that_knows_who_asks(folder, monkeypatch):
    config, start = snippets(CLIENT / "README.md")
    read_text = Path.read_text

    def read(path, *args, **options):
        return f"{KEY}\n" if path == Path("/run/secrets/wiki-sso-keys") else read_text(path, *args, **options)

    monkeypatch.setattr(Path, "read_text", read)
    names = {"DefaultConfig": DefaultConfig}
    exec(config, names)
    made = make_plain_app(folder, names["Config"].auth)
    monkeypatch.setattr(moin.app, "create_app", lambda _path: made)
    exec(start, names)
    token = sign(claims_for("alice", aud="wiki.example.com"))
    page = names["application"].test_client().get("/Home", headers={"X-Wiki-Identity": token})
    assert page.status_code == 200
    assert "<span>alice</span>" in page.text
    assert "https://www.example.com/logout" in names["Config"].auth[0].logout_url
    destroy_app(made)


def test_the_ways_to_adopt_are_taken(monkeypatch):
    (adopting,) = snippets(CLIENT.parents[1] / "docs" / "add-to-a-running-moinmoin.md")
    made = []

    @functools.wraps(moin_wiki_sso.WikiSso)
    def wiki_sso(_the_rest, **options):
        made.append(moin_wiki_sso.WikiSso(url=WIKI_URL, keys=[KEY], login_url=LOGIN_URL, **options))

    exec(adopting, {"WikiSso": wiki_sso})
    assert len(made) == 2
