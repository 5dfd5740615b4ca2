"""A site as it runs in production: workers in processes of their own, one database, browsers over sockets."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from .fake_bridge import FakeBridge

HERE = Path(__file__).resolve().parent
SITE_HOST = "www.example.localhost"
PATIENCE_SECONDS = 60.0

Result = TypeVar("Result")


@dataclass
class Answer:
    """What a server said, and after how many seconds."""

    status: int
    body: str
    set_cookies: dict[str, str]
    seconds: float


@dataclass
class Visitor:
    """A browser that keeps its cookies by their exact bytes; several threads may use it, as tabs do."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    #: Every wiki cookie that this browser was ever sent.
    seen: list[str] = field(default_factory=list)

    def request(self, method: str, path: str, *, port: int | None = None) -> Answer:
        """:param port: of another worker of the same site"""
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=PATIENCE_SECONDS)
        headers = {"Host": SITE_HOST, "Content-Length": "0"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        body = response.read().decode()
        lines = response.headers.get_all("Set-Cookie") or []
        connection.close()
        sent: dict[str, str] = {}
        for line in lines:
            name, _, rest = line.partition("=")
            sent[name] = "" if "max-age=0" in line.lower() else rest.partition(";")[0]
        for name, value in sent.items():
            if value and value != '""':
                self.cookies[name] = value
                if name == "wiki_sso":
                    self.seen.append(value)
            else:
                self.cookies.pop(name, None)
        return Answer(response.status, body, sent, time.monotonic() - started)

    def tab(self) -> Visitor:
        """The same cookies as of now; what it is sent is seen by both."""
        return Visitor(self.port, dict(self.cookies), self.seen)


class RealSite:
    """Workers on one database."""

    def __init__(self, ports: list[int], environment: dict[str, str]) -> None:
        self.ports = ports
        self._environment = environment

    def visitor(self, worker: int = 0) -> Visitor:
        return Visitor(self.ports[worker])

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return _django(self._environment, *arguments)

    def run(self, code: str) -> str:
        """What ``code`` prints in a shell of the site."""
        ended = self.manage("shell", "-v", "0", "-c", code)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip()


@contextmanager
def running_site(
    bridge: FakeBridge,
    folder: Path,
    *,
    interface: str = "wsgi",
    workers: int = 1,
    database: dict[str, Any] | None = None,
    session_engine: str = "db",
    timeout_seconds: float = 2.0,
) -> Iterator[RealSite]:
    """Start workers on a fresh database with alice, bob and sixteen more people; stop them by their ids."""
    chosen = {
        "database": database or sqlite(folder),
        "session_engine": f"django.contrib.sessions.backends.{session_engine}",
        "cache": str(folder / "cache"),
        "hooks_url": bridge.hooks_url,
        "timeout_seconds": timeout_seconds,
    }
    environment = {
        **os.environ,
        "THIRD_PARTY_SITE": json.dumps(chosen),
        "DJANGO_SETTINGS_MODULE": "third_party.server_settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    for arguments in (["migrate", "-v", "0"], ["shell", "-v", "0", "-c", PEOPLE]):
        ended = _django(environment, *arguments)
        assert ended.returncode == 0, ended.stderr
    processes: list[subprocess.Popen[str]] = []
    log = (folder / "workers.log").open("w")
    try:
        for _worker in range(workers):
            processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "third_party.serve", interface],
                    env=environment,
                    cwd=HERE.parent,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                )
            )
        ports = []
        for process in processes:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.strip(), f"a worker did not start: {(folder / 'workers.log').read_text()[-2000:]}"
            ports.append(int(line))
        yield RealSite(ports, environment)
    finally:
        for process in processes:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
        log.close()


PEOPLE = """
from django.contrib.auth.models import User
for name in ["alice", "bob", *(f"user{n}" for n in range(16))]:
    User.objects.create_user(name, f"{name}@example.com")
"""


def sqlite(folder: Path) -> dict[str, Any]:
    """A file, set up as Django's documentation says for a site with several threads."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(folder / "site.sqlite3"),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
        },
    }


@contextmanager
def postgresql() -> Iterator[dict[str, Any] | None]:
    """A PostgreSQL of its own on a socket; None where there is none to be started."""
    initdb, postgres = _postgresql_tool("initdb"), _postgresql_tool("postgres")
    if initdb is None or postgres is None:
        yield None
        return
    # Neither deep in pytest's folders, which only their owner may enter, nor too long for a socket's name.
    folder = Path(tempfile.mkdtemp(prefix="wiki-sso-pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:  # it refuses to run as root
        as_user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        shutil.chown(folder, "nobody", "nogroup")
    server: subprocess.Popen[bytes] | None = None
    try:
        data = str(folder / "data")
        make = [*as_user, initdb, "-D", data, "-A", "trust", "-U", "site", "--no-sync", "--no-locale", "-E", "UTF8"]
        subprocess.run(make, check=True, capture_output=True, cwd="/")
        server = subprocess.Popen(
            [*as_user, postgres, "-D", data, "-k", str(folder), "-c", "listen_addresses=", "-F"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
        )
        database = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "postgres",
            "USER": "site",
            "HOST": str(folder),
        }
        _wait_until_it_answers(server, database)
        yield database
    finally:
        if server is not None:
            server.terminate()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_it_answers(server: subprocess.Popen[bytes], database: dict[str, Any]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            psycopg.connect(dbname=database["NAME"], user=database["USER"], host=database["HOST"]).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline or server.poll() is not None:
                raise
            time.sleep(0.1)


def _postgresql_tool(name: str) -> str | None:
    found = shutil.which(name)
    if found is not None:
        return found
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(installed[-1]) if installed else None


def _django(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "django", *arguments]
    return subprocess.run(command, env=environment, cwd=HERE.parent, capture_output=True, text=True, check=False)


def at_once(calls: Sequence[Callable[[], Result]]) -> list[Result]:
    """The results of calls that threads make at the same moment."""
    results: list[Any] = [None] * len(calls)
    errors: list[BaseException] = []
    ready = threading.Barrier(len(calls))

    def run(index: int, call: Callable[[], Result]) -> None:
        try:
            ready.wait()
            results[index] = call()
        except BaseException as error:  # noqa: BLE001 - raised again by the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=run, args=(index, call)) for index, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results
