"""Ways in which a bridge, or the network before it, can fail."""

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
        """End the connection without a word."""
        ...

    def wait_for_stop(self, seconds: float) -> None:
        """Do nothing for so long, or until the bridge stops."""
        ...


#: Takes the exchange, and a call that does what was asked and gives the right answer; sends what it likes.
Fault = Callable[[Exchange, Callable[[], Answer]], None]


def delay(seconds: float) -> Fault:
    """The right answer, late; done before the wait."""

    def fault(exchange: Exchange, do: Callable[[], Answer]) -> None:
        answer = do()
        exchange.wait_for_stop(seconds)
        exchange.reply(*answer)

    return fault


def hang(exchange: Exchange, _do: Callable[[], Answer]) -> None:
    """Nothing is done and nothing answered until the bridge stops, a minute at most."""
    exchange.wait_for_stop(60)
    exchange.hang_up()


def drop(exchange: Exchange, do: Callable[[], Answer]) -> None:
    """Done, but unanswered: the connection ends without a word."""
    do()
    exchange.hang_up()


def refuse(code: str, message: str = "") -> Fault:
    """An error of the contract, such as ``"internal_error"``; nothing is done.

    :raises LookupError: for a code that the contract does not have.
    """
    refusal = Refusal(code, message or ("" if code != "invalid_body" else '"username" is empty.'))
    return says(refusal.status, refusal.body())


def says(status: int, body: dict[str, Any] | bytes) -> Fault:
    """Something else than the right answer; nothing is done."""

    def fault(exchange: Exchange, _do: Callable[[], Answer]) -> None:
        exchange.reply(status, body)

    return fault


#: The store is out of reach; nothing is done.
unavailable: Fault = refuse("store_unreachable")


def changed(change: Callable[[dict[str, Any]], object]) -> Fault:
    """The right answer, after ``change`` has changed it in place."""

    def fault(exchange: Exchange, do: Callable[[], Answer]) -> None:
        status, body = do()
        change(body)
        exchange.reply(status, body)

    return fault


def raw(answer: bytes) -> Fault:
    """Bytes that need not be HTTP; nothing is done."""

    def fault(exchange: Exchange, _do: Callable[[], Answer]) -> None:
        exchange.write(answer)
        exchange.hang_up()

    return fault


def trickle_body(exchange: Exchange, _do: Callable[[], Answer]) -> None:
    """A byte every 50 ms, for a minute: each one starts a socket's timeout anew."""
    exchange.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1200\r\n\r\n")
    _trickle(exchange)


def trickle_head(exchange: Exchange, _do: Callable[[], Answer]) -> None:
    """The same, in the middle of a header."""
    exchange.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
    _trickle(exchange)


def _trickle(exchange: Exchange) -> None:
    with contextlib.suppress(OSError):
        for _ in range(1_200):
            exchange.write(b"a")
            time.sleep(0.05)
    exchange.hang_up()


class Hold:
    """A call that waits until the test lets it go on, to put it between two other things.

    :param done_first: whether the bridge does what was asked before the wait, or after it.
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
        """Wait until the call has come.

        :raises TimeoutError: when it does not come within ``seconds``.
        """
        if not self._reached.wait(seconds):
            raise TimeoutError(f"no call came within {seconds:g} s")

    def release(self) -> None:
        """Let the call go on."""
        self._released.set()


def end(connection: socket.socket) -> None:
    """End a connection whose other side may have left already."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
