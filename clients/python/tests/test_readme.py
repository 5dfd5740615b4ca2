"""Every block of the README is run as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from wiki_sso_client import WikiCookie
from wiki_sso_client.testing import FakeBridge, hang, refuse

HERE = Path(__file__).resolve().parents[1]
BLOCKS: list[tuple[str, str]] = re.findall(
    r"^```(\w+)\n(.*?)^```$", (HERE / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
)
SITE = "www.example.com"
WIKI = "https://wiki.example.com"


def block(kind: str, start: str) -> str:
    [found] = [text for language, text in BLOCKS if language == kind and text.startswith(start)]
    return found


def test_these_tests_know_every_block() -> None:
    assert [(kind, text.split("\n")[0]) for kind, text in BLOCKS] == [
        ("console", "$ pip install ./clients/python"),
        ("python", "import os"),
        ("python", "# site.py"),
        ("python", "# test_wiki.py"),
    ]


def test_the_package_is_installed_from_a_checkout(tmp_path: Path) -> None:
    command = block("console", "$").removeprefix("$ ").split()
    environment = {
        **os.environ,
        "PIP_TARGET": str(tmp_path),
        # No network: what it needs is here already.
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "false",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }

    subprocess.run(
        [sys.executable, "-m", *command],
        cwd=HERE.parents[1],
        env=environment,
        check=True,
        capture_output=True,
    )

    read_vectors = "from wiki_sso_client.testing import contract_vectors as v; print(v.__module__, len(v()))"
    printed = subprocess.run(
        [sys.executable, "-c", read_vectors],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert printed.startswith("wiki_sso_client.testing.vectors ")
    assert (tmp_path / "wiki_sso_client" / "testing" / "contract-vectors.json").exists()
    assert (tmp_path / "wiki_sso_client" / "py.typed").exists()


def test_one_call(
    wiki_sso_bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIKI_SSO_HOOKS_URL", wiki_sso_bridge.hooks_url)
    monkeypatch.setenv("WIKI_SSO_HOOK_SECRET", wiki_sso_bridge.secret)

    exec(compile(block("python", "import os"), "README.md", "exec"), {})

    line, member = capsys.readouterr().out.splitlines()
    assert line.startswith("wiki_sso=alice#alice@example.com#")
    assert len(member) == 64
    assert [call.hook for call in wiki_sso_bridge.calls] == ["login", "logout"]
    assert wiki_sso_bridge.alive_members() == []


def test_the_test_of_a_site(tmp_path: Path) -> None:
    (tmp_path / "test_wiki.py").write_text(block("python", "# test_wiki.py"), "utf-8")

    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "wiki_sso_client.testing.plugin",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "1 passed" in ended.stdout, ended.stdout + ended.stderr


class Browser:
    """Of a visitor of the site, who has a wiki cookie or none."""

    def __init__(self, app: Any) -> None:
        self.client = app.test_client(use_cookies=False)
        self.session: str | None = None
        self.wiki_cookies: dict[str, str] = {}

    def send(self, method: str, path: str, **given: Any) -> Any:
        # The whole header: the test client's own jar would keep the wiki's cookies in a form of its own.
        cookies = [f"wiki_sso={value}" for value in self.wiki_cookies.values()]
        if self.session is not None:
            cookies.append(f"session={self.session}")
        given["headers"] = {**given.get("headers", {}), "Cookie": "; ".join(cookies)}
        response = self.client.open(path, method=method, base_url=f"https://{SITE}", **given)
        for line in response.headers.getlist("Set-Cookie"):
            name, value, domain = re.fullmatch(r"(\w+)=([^;]*)(?:; Domain=([^;]*))?;.*", line).groups()  # type: ignore[union-attr]
            if name == "session":
                self.session = value or None
            else:
                self.wiki_cookies.pop(domain, None)
                if value:
                    self.wiki_cookies[domain] = value
        return response

    def log_in(self, username: str) -> Any:
        return self.send("POST", "/login", data={"username": username})

    def enter(self, next_url: str, **headers: str) -> Any:
        return self.send("GET", "/wiki/enter", query_string={"next": next_url}, headers=headers)


@pytest.fixture
def site(wiki_sso_bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """The names of the README's site, which is set up for the bridge."""
    wiki_sso_bridge.cookie_domain = "example.com"
    monkeypatch.setenv("SITE_SECRET_KEY", "x" * 32)
    monkeypatch.setenv("SITE_DATABASE", str(tmp_path / "site.db"))
    monkeypatch.setenv("WIKI_SSO_HOOKS_URL", wiki_sso_bridge.hooks_url)
    monkeypatch.setenv("WIKI_SSO_HOOK_SECRET", wiki_sso_bridge.secret)
    names: dict[str, Any] = {"__name__": "site_of_the_readme"}
    exec(compile(block("python", "# site.py"), "README.md", "exec"), names)
    yield names


@pytest.fixture
def browser(site: dict[str, Any]) -> Browser:
    return Browser(site["app"])


def waiting(site: dict[str, Any]) -> int:
    [[count]], _ = site["outbox"].run("SELECT count(*) FROM pending_logout")
    return int(count)


def test_a_login_at_the_site_is_one_at_the_wiki(browser: Browser, wiki_sso_bridge: FakeBridge) -> None:
    browser.log_in("alice")

    assert wiki_sso_bridge.alive(browser.wiki_cookies["example.com"])
    assert wiki_sso_bridge.calls[0].body["expires_in"] == 12 * 3_600


def test_a_logout_ends_the_cookie_of_the_session_and_the_one_that_the_browser_sent(
    browser: Browser, wiki_sso_bridge: FakeBridge, site: dict[str, Any]
) -> None:
    browser.log_in("alice")
    of_session = browser.wiki_cookies["example.com"]
    other = Browser(site["app"])
    other.log_in("alice")
    browser.wiki_cookies = dict(other.wiki_cookies)
    assert len(wiki_sso_bridge.alive_members()) == 2

    browser.send("POST", "/logout")

    assert wiki_sso_bridge.alive_members() == []
    assert not wiki_sso_bridge.alive(of_session)
    assert browser.wiki_cookies == {}
    assert waiting(site) == 0


@pytest.mark.parametrize("username", ["alice", "bob"])
def test_a_login_over_another_ends_the_first_also_when_no_new_cookie_can_be_made(
    username: str, browser: Browser, wiki_sso_bridge: FakeBridge, site: dict[str, Any]
) -> None:
    browser.log_in("alice")
    wiki_sso_bridge.faults.append(refuse("internal_error"))

    response = browser.log_in(username)

    assert response.status_code == 303
    assert browser.send("GET", "/").text == f"user: {username}"
    assert browser.wiki_cookies == {}
    site["deliver_due"](site["outbox"], site["bridge"](), 20)
    assert wiki_sso_bridge.alive_members() == []


def test_a_login_over_another_leaves_one_cookie(browser: Browser, wiki_sso_bridge: FakeBridge) -> None:
    browser.log_in("alice")
    browser.log_in("bob")

    assert wiki_sso_bridge.alive_names() == ["bob"]


def test_a_logout_while_the_bridge_is_down_is_delivered_later(
    browser: Browser, wiki_sso_bridge: FakeBridge, site: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.log_in("alice")
    wiki_sso_bridge.stop()
    browser.send("POST", "/logout")
    assert browser.wiki_cookies == {}
    assert waiting(site) == 1

    wiki_sso_bridge.start()
    assert len(wiki_sso_bridge.alive_members()) == 1
    site["outbox"].run("UPDATE pending_logout SET due_at = 0")
    assert site["app"].test_cli_runner().invoke(args=["deliver-wiki-logouts"]).exit_code == 0
    assert wiki_sso_bridge.alive_members() == []
    assert waiting(site) == 0


def test_a_late_logout_everywhere_ends_no_newer_login(
    browser: Browser, wiki_sso_bridge: FakeBridge, site: dict[str, Any]
) -> None:
    browser.log_in("alice")
    old = browser.wiki_cookies["example.com"]
    wiki_sso_bridge.stop()
    site["log_out_everywhere"]("alice")
    wiki_sso_bridge.start()
    newer = Browser(site["app"])
    newer.log_in("alice")

    site["outbox"].run("UPDATE pending_logout SET due_at = 0")
    site["deliver_due"](site["outbox"], site["bridge"](), 20)

    assert not wiki_sso_bridge.alive(old)
    assert wiki_sso_bridge.alive(newer.wiki_cookies["example.com"])


def test_a_row_is_claimed_by_one_deliverer(site: dict[str, Any]) -> None:
    entry = site["outbox"].add(username="alice")

    assert [site["outbox"].claim(entry) for _ in range(2)] == [True, False]


def test_a_row_that_the_bridge_refuses_for_good_is_kept_and_not_tried_again(
    site: dict[str, Any], wiki_sso_bridge: FakeBridge
) -> None:
    site["log_out_everywhere"](" alice")

    assert waiting(site) == 1
    site["outbox"].run("UPDATE pending_logout SET due_at = 0 WHERE due_at IS NOT NULL")
    assert site["outbox"].due(20) == []


def test_strangers_wait_for_nothing(browser: Browser, wiki_sso_bridge: FakeBridge, site: dict[str, Any]) -> None:
    wiki_sso_bridge.always = hang
    browser.wiki_cookies = {"example.com": "made#up#value"}

    assert browser.send("POST", "/logout").status_code == 303

    assert wiki_sso_bridge.calls == []
    assert waiting(site) == 1
    assert site["outbox"].due(1)[0].priority == 1


def test_the_way_from_the_wiki_and_back(browser: Browser, wiki_sso_bridge: FakeBridge) -> None:
    to_login = browser.enter("/Page?x=1", Referer=f"{WIKI}/")
    assert urlsplit(to_login.location).path == "/login"

    assert browser.log_in("alice").location == f"{WIKI}/Page?x=1"
    back = browser.enter("https://evil.example/")
    assert back.location == WIKI
    assert wiki_sso_bridge.alive(browser.wiki_cookies["example.com"])
    assert len(wiki_sso_bridge.alive_members()) == 1


def test_a_visitor_who_is_sent_round_ends_on_a_page_that_says_so(browser: Browser) -> None:
    browser.log_in("alice")

    assert [browser.enter("/Page").status_code for _ in range(4)] == [302, 302, 302, 503]


def test_enter_says_so_when_the_bridge_is_down(browser: Browser, wiki_sso_bridge: FakeBridge) -> None:
    browser.log_in("alice")
    wiki_sso_bridge.stop()

    response = browser.enter("/Page")

    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert browser.wiki_cookies == {}


def test_the_deletion_reaches_the_cookie_of_a_wider_domain(browser: Browser, wiki_sso_bridge: FakeBridge) -> None:
    browser.wiki_cookies = {"example.com": WikiCookie("w", "a#b#c", None).value}

    browser.send("POST", "/logout")

    assert browser.wiki_cookies == {}


def test_an_address_that_no_bridge_takes_costs_no_login(
    browser: Browser, wiki_sso_bridge: FakeBridge, site: dict[str, Any]
) -> None:
    site["USERS"]["carol"] = "a@b@example.com"

    browser.log_in("carol")

    assert wiki_sso_bridge.alive_names() == ["carol"]


def test_wrong_settings_are_said_at_the_start(
    wiki_sso_bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch, site: dict[str, Any]
) -> None:
    monkeypatch.setenv("WIKI_SSO_HOOK_SECRET", "c2hvcnQ=")

    with pytest.raises(SystemExit, match="HOOK_SECRET: expected base64 of at least 24 random bytes"):
        exec(compile(block("python", "# site.py"), "README.md", "exec"), {"__name__": "x"})
