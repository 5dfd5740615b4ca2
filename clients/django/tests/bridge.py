"""A bridge to test against: an HTTP server on loopback that keeps the contract or breaks it on demand."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import secrets
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

from standardwebhooks import Webhook, WebhookVerificationError

COOKIE_OCTETS_KEPT = "!$&'()*+-./:<=>?@[]^_`{|}~"


@dataclass
class Call:
    """One call that reached the bridge, with a good signature or not."""

    path: str
    body: dict[str, Any]
    message_id: str
    verified: bool


Answer = tuple[int, dict[str, Any]]
#: Takes the handler and how to do what was asked, which gives the right answer; sends what it likes.
Fault = Callable[["Handler", Callable[[], Answer]], None]


class Bridge:
    """Keeps live cookies as the real one does; ``faults`` are used up, one per call."""

    def __init__(self, secret: str, tls: ssl.SSLContext | None = None) -> None:
        self.webhook = Webhook(secret)
        self.live: dict[str, tuple[str, str, bool]] = {}
        self.expiries: dict[str, float | None] = {}
        self.ahead_seconds = 0.0
        self.issued: dict[str, float] = {}
        self.calls: list[Call] = []
        self.faults: deque[Fault] = deque()
        self.always: Fault | None = None
        self.domain: str | None = "example.localhost"
        self.cookie_name = "wiki_sso"
        self._used_ids: set[str] = set()
        self._server = Server(("127.0.0.1", 0), Handler, bridge=self)
        self._scheme = "https" if tls else "http"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def hooks_url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}/hooks"

    def stop(self) -> None:
        """From here on the port refuses connections."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def names(self) -> list[str]:
        """Who is logged in to the wiki, one entry a live cookie."""
        return [username for username, _email, _persistent in self.live.values()]

    def accepts(self, cookie_value: str | None) -> bool:
        """Whether the wiki would take this cookie."""
        return cookie_value is not None and hashlib.sha256(cookie_value.encode()).hexdigest() in self.live

    def username_of(self, cookie_value: str) -> str:
        return self.live[hashlib.sha256(cookie_value.encode()).hexdigest()][0]

    def calls_to(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]

    def answer(self, call: Call) -> Answer:
        if not call.verified:
            return 401, {"error": {"code": "bad-signature", "message": "the signature does not verify"}}
        if call.message_id in self._used_ids:
            return 409, {"error": {"code": "replayed", "message": "this webhook-id was used"}}
        self._used_ids.add(call.message_id)
        if call.path == "/hooks/login":
            return self._log_in(call.body)
        if call.path == "/hooks/logout":
            return self._log_out(call.body)
        return 404, {"message": "Not Found"}

    def _log_in(self, body: dict[str, Any]) -> Answer:
        username, email = body["username"], body["email"]
        if not 1 <= len(username) <= 255 or any(ord(character) < 32 for character in username):
            return 400, {"error": {"code": "bad-username", "message": "username: 1 to 255 characters, no controls"}}
        encoded = "#".join(quote(part, safe=COOKIE_OCTETS_KEPT) for part in (username, email))
        value = f"{encoded}#{secrets.token_hex(32)}"
        member = hashlib.sha256(value.encode()).hexdigest()
        self.live.pop(body.get("replaces", ""), None)
        persistent = body.get("persistent", True)
        self.live[member] = (username, email, persistent)
        now = time.time() + self.ahead_seconds
        life = body.get("expires_in", 14 * 86_400)
        self.issued[member] = now
        self.expiries[member] = now + life
        cookie = self.cookie(value, life + 86_400 if persistent else None)
        return 200, {
            "cookie": cookie,
            "set_cookie": "not looked at",
            "member": member,
            "issued_at": now,
            "expires_at": datetime.fromtimestamp(now + life, UTC).isoformat(),
        }

    def _log_out(self, body: dict[str, Any]) -> Answer:
        if "email" in body or ("member" in body) == ("username" in body):
            return 400, {"error": {"code": "bad-body", "message": "exactly one of member and username"}}
        if "member" in body:
            removed = self.live.pop(body["member"], None) is not None
        else:
            removed = True
            for member in [member for member, live in self.live.items() if live[0] == body["username"]]:
                if self.issued[member] <= body.get("before", math.inf):
                    del self.live[member]
        return 200, {**self.answer_to_logout(), "removed": removed}

    def answer_to_logout(self) -> dict[str, Any]:
        return {"cookie": self.cookie("", 0), "set_cookie": "not looked at", "removed": False}

    def cookie(self, value: str, max_age: int | None) -> dict[str, Any]:
        return {
            "name": self.cookie_name,
            "value": value,
            "domain": self.domain,
            "path": "/",
            "max_age": max_age,
            "secure": True,
            "http_only": True,
            "same_site": "Lax",
        }


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[Handler], bridge: Bridge) -> None:
        super().__init__(address, handler)
        self.bridge = bridge

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is part of the tests."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["content-length"]))
        bridge = self.server.bridge
        try:
            bridge.webhook.verify(raw, dict(self.headers.items()))
            verified = True
        except WebhookVerificationError:
            verified = False
        call = Call(self.path, json.loads(raw), self.headers.get("webhook-id", ""), verified)
        bridge.calls.append(call)
        fault = bridge.faults.popleft() if bridge.faults else bridge.always
        if fault is None:
            self.reply(*bridge.answer(call))
        else:
            fault(self, lambda: bridge.answer(call))

    def reply(self, status: int, body: dict[str, Any] | bytes) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base class has it
        """Say nothing."""


def slow(seconds: float) -> Fault:
    """The right answer, late."""

    def fault(handler: Handler, do: Callable[[], Answer]) -> None:
        time.sleep(seconds)
        handler.reply(*do())

    return fault


def drop(handler: Handler, do: Callable[[], Answer]) -> None:
    """Hang up without a word: done, but unanswered."""
    do()
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def trickle_body(handler: Handler, _do: Callable[[], Answer]) -> None:
    """A byte every 50 ms, for a minute: each one resets a socket's timeout."""
    handler.send_response(200)
    handler.send_header("content-length", "1200")
    handler.end_headers()
    _trickle(handler)


def trickle_head(handler: Handler, _do: Callable[[], Answer]) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
    _trickle(handler)


def _trickle(handler: Handler) -> None:
    with contextlib.suppress(OSError):
        for _ in range(1200):
            handler.wfile.write(b"a")
            time.sleep(0.05)


def says(status: int, body: dict[str, Any] | bytes) -> Fault:
    """Something else than the right answer; nothing was done."""

    def fault(handler: Handler, _do: Callable[[], Answer]) -> None:
        handler.reply(status, body)

    return fault


unavailable = says(503, {"error": {"code": "store-unreachable", "message": "try again"}})


def changed(change: Callable[[dict[str, Any]], object]) -> Fault:
    """The right answer after ``change`` has had a go at it."""

    def fault(handler: Handler, do: Callable[[], Answer]) -> None:
        status, body = do()
        change(body)
        handler.reply(status, body)

    return fault


def raw(answer: bytes) -> Fault:
    """Bytes that need not be HTTP."""

    def fault(handler: Handler, _do: Callable[[], Answer]) -> None:
        handler.close_connection = True
        handler.wfile.write(answer)

    return fault
