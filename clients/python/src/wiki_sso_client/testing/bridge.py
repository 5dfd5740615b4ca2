"""A bridge to test against: a server on loopback that keeps the hooks' contract, or breaks it on demand."""

from __future__ import annotations

import base64
import json
import math
import secrets
import ssl
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from ..cookie import MAX_COOKIE_BYTES, MEMBER_PATTERN, WikiCookie, member_of
from ..hooks import GRACE_SECONDS, forget_cookie_age
from ..signing import decode_secret
from .faults import Answer, Fault, end
from .rules import (
    LoginRequest,
    LogoutRequest,
    Refusal,
    json_fields,
    login_request,
    logout_request,
    verified_id,
)

#: The cookie-octets of RFC 6265 without ``%`` and ``#``: what a name in a cookie is not encoded for.
_PLAIN = "!$&'()*+-./:<=>?@[]^_`{|}~"
#: A cookie this far ahead of the clock is live; one further ahead than the second goes with a revocation.
_LIVE_AHEAD_SECONDS = 300
_REVOKED_AHEAD_SECONDS = 30


@dataclass(slots=True)
class Call:
    """One request that reached a hook.

    :param path: as sent, such as ``/hooks/login``.
    :param body: its fields; empty when it is no JSON object.
    :param message_id: the ``webhook-id``.
    :param status: of the answer, 0 when a fault has taken its place, or while there is none yet.
    :param code: of the error, ``""`` without one.
    """

    path: str
    body: dict[str, Any]
    message_id: str
    status: int = 0
    code: str = ""

    @property
    def hook(self) -> str:
        """``login`` or ``logout``."""
        return self.path.rpartition("/")[2]

    @property
    def verified(self) -> bool:
        """Whether the signature was right, as far as the bridge has looked at it."""
        return self.status not in (0, 401, 413)


@dataclass(slots=True)
class StoredCookie:
    """A cookie as the bridge remembers it, and, which the real one does not, its owner and value.

    :param score: epoch seconds of the login by the bridge's clock.
    :param expires_at: epoch seconds at which it ends by its own claim, infinite without one.
    """

    value: str = field(repr=False)
    username: str
    email: str
    persistent: bool
    score: float
    expires_at: float


class FakeBridge:
    """Keeps cookies as the real bridge does. Use it as a context manager, or call :meth:`stop`.

    Change ``cookie_name``, ``cookie_domain`` and ``cookie_age_seconds`` at any time. ``faults`` are used up,
    one a call; ``always`` is the fault of every call when there is none of these.

    :param secret: of the hooks; by default a new one.
    :param tls: serve https with this context.
    """

    def __init__(self, secret: str | None = None, *, tls: ssl.SSLContext | None = None) -> None:
        self.secret = secret or f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
        #: Taken too, as during a rotation.
        self.previous_secret: str | None = None
        self.cookie_name = "wiki_sso"
        self.cookie_domain: str | None = "example.localhost"
        self.cookie_age_seconds = 14 * 86_400
        #: Seconds that the bridge's clock is ahead of the site's, as the signatures show it.
        self.clock_error = 0.0
        #: By member, dead ones among them.
        self.cookies: dict[str, StoredCookie] = {}
        #: By username: the time at and before which that user's cookies are void.
        self.revoked: dict[str, float] = {}
        self.calls: list[Call] = []
        self.faults: deque[Fault] = deque()
        self.always: Fault | None = None
        self._moved = 0.0
        self._used_ids: set[str] = set()
        self._store_lock = threading.Lock()
        self._tls = tls
        self._stopped = threading.Event()
        self._server = self._listen(0)
        self._port: int = self._server.server_address[1]
        forget_cookie_age(self.hooks_url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def hooks_url(self) -> str:
        """Base URL of the hooks."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._port}/hooks"

    def stop(self) -> None:
        """Refuse connections from here on, and let go what hangs."""
        if not self._stopped.is_set():
            self._stopped.set()
            self._server.shutdown()
            self._server.server_close()

    def start(self) -> None:
        """Listen again, at the same address and with the same store, after :meth:`stop`."""
        if self._stopped.is_set():
            self._stopped.clear()
            self._server = self._listen(self._port)

    def now(self) -> float:
        """Epoch seconds by the clock of store and readers."""
        return time.time() + self._moved

    def advance(self, seconds: float) -> None:
        """Move that clock; back with a negative number.

        Signatures are judged by the machine's clock all the same, since the site signs by it.
        """
        self._moved += seconds

    def alive(self, value_or_member: str | None) -> bool:
        """Whether the wiki takes this cookie now. None is the cookie of a browser that has none."""
        if not value_or_member:
            return False
        is_member = MEMBER_PATTERN.fullmatch(value_or_member)
        member = value_or_member if is_member else member_of(value_or_member.encode("latin-1"))
        cookie = self.cookies.get(member)
        if cookie is None:
            return False
        now = self.now()
        return (
            -_LIVE_AHEAD_SECONDS <= now - cookie.score <= self.cookie_age_seconds
            and self.revoked.get(cookie.username, -math.inf) < cookie.score
            and now < cookie.expires_at
        )

    def alive_members(self, username: str | None = None) -> list[str]:
        """The members of the cookies that the wiki takes now, the oldest first; of one user or of all."""
        with self._store_lock:
            cookies = sorted(self.cookies.items(), key=lambda item: item[1].score)
        return [member for member, cookie in cookies if username in (None, cookie.username) and self.alive(member)]

    def alive_names(self) -> list[str]:
        """Who is logged in to the wiki: one entry a live cookie, the oldest first."""
        return [self.cookies[member].username for member in self.alive_members()]

    def calls_to(self, hook: str) -> list[Call]:
        """The calls of ``login`` or of ``logout`` so far."""
        return [call for call in self.calls if call.hook == hook]

    def cookie(self, value: str, max_age: int | None) -> dict[str, Any]:
        """A cookie as the answers describe it."""
        return {
            "name": self.cookie_name,
            "value": value,
            "domain": self.cookie_domain,
            "path": "/",
            "max_age": max_age,
            "secure": True,
            "http_only": True,
            "same_site": "Lax",
        }

    def answer(self, call: Call, headers: dict[str, str], body: bytes) -> Answer:
        """Do what a call asks for, and answer it."""
        try:
            answer = 200, self._act(call, headers, body)
        except Refusal as refusal:
            answer = refusal.status, refusal.body()
            call.code = refusal.code
        call.status = answer[0]
        return answer

    def _act(self, call: Call, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        secrets_now = [self.secret] if self.previous_secret is None else [self.secret, self.previous_secret]
        keys = [decode_secret(secret) for secret in secrets_now]
        message_id = verified_id(headers, body, keys, self.clock_error)
        fields = json_fields(headers.get("content-type", ""), body)
        if call.hook == "login":
            login = login_request(fields, self.cookie_age_seconds)
            with self._store_lock:
                return self._log_in(message_id, login)
        logout = logout_request(fields, self.now())
        with self._store_lock:
            return self._log_out(message_id, logout)

    def _log_in(self, message_id: str, request: LoginRequest) -> dict[str, Any]:
        now = self.now()
        expires_at = math.inf if request.expires_in is None else math.floor(now) + request.expires_in
        value = self._mint(request, expires_at)
        self._use(message_id)
        # A login after a "log out everywhere" counts also when the clock has stepped back in between.
        score = round(max(now, self.revoked.get(request.username, -math.inf) + 1e-6), 6)
        member = member_of(value.encode("ascii"))
        self.cookies[member] = StoredCookie(
            value, request.username, request.email, request.persistent, score, expires_at
        )
        if request.replaces is not None:
            self.cookies.pop(request.replaces, None)
        age = self.cookie_age_seconds if request.expires_in is None else request.expires_in
        cookie = self.cookie(value, age + GRACE_SECONDS if request.persistent else None)
        ends_at = min(score + self.cookie_age_seconds, expires_at)
        return {
            "cookie": cookie,
            "set_cookie": _line(cookie),
            "member": member,
            "issued_at": score,
            "expires_at": _iso(ends_at),
        }

    def _mint(self, request: LoginRequest, expires_at: float) -> str:
        username, email = (quote(part, safe=_PLAIN) for part in (request.username, request.email))
        value = f"{username}#{email}#{secrets.token_hex(32)}"
        if expires_at != math.inf:
            claims = json.dumps({"exp": int(expires_at)}, separators=(",", ":"))
            value += f".{base64.urlsafe_b64encode(claims.encode()).rstrip(b'=').decode()}"
        if len(self.cookie_name) + 1 + len(value) > MAX_COOKIE_BYTES:
            longer = "email" if len(email) > len(username) else "username"
            text = f'"{longer}" makes the cookie longer than {MAX_COOKIE_BYTES} bytes once it is encoded.'
            raise Refusal("invalid_body", text)
        return value

    def _log_out(self, message_id: str, request: LogoutRequest) -> dict[str, Any]:
        self._use(message_id)
        removed = True
        if request.member:
            removed = self.cookies.pop(request.member, None) is not None
        elif request.before is not None:
            self._revoke(request.username, request.before)
        else:
            self._revoke_all(request.username)
        cookie = self.cookie("", 0)
        return {"cookie": cookie, "set_cookie": _line(cookie), "removed": removed}

    def _revoke_all(self, username: str) -> None:
        now = self.now()
        limit = now + _REVOKED_AHEAD_SECONDS
        newest = max((cookie.score for cookie in self.cookies.values() if cookie.score <= limit), default=now)
        self._revoke(username, max(now, newest))
        # Whose these are the real store does not know, and they would outlive the revocation.
        for member in [member for member, cookie in self.cookies.items() if cookie.score > limit]:
            del self.cookies[member]

    def _revoke(self, username: str, at: float) -> None:
        self.revoked[username] = max(at, self.revoked.get(username, -math.inf))

    def _use(self, message_id: str) -> None:
        if message_id in self._used_ids:
            raise Refusal("replayed")
        self._used_ids.add(message_id)

    def _wait_for_stop(self, seconds: float) -> None:
        self._stopped.wait(seconds)

    def _listen(self, port: int) -> _Server:
        server = _Server(("127.0.0.1", port), self)
        if self._tls:
            server.socket = self._tls.wrap_socket(server.socket, server_side=True)
        serving = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="fake-bridge", daemon=True
        )
        serving.start()
        return server


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], bridge: FakeBridge) -> None:
        super().__init__(address, _Handler)
        self.bridge = bridge

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.path not in ("/hooks/login", "/hooks/logout"):
            self.reply(404, {"message": "Not Found"})
            return
        bridge = self.server.bridge
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.path, _fields(body), headers.get("webhook-id", ""))
        bridge.calls.append(call)
        try:
            fault: Fault | None = bridge.faults.popleft()
        except IndexError:
            fault = bridge.always
        if fault is None:
            self.reply(*bridge.answer(call, headers, body))
        else:
            fault(self, lambda: bridge.answer(call, headers, body))

    def do_GET(self) -> None:
        self.reply(404, {"message": "Not Found"})

    def reply(self, status: int, body: dict[str, Any] | bytes) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.send_header("cache-control", "no-store")
        if isinstance(body, dict) and isinstance(body.get("set_cookie"), str):
            self.send_header("set-cookie", body["set_cookie"])
        if status == 503:
            self.send_header("retry-after", "1")
        self.end_headers()
        self.wfile.write(content)

    def write(self, content: bytes) -> None:
        self.wfile.write(content)

    def hang_up(self) -> None:
        self.close_connection = True
        end(self.connection)

    def wait_for_stop(self, seconds: float) -> None:
        self.server.bridge._wait_for_stop(seconds)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base class has it
        """Say nothing."""


def _fields(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}


def _line(cookie: dict[str, Any]) -> str:
    return WikiCookie(
        cookie["name"], cookie["value"], cookie["domain"], max_age_seconds=cookie["max_age"]
    ).set_cookie_line()


def _iso(epoch_seconds: float) -> str:
    """With milliseconds, rounded down, as JavaScript writes it."""
    milliseconds = math.floor(epoch_seconds * 1_000)
    at = datetime.fromtimestamp(milliseconds // 1_000, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1_000:03d}Z"
