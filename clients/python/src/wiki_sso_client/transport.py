"""One POST within one time limit, even with a misbehaving server.

A socket's timeout restarts with every byte and does not cover the name lookup, so the exchange runs on a thread of
its own, which the caller abandons at the deadline. The exchange follows no redirects and reads no proxy variables,
because the hooks have one known address.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from .deadline import Deadline
from .errors import BridgeAnswerInvalid, BridgeError, BridgeTooSlow, BridgeUnreachable

#: A hook's answer is under 10 KB.
MAX_ANSWER_BYTES = 65_536
#: Abandoned exchanges may hang in a name lookup. Beyond this number, calls fail at once.
MAX_EXCHANGES = 64

_exchanges = threading.BoundedSemaphore(MAX_EXCHANGES)


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A complete answer of any status.

    :param status: the HTTP status.
    :param body: complete, at most ``MAX_ANSWER_BYTES``; not in ``repr``, because it may contain a cookie.
    :param date: the ``Date`` header, ``""`` without one.
    """

    status: int
    body: bytes = field(repr=False)
    date: str = ""


def post(url: str, body: bytes, headers: Mapping[str, str], deadline: Deadline) -> HttpAnswer:
    """POST ``body`` to ``url``; verify the certificate for https.

    :raises BridgeTooSlow: when ``deadline`` passes first.
    :raises BridgeUnreachable: when there is no connection, or it breaks, or is not HTTP.
    :raises BridgeAnswerInvalid: when the answer is too large.
    """
    if not _exchanges.acquire(blocking=False):
        raise BridgeUnreachable(f"{MAX_EXCHANGES} calls to the bridge are hanging already")
    exchange = _Exchange(url, body, headers, deadline)
    try:
        threading.Thread(target=exchange.run, name="wiki-sso-hook", daemon=True).start()
    except RuntimeError as error:  # the system's limit of threads
        _exchanges.release()
        raise BridgeUnreachable("no thread for the call to the bridge") from error
    return exchange.outcome()


class _Exchange:
    """One request and its answer, on a thread that the caller can abandon."""

    def __init__(self, url: str, body: bytes, headers: Mapping[str, str], deadline: Deadline) -> None:
        self._url = url
        self._body = body
        self._headers = headers
        self._deadline = deadline
        self._sock: socket.socket | None = None
        self._finished = threading.Event()
        self._result: HttpAnswer | BridgeError | None = None

    def outcome(self) -> HttpAnswer:
        if not self._finished.wait(self._deadline.remaining()):
            self._hang_up()
            raise BridgeTooSlow(self._deadline.seconds)
        if isinstance(self._result, HttpAnswer):
            return self._result
        raise self._result or BridgeUnreachable("the call to the bridge ended without a result")

    def run(self) -> None:
        try:
            self._result = self._exchange()
        except TimeoutError:
            self._result = BridgeTooSlow(self._deadline.seconds)
        except BridgeError as error:
            self._result = error
        except (OSError, HTTPException, ValueError) as error:
            # Only the type and the system's text: an HTTPException may quote the server's data.
            said = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
            self._result = BridgeUnreachable(f"{type(error).__name__}{said}")
        finally:
            _exchanges.release()
            self._finished.set()

    def _exchange(self) -> HttpAnswer:
        parts = urlsplit(self._url)
        host = parts.hostname or ""
        connection: HTTPConnection
        if parts.scheme == "https":
            # Without a context each call would load the authorities again.
            connection = HTTPSConnection(host, parts.port, context=_tls_context())
        else:
            connection = HTTPConnection(host, parts.port)
        try:
            connection.sock = self._connected(connection.host, connection.port, parts.scheme)
            connection.request("POST", parts.path, body=self._body, headers=dict(self._headers))
            with connection.getresponse() as response:
                body = response.read(MAX_ANSWER_BYTES + 1)
                if len(body) > MAX_ANSWER_BYTES:
                    raise BridgeAnswerInvalid(f"the answer is longer than {MAX_ANSWER_BYTES} bytes")
                if response.length:  # a limited read does not report a missing rest
                    raise BridgeUnreachable("the connection broke before the whole answer had come")
                return HttpAnswer(response.status, body, response.headers.get("Date", ""))
        finally:
            connection.close()
            if self._sock is not None:
                self._sock.close()

    def _connected(self, host: str, port: int, scheme: str) -> socket.socket:
        """Return a socket to the bridge; :meth:`_hang_up` can end it from the start.

        ``http.client`` exposes the socket of its own connection only after the TLS handshake.
        """
        self._sock = sock = socket.create_connection((host, port), timeout=self._time_left())
        sock.settimeout(self._time_left())
        if scheme == "https":
            self._sock = sock = _tls_context().wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
            sock.do_handshake()
        return sock

    def _time_left(self) -> float:
        remaining = self._deadline.remaining()
        if remaining == 0:  # the name lookup used all the time, and the caller has left
            raise TimeoutError
        return remaining

    def _hang_up(self) -> None:
        """End a slow read of the thread, whose own timeout restarts with every byte."""
        if self._sock is not None:
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)


@lru_cache(maxsize=1)
def _tls_context() -> ssl.SSLContext:
    # Loading the authorities takes tens of milliseconds; once a process is enough.
    return ssl.create_default_context()
