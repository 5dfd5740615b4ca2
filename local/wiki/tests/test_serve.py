"""The demo wiki as `npm start` runs it: a process of its own, told what to do by its environment."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import jwt
import pytest

SERVE = Path(__file__).parents[1] / "serve.py"
KEY, NEXT_KEY = "k" * 32, "n" * 32
STARTUP_SECONDS = 60


@pytest.fixture
def environment(tmp_path):
    (tmp_path / "keys").write_text(KEY + "\n")
    return {
        "PATH": os.environ["PATH"],
        "WIKI_URL": "http://wiki.example.localhost:8080",
        "WIKI_PORT": str(free_port()),
        "WIKI_DATA_DIR": str(tmp_path / "data"),
        "WIKI_SSO_KEYS_FILE": str(tmp_path / "keys"),
        "SITE_URL": "http://www.example.localhost:8000",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(environment):
    process = subprocess.Popen(
        [sys.executable, SERVE], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert "is served from" in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def get(environment, path="/Home", key=None, user="alice", headers=()):
    """Return status and text of a page, asked for as the gateway does."""
    request = urllib.request.Request(f"http://127.0.0.1:{environment['WIKI_PORT']}{quote(path, safe='/+?=&')}")
    request.add_header("X-Forwarded-Host", "wiki.example.localhost:8080")
    for name, value in headers:
        request.add_header(name, value)
    if key:
        now = int(time.time())
        claims = {
            "iss": "wiki-sso",
            "aud": "wiki.example.localhost",
            "sub": user,
            "iat": now,
            "exp": now + 60,
        }
        kid = hashlib.sha256(key.encode()).hexdigest()[:8]
        request.add_header("X-Wiki-Identity", jwt.encode(claims, key, headers={"kid": kid}))
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def run_to_the_end(environment):
    return subprocess.run(
        [sys.executable, SERVE], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_wiki_makes_itself_and_shows_who_is_logged_in(environment):
    with running(environment):
        status, text = get(environment)
        assert status == 200
        assert (
            "http://www.example.localhost:8000/wiki-sso/enter?next=http%3A%2F%2Fwiki.example.localhost%3A8080%2FHome"
            in text
        )
        assert "<span>alice</span>" in get(environment, key=KEY)[1]
        assert get(environment, "/+admin/superuser", KEY, "boss")[0] == 200
        assert get(environment, "/+modify/Home")[0] == 403
        assert get(environment, "/+modify/Home", KEY)[0] == 200
        assert get(environment, "/+modify/Sandbox")[0] == 200


def test_the_index_and_the_search_find_the_first_pages(environment):
    with running(environment):
        for path in ("/+index/", "/+search?q=wiki", "/+search?q=wiki&history=1", "/+history"):
            for key in (None, KEY):
                status, text = get(environment, path, key)
                assert status == 200
                assert "Home" in text


def test_no_redirect_leads_to_the_address_behind_the_gateway(environment):
    opener = urllib.request.build_opener(NoRedirect)
    with running(environment):
        for path in ("/Home//x", "/+get/+current/Home", "/Home/"):
            with pytest.raises(urllib.error.HTTPError) as answer:
                opener.open(f"http://127.0.0.1:{environment['WIKI_PORT']}{path}")
            location = answer.value.headers["Location"]
            assert urllib.parse.urljoin(environment["WIKI_URL"] + "/", location).startswith(
                environment["WIKI_URL"] + "/"
            )


def test_each_page_ends_with_what_the_wiki_was_told_but_without_the_signature(environment):
    headers = [("X-Remote-User", "Zo%C3%AB <b>"), ("X-Remote-Email", "zoe@example.com")]
    with running(environment):
        text = get(environment, key=KEY, user="Zoë", headers=headers)[1]
        assert panel_of(get(environment)[1])["nobody"] == "Nobody."
        assert panel_of(get(environment, "/No such page")[1])["nobody"] == "Nobody."
        untold = get(environment, headers=[("X-Wiki-Identity", "x.W10.y")])[1]
    told = panel_of(text)
    assert told["user"].split() == ["Zo%C3%AB", "&lt;b&gt;", "=", "Zoë", "&lt;b&gt;"]
    assert told["email"] == "zoe@example.com"
    assert (told["iss"], told["aud"], told["sub"]) == ("wiki-sso", "wiki.example.localhost", "Zoë")
    assert re.fullmatch(r"\d{10} \(\d\d:\d\d:\d\d UTC\)", told["exp"])
    assert "eyJ" not in text
    assert panel_of(untold)["nobody"] == "Nobody."


def test_the_panel_leads_to_the_login_and_back_to_this_very_page_and_out_of_site_and_wiki(environment):
    with running(environment):
        nobody = get(environment, "/Sandbox?do=x")[1]
        alice = get(environment, key=KEY)[1]
    back = quote("http://wiki.example.localhost:8080/Sandbox?do=x", safe="")
    assert f'id="told-login" href="http://www.example.localhost:8000/wiki-sso/enter?next={back}"' in nobody
    home = quote("http://wiki.example.localhost:8080/Home", safe="")
    assert f'id="told-logout" href="http://www.example.localhost:8000/wiki-sso/leave?next={home}"' in alice


def panel_of(text):
    """Return the texts of the panel's named elements."""
    elements = re.findall(r'id="told-(\w+)">(.*?)</(?:td|span|strong)', text, re.DOTALL)
    return {name: re.sub("<[^>]*>", "", value).strip() for name, value in elements}


def test_a_path_prefix_that_a_client_claims_is_not_believed(environment):
    with running(environment):
        # API Gateway passes this header on, other than X-Forwarded-Host and its kin.
        request = urllib.request.Request(f"http://127.0.0.1:{environment['WIKI_PORT']}/Home")
        request.add_header("X-Forwarded-Prefix", "/elsewhere")
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert "/elsewhere" not in answer.read().decode()


def test_the_folder_may_have_any_name(environment, tmp_path):
    folder = tmp_path / "a & b 'c' %s %(kind)s ü $x"
    with running({**environment, "WIKI_DATA_DIR": str(folder)}):
        pass
    assert list((folder / "data" / "default" / "meta").iterdir())


def test_a_second_start_finds_everything_as_it_was(environment):
    with running(environment):
        get(environment, key=KEY)
    index = Path(environment["WIKI_DATA_DIR"]) / "index"
    before = sorted(path.name for path in index.iterdir())
    with running(environment):
        assert sorted(path.name for path in index.iterdir()) == before
        assert "<span>alice</span>" in get(environment, key=KEY)[1]


def test_a_start_that_was_interrupted_is_begun_again(environment):
    data = Path(environment["WIKI_DATA_DIR"])
    (data / "index").mkdir(parents=True)
    (data / "half-made").touch()
    with running(environment):
        assert get(environment)[0] == 200


def test_a_key_is_rotated_without_a_restart(environment):
    keys = Path(environment["WIKI_SSO_KEYS_FILE"])
    with running(environment):
        assert "<span>alice</span>" not in get(environment, key=NEXT_KEY)[1]
        keys.write_text(f"{NEXT_KEY}\n{KEY}\n")
        assert "<span>alice</span>" in get(environment, key=NEXT_KEY)[1]
        assert "<span>alice</span>" in get(environment, key=KEY)[1]
        keys.write_text(f"{NEXT_KEY}\n")
        assert "<span>alice</span>" not in get(environment, key=KEY)[1]


def test_a_private_wiki_is_closed(environment):
    with running(environment | {"WIKI_PRIVATE": "1"}):
        opener = urllib.request.build_opener(NoRedirect)
        with pytest.raises(urllib.error.HTTPError) as refused:
            opener.open(f"http://127.0.0.1:{environment['WIKI_PORT']}/Home")
        assert refused.value.headers["Location"].startswith("http://www.example.localhost:8000/wiki-sso/enter?next=")
        status, page = get(environment, key=KEY)
        assert (status, "This wiki is private" in page, "Everybody may read" in page) == (200, True, False)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_promptly_when_asked_to(environment, number):
    with running(environment) as process:
        get(environment)
        process.send_signal(number)
        assert process.wait(timeout=5) == 0


@pytest.mark.parametrize("name", ["WIKI_URL", "WIKI_PORT", "WIKI_DATA_DIR", "WIKI_SSO_KEYS_FILE", "SITE_URL"])
def test_a_missing_setting_names_itself(environment, name):
    del environment[name]
    end = run_to_the_end(environment)
    assert (end.returncode, end.stderr) == (2, f"wiki: {name} is missing from the environment\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WIKI_PORT", "0"),
        ("WIKI_PORT", "70000"),
        ("WIKI_PORT", "http"),
        ("WIKI_URL", "wiki.test"),
        ("SITE_URL", "http://www.test/path"),
        ("WIKI_PRIVATE", "yes"),
    ],
)
def test_a_wrong_setting_names_itself(environment, name, value):
    end = run_to_the_end(environment | {name: value})
    assert end.returncode == 2
    assert end.stderr.startswith(f"wiki: {name} is '{value}'")


def test_a_busy_port_is_named(environment):
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(environment["WIKI_PORT"])))
        other.listen()
        end = run_to_the_end(environment)
    assert end.returncode == 1
    assert end.stderr == f"wiki: port {environment['WIKI_PORT']} cannot be used: Address already in use\n"


def test_a_missing_or_short_key_is_told_at_the_start(environment):
    keys = Path(environment["WIKI_SSO_KEYS_FILE"])
    keys.write_text("short\n")
    end = run_to_the_end(environment)
    assert end.returncode == 1
    assert "5 bytes" in end.stderr
    keys.unlink()
    end = run_to_the_end(environment)
    assert end.returncode == 1
    assert str(keys) in end.stderr


def test_a_folder_of_something_else_is_left_alone(environment, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "index").write_text("precious")
    end = run_to_the_end(environment | {"WIKI_DATA_DIR": str(mine)})
    assert end.returncode == 1
    assert "neither empty nor a demo wiki's folder" in end.stderr
    assert (mine / "index").read_text() == "precious"
