"""Failures of a bridge, or of the network before it."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from .rules import Refusal

#: A status and the JSON body.
Answer = tuple[int, dict[str, Any]]


class Exchange(Protocol):
    """One request on its way through the fake bridge."""

    def reply(self, status: int, body: dict[str, Any] | bytes) -> None:
        """Answer."""
        ...

    def write(self, content: bytes) -> None:
        """Send bytes, which need not be HTTP."""
        ...

    def hang_up(self) -> None:
        """Close the connection without an answer."""
        ...

    def wait_for_stop(self, seconds: float) -> None:
        """Wait for ``seconds``, or until the bridge stops."""
        ...


#: A function of the exchange and of a call that executes the request and returns the right answer.
Fault = Callable[[Exchange, Callable[[], Answer]], None]


def delay(seconds: float) -> Fault:
    """Execute the request, then answer ``seconds`` later."""

    def fault(exchange: Exchange, do: Callable[[], Answer]) -> None:
        answer = do()
        exchange.wait_for_stop(seconds)
        exchange.reply(*answer)

    return fault


def hang(exchange: Exchange, _do: Callable[[], Answer]) -> None:
    """Execute nothing and answer nothing until the bridge stops, for at most a minute."""
    exchange.wait_for_stop(60)
    exchange.hang_up()


def drop(exchange: Exchange, do: Callable[[], Answer]) -> None:
    """Execute the request, then close the connection without an answer."""
    do()
    exchange.hang_up()


def refuse(code: str, message: str = "") -> Fault:
    """Answer with an error of the contract, such as ``"internal_error"``; execute nothing.

    :raises LookupError: for a code that the contract does not have.
    """
    refusal = Refusal(code, message or ("" if code != "invalid_body" else '"username" is empty.'))
    return says(refusal.status, refusal.body())


def says(status: int, body: dict[str, Any] | bytes) -> Fault:
    """Answer with this status and body; execute nothing."""

    def fault(exchange: Exchange, _do: Callable[[], Answer]) -> None:
        exchange.reply(status, body)

    return fault


#: The store is unreachable; the bridge executes nothing.
unavailable: Fault = refuse("store_unreachable")


def changed(change: Callable[[dict[str, Any]], object]) -> Fault:
    """Execute the request, and answer with the body that ``change`` has modified in place."""

    def fault(exchange: Exchange, do: Callable[[], Answer]) -> None:
        status, body = do()
        change(body)
        exchange.reply(status, body)

    return fault


def raw(answer: bytes) -> Fault:
    """Answer with bytes, which need not be HTTP; execute nothing."""

    def fault(exchange: Exchange, _do: Callable[[], Answer]) -> None:
        exchange.write(answer)
        exchange.hang_up()

    return fault


def trickle_body(exchange: Exchange, _do: Callable[[], Answer]) -> None:
    """Send a byte of the body every 50 ms for a minute: each one restarts a socket's timeout."""
    exchange.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1200\r\n\r\n")
    _trickle(exchange)


def trickle_head(exchange: Exchange, _do: Callable[[], Answer]) -> None:
    """Send a byte of a header every 50 ms for a minute."""
    exchange.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
    _trickle(exchange)


def _trickle(exchange: Exchange) -> None:
    with contextlib.suppress(OSError):
        for _ in range(1_200):
            exchange.write(b"a")
            time.sleep(0.05)
    exchange.hang_up()


class Hold:
    """Holds a call until the test releases it, to control the order of events.

    :param done_first: True when the bridge executes the request before the wait, False for after it.
    """

    def __init__(self, *, done_first: bool = False) -> None:
        self._done_first = done_first
        self._reached = threading.Event()
        self._released = threading.Event()

    def __call__(self, exchange: Exchange, do: Callable[[], Answer]) -> None:
        """Hold the answer until the test releases it."""
        answer = do() if self._done_first else None
        self._reached.set()
        self._released.wait(60)
        exchange.reply(*(answer or do()))

    def wait(self, seconds: float = 10) -> None:
        """Wait for the call.

        :raises TimeoutError: when no call comes within ``seconds``.
        """
        if not self._reached.wait(seconds):
            raise TimeoutError(f"no call came within {seconds:g} s")

    def release(self) -> None:
        """Release the call."""
        self._released.set()


def end(connection: socket.socket) -> None:
    """Close a connection whose other side may have closed it already."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
