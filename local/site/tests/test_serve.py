"""The demo site as it is run: a process of its own, seen from outside. ``pytest local/site/tests``."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from store import Store
from wiki_sso_client.testing import FakeBridge, unavailable

SERVE = Path(__file__).parents[1] / "serve.py"
SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTMyYnk="
WIKI = "http://wiki.example.localhost:8080"
PRIVATE_WIKI = "http://wiki2.example.localhost:8080"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def variables(
    data_dir: Path, port: int, hooks_url: str = "http://127.0.0.1:9/hooks", store_url: str = ""
) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "SITE_URL": f"http://www.example.localhost:{port}",
        "SITE_DATA_DIR": str(data_dir / "made" / "here"),
        "WIKI_URL": WIKI,
        "MORE_WIKI_URLS": PRIVATE_WIKI,
        "WIKI_SSO_HOOKS_URL": hooks_url,
        "WIKI_SSO_HOOK_SECRET": SECRET,
        "STORE_URL": store_url,
        "DEMO_PASSWORD": "demo-password",
    }


def run(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SERVE], env=environment, capture_output=True, text=True, timeout=30, check=False
    )


def start(environment: dict[str, str]) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, SERVE], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"site: listening on {environment['SITE_URL']}\n"
    except BaseException:
        stop(process)
        raise
    return process


def stop(process: subprocess.Popen[str]) -> int:
    process.terminate()
    try:
        return process.wait(timeout=10)
    finally:
        process.kill()
        process.communicate()


class Visitor:
    """A browser at the site, with its cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def request(
        self, method: str, path: str, form: dict[str, str] | None = None, host: str = ""
    ) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {
            "Host": host or f"www.example.localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, urlencode(form) if form is not None else None, headers)
        response = connection.getresponse()
        page = response.read().decode()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
            if "max-age=0" in line.lower():
                del self.cookies[name]
        connection.close()
        return response.status, response.headers.get("Location", ""), page

    def post(self, form_page: str, path: str, **fields: str) -> tuple[int, str, str]:
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.request("GET", form_page)[2])
        assert token is not None
        return self.request("POST", path, {"csrfmiddlewaretoken": token[1], **fields})

    def log_in(self, username: str, next_url: str = "") -> tuple[int, str, str]:
        page = "/login/" + (f"?next={next_url}" if next_url else "")
        return self.post(page, page, username=username, password="demo-password", next=next_url)


class LiveMembers(dict[str, dict[str, float]]):
    """What the bridge has in its sets, unless a test says something else."""

    def __init__(self, bridge: FakeBridge) -> None:
        super().__init__()
        self.bridge = bridge

    def get(self, key: str, _default: object = None) -> dict[str, float]:  # type: ignore[override]
        return dict.fromkeys(self.bridge.alive_members(), 1000.0) if key == "wiki_cookie_keys" else {}


@pytest.fixture(scope="module")
def bridge() -> Iterator[FakeBridge]:
    with FakeBridge(SECRET) as bridge:
        yield bridge


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with Store() as store:
        yield store


@pytest.fixture(scope="module")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def port(bridge: FakeBridge, store: Store, site_folder: Path) -> Iterator[int]:
    port = free_port()
    process = start(variables(site_folder, port, bridge.hooks_url, store.url))
    yield port
    stop(process)


@pytest.fixture
def visitor(port: int, bridge: FakeBridge, store: Store) -> Visitor:
    bridge.always = None
    store.sets = LiveMembers(bridge)
    bridge.cookies.clear()
    return Visitor(port)


def test_the_home_page_has_links_to_login_and_wiki(visitor: Visitor) -> None:
    status, _location, page = visitor.request("GET", "/")

    assert status == 200
    assert 'href="/login/"' in page
    assert f'href="{WIKI}"' in page


@pytest.mark.parametrize("username", ["alice", "bob", "Zoë Müller", "boss"])
def test_every_demo_user_can_log_in_be_named_and_log_out(username: str, visitor: Visitor, bridge: FakeBridge) -> None:
    status, location, _page = visitor.log_in(username)
    assert (status, location) == (302, "/")
    assert bridge.alive_names() == [username]
    assert bridge.alive(visitor.cookies["wiki_sso"])
    session = visitor.cookies["site_session"]
    page = visitor.request("GET", "/")[2]
    assert f">{username}</span>" in page
    assert 'data-wiki-cookie="yes"' in page

    status, location, _page = visitor.post("/", "/logout/")
    assert (status, location) == (302, "/")
    assert bridge.alive_members() == []
    # The session is a new one: of nobody, with what the next page tells of the logout.
    assert visitor.cookies["site_session"] != session
    assert visitor.cookies.keys() == {"site_csrf", "site_session"}
    assert "You are not logged in" in visitor.request("GET", "/")[2]


def text_of(page: str, element_id: str) -> str:
    """An element's text, up to the end tag of its own kind."""
    found = re.search(rf'<(\w+)[^>]*\bid="{element_id}"[^>]*>(.*?)</\1>', page, re.DOTALL)
    assert found is not None, element_id
    return " ".join(re.sub("<[^>]*>", "", found[2]).split())


def test_after_a_login_the_page_tells_hook_cookie_and_set_but_never_the_key_or_the_secret(
    visitor: Visitor, bridge: FakeBridge, store: Store
) -> None:
    visitor.log_in("alice")
    cookie = visitor.cookies["wiki_sso"]
    (member,) = bridge.alive_members()
    store.sets = {"wiki_cookie_keys": {member: 1_795_000_000.25, "other": 1.0}}

    page = visitor.request("GET", "/")[2]

    assert "POST /hooks/login" in text_of(page, "hook-call")
    assert text_of(page, "hook-status") == "200"
    assert "webhook-id, webhook-timestamp, webhook-signature" in text_of(page, "lesson-hook")
    assert text_of(page, "cookie-username") == "alice"
    assert text_of(page, "cookie-email") == "alice@example.com"
    key = cookie.rpartition("#")[2]
    assert text_of(page, "cookie-key") == key[:4]
    assert key[:12] not in page
    assert key[4:16] not in page
    assert cookie not in page
    assert SECRET not in page
    assert SECRET.removeprefix("whsec_") not in page
    assert text_of(page, "set-member") == member
    assert text_of(page, "set-score") == "1795000000.250: 18 Nov 2026, 11:06:40 UTC"
    assert f'href="{WIKI}/Home#wiki-was-told"' in page


def test_after_a_logout_the_page_tells_that_the_member_is_gone(visitor: Visitor, bridge: FakeBridge) -> None:
    visitor.log_in("alice")
    (member,) = bridge.alive_members()
    visitor.post("/", "/logout/")

    page = visitor.request("GET", "/")[2]

    assert "POST /hooks/logout" in text_of(page, "hook-call")
    assert text_of(page, "hook-status") == "200"
    assert text_of(page, "set-member") == member
    assert text_of(page, "set-score") == "gone: removed by this call. 0 members left"


def test_a_revocation_after_the_login_is_told(visitor: Visitor, bridge: FakeBridge, store: Store) -> None:
    visitor.log_in("Zoë Müller")
    (member,) = bridge.alive_members()
    sets = {"wiki_cookie_keys": {member: 1000.0}, "{wiki_cookie_keys}:revoked": {"Zoë Müller": 999.0}}
    store.sets = sets
    page = visitor.request("GET", "/")[2]
    assert 'id="set-revoked"' not in page
    assert 'data-wiki-cookie="yes"' in page
    assert "Next: open the wiki" in text_of(page, "lesson-wiki")

    sets["{wiki_cookie_keys}:revoked"]["Zoë Müller"] = 1000.0

    page = visitor.request("GET", "/")[2]
    assert "logged out everywhere" in text_of(page, "set-revoked")
    assert 'data-wiki-cookie="no"' in page
    assert "does not know you any more" in text_of(page, "wiki-status")
    assert 'class="edge on"' not in page
    assert "made void" in text_of(page, "lesson-wiki")


def test_a_member_that_is_gone_ends_what_the_page_promised(visitor: Visitor, store: Store) -> None:
    visitor.log_in("alice")
    store.sets = {}

    page = visitor.request("GET", "/")[2]

    assert "not in the set any more" in text_of(page, "set-score")
    assert "does not know you any more" in text_of(page, "wiki-status")


def test_logging_others_out_leaves_the_admins_own_lesson(visitor: Visitor, bridge: FakeBridge) -> None:
    visitor.log_in("boss")
    page = visitor.request("GET", "/admin/auth/user/")[2]
    user = re.search(r'name="_selected_action" value="(\d+)"[^>]*>.*?>alice<', page, re.DOTALL)
    action = re.search(r'<option value="(\w*wiki\w*)"', page)
    assert user is not None
    assert action is not None

    fields = {"action": action[1], "_selected_action": user[1], "index": "0"}
    visitor.post("/admin/auth/user/", "/admin/auth/user/", **fields)

    assert "username" in bridge.calls_to("logout")[-1].body
    assert "/hooks/login" in text_of(visitor.request("GET", "/")[2], "hook-call")


def test_a_hook_that_refused_or_a_store_that_is_gone_is_told_and_breaks_nothing(
    visitor: Visitor, bridge: FakeBridge, store: Store
) -> None:
    bridge.always = unavailable
    visitor.log_in("alice")
    page = visitor.request("GET", "/")[2]
    assert text_of(page, "hook-status") == "503"
    assert 'id="set-member"' not in page
    bridge.always = None
    visitor.post("/", "/logout/")
    visitor.log_in("alice")
    store.garbled = True
    try:
        status, _location, page = visitor.request("GET", "/")
    finally:
        store.garbled = False
    assert status == 200
    assert text_of(page, "set-member") == next(iter(bridge.alive_members()))
    assert 'id="set-score"' not in page


def test_before_any_login_the_page_shows_the_way_of_one(visitor: Visitor) -> None:
    page = visitor.request("GET", "/")[2]

    assert "How it works" in text_of(page, "lesson")
    assert "<svg" in page
    assert 'class="edge on"' not in page


@pytest.mark.parametrize("path", ["/", "/login/", "/nothing"])
def test_the_pages_allow_their_browser_neither_scripts_nor_foreign_files(path: str, port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": f"www.example.localhost:{port}"})
    response = connection.getresponse()
    page = response.read().decode()
    connection.close()

    assert "default-src 'none'; style-src 'self';" in response.headers["Content-Security-Policy"]
    assert "<style" not in page
    assert "style=" not in page
    assert "<script" not in page


def test_with_the_bridge_down_the_home_page_says_so_and_enter_works_afterwards(
    visitor: Visitor, bridge: FakeBridge
) -> None:
    bridge.always = lambda exchange, _do: exchange.reply(503, {})
    visitor.log_in("bob")
    page = visitor.request("GET", "/")[2]
    assert 'data-wiki-cookie="no"' in page
    assert 'href="/wiki-sso/enter"' in page

    bridge.always = None
    assert visitor.request("GET", "/wiki-sso/enter")[:2] == (302, WIKI)
    assert 'data-wiki-cookie="yes"' in visitor.request("GET", "/")[2]


@pytest.mark.parametrize(
    ("next_url", "expected"),
    [
        ("/wiki-sso/enter%3Fnext%3Dx", "/wiki-sso/enter?next=x"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
    ],
)
def test_a_login_keeps_next_when_it_is_a_page_of_the_site(next_url: str, expected: str, visitor: Visitor) -> None:
    page = f"/login/?next={next_url}"
    form = visitor.request("GET", page)[2]
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', form)
    hidden = re.search(r'name="next" value="([^"]*)"', form)
    assert token is not None
    assert hidden is not None

    fields = {
        "csrfmiddlewaretoken": token[1],
        "username": "alice",
        "password": "demo-password",
        "next": hidden[1],
    }

    assert visitor.request("POST", "/login/", fields)[1] == expected


def test_a_wrong_password_is_said_to_be_wrong(visitor: Visitor) -> None:
    status, _location, page = visitor.post("/login/", "/login/", username="alice", password="no")

    assert status == 200
    assert 'role="alert"' in page
    assert "site_session" not in visitor.cookies


def test_a_logout_needs_a_form_of_the_site(visitor: Visitor) -> None:
    visitor.log_in("alice")

    assert visitor.request("GET", "/logout/")[0] == 405
    assert visitor.request("POST", "/logout/", {})[0] == 403
    assert "alice" in visitor.request("GET", "/")[2]


def test_the_superuser_has_the_administration_with_its_style_sheets(visitor: Visitor) -> None:
    visitor.log_in("boss")

    assert visitor.request("GET", "/admin/")[0] == 200
    assert visitor.request("GET", "/static/admin/css/base.css")[0] == 200


def test_another_host_name_is_refused(visitor: Visitor) -> None:
    assert visitor.request("GET", "/", host="wiki.example.localhost")[0] == 400


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_by_another_name_of_this_machine_it_says_where_to_go(visitor: Visitor, name: str) -> None:
    status, _, page = visitor.request("GET", "/login/", host=f"{name}:{visitor.port}")
    assert status == 404
    assert f'href="http://www.example.localhost:{visitor.port}/"' in page
    assert f'href="{WIKI}/Home"' in page


def test_the_login_page_shows_no_password(visitor: Visitor) -> None:
    assert "demo-password" not in visitor.request("GET", "/login/")[2]


def test_every_page_has_the_look_of_the_site(visitor: Visitor) -> None:
    look = 'href="/static/demo_site/site.css"'
    assert look in visitor.request("GET", "/no/such/page")[2]
    status, _, page = visitor.request("POST", "/login/", {"username": "alice"})
    assert (status, look in page) == (403, True)

    visitor.log_in("alice")
    for path in ("leave", "sessions"):
        status, _, page = visitor.request("GET", f"/wiki-sso/{path}")
        assert (status, look in page, "<style" in page) == (200, True, False)


def test_the_way_to_a_private_wiki_leads_a_stranger_through_the_login(visitor: Visitor) -> None:
    link = re.search(r'class="more-wiki" href="([^"]+)"', visitor.request("GET", "/")[2])
    assert link is not None
    status, login, _ = visitor.request("GET", link[1])
    assert (status, login.startswith("/login/?next=")) == (302, True)

    visitor.log_in("alice")
    assert visitor.request("GET", link[1])[:2] == (302, f"{PRIVATE_WIKI}/Home")
    assert f'class="more-wiki" href="{PRIVATE_WIKI}"' in visitor.request("GET", "/")[2]


@pytest.mark.parametrize("path", ["/nothing", "/login/../etc", "/%00", "/?%ff"])
def test_an_odd_address_is_answered_without_a_server_error(path: str, visitor: Visitor) -> None:
    assert visitor.request("GET", path)[0] in (200, 404)


def test_missing_variables_are_all_named(tmp_path: Path) -> None:
    environment = variables(tmp_path, 1)
    del environment["WIKI_URL"]
    environment["DEMO_PASSWORD"] = ""

    ended = run(environment)

    assert ended.returncode == 2
    assert ended.stderr == "site: missing in the environment: WIKI_URL, DEMO_PASSWORD\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "www.example.localhost:8000"),
        ("SITE_URL", "http://h:x"),
        ("WIKI_SSO_HOOK_SECRET", "short"),
        ("WIKI_URL", "wiki"),
    ],
)
def test_a_wrong_variable_ends_the_start_with_its_name(name: str, value: str, tmp_path: Path) -> None:
    ended = run({**variables(tmp_path, free_port()), name: value})

    assert ended.returncode == 2
    assert name.removeprefix("WIKI_SSO_") in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ended = run(variables(tmp_path, port))

    assert ended.returncode == 1
    assert ended.stderr == f"site: port {port} is taken by another process; SITE_URL names another one\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_promptly_and_the_next_start_keeps_the_sessions(
    number: signal.Signals, tmp_path: Path
) -> None:
    environment = variables(tmp_path, free_port())
    process = start(environment)
    visitor = Visitor(int(environment["SITE_URL"].rpartition(":")[2]))
    visitor.log_in("alice")

    asked = time.monotonic()
    process.send_signal(number)
    assert process.wait(timeout=10) == 0
    assert time.monotonic() - asked < 3
    stop(process)

    process = start(environment)
    try:
        assert ">alice</span>" in visitor.request("GET", "/")[2]
    finally:
        assert stop(process) == 0
    assert (tmp_path / "made" / "here" / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_rotated_hook_secret_counts_from_the_next_request_on(tmp_path: Path) -> None:
    secret_file = tmp_path / "secret"
    secret_file.write_text(SECRET + "\n")
    fresh = "whsec_bmV3LXNlY3JldC1uZXctc2VjcmV0LW5ldy1zZWNyZXQ="
    bridge = FakeBridge(SECRET)
    port = free_port()
    environment = variables(tmp_path, port, bridge.hooks_url)
    del environment["WIKI_SSO_HOOK_SECRET"]
    process = start({**environment, "WIKI_SSO_HOOK_SECRET_FILE": str(secret_file)})
    try:
        first, second, third = Visitor(port), Visitor(port), Visitor(port)
        first.log_in("alice")
        assert bridge.alive_names() == ["alice"]

        bridge.secret = fresh
        second.log_in("bob")
        assert bridge.alive_names() == ["alice"], "the old secret is refused"

        (tmp_path / "aside").write_text(fresh)
        (tmp_path / "aside").replace(secret_file)
        third.log_in("bob")
        assert bridge.alive_names() == ["alice", "bob"]

        secret_file.unlink()
        third.post("/", "/logout/")
        assert bridge.alive_names() == ["alice"], "a file that is gone changes nothing"
    finally:
        stop(process)
        bridge.stop()


def test_a_file_of_the_hook_secret_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    environment = variables(tmp_path, free_port())
    ended = run({**environment, "WIKI_SSO_HOOK_SECRET_FILE": str(tmp_path / "none")})
    assert ended.returncode == 2
    assert "WIKI_SSO_HOOK_SECRET_FILE" in ended.stderr


def test_the_database_is_its_owners_alone(site_folder: Path, visitor: Visitor) -> None:
    visitor.log_in("alice")

    files = list(site_folder.glob("made/here/site.sqlite3*"))
    assert files
    assert [oct(file.stat().st_mode & 0o077) for file in files] == ["0o0"] * len(files)
