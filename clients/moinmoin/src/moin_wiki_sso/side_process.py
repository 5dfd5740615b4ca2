"""Separate processes for slow work, so that one slow request delays no other."""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import signal
import socket
import stat
import threading
from collections.abc import Callable
from typing import Any, NoReturn

Work = Callable[[Any], Any]


class SideProcesses:
    """Runs a function in a process of its own for each call, with limits on its time.

    Python's regular expressions hold the interpreter until they end, and only a process can be interrupted.
    Each process is a copy of one forked before the wiki's threads had work, because a copy of a busy process
    may wait for ever for a lock of another thread.

    :param work: called in the new process with the argument of `run`; both argument and result are pickled
    :param wall_seconds: time limit of a call
    """

    def __init__(self, work: Work, *, wall_seconds: float) -> None:
        self._work = work
        self._wall_seconds = wall_seconds
        self._starting = threading.Lock()
        self._copier: socket.socket | None = None  # to the process that copies itself for each call

    def start(self) -> None:
        """Start the process that the others are copies of, unless it runs; others who ask meanwhile wait."""
        if self._copier is None:
            with self._starting:
                if self._copier is None:
                    self._copier = self._fork_copier()

    def run(self, argument: Any, *, cpu_seconds: int) -> Any:
        """Return what `work` makes of the argument.

        :param cpu_seconds: limit of processor time

        :raises TimeoutError: when the call exceeds a limit or its process ends
        """
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self._hand_over(theirs)
            ours.settimeout(self._wall_seconds + 5)
            try:
                ours.sendall(pickle.dumps((cpu_seconds, argument)))
                ours.shutdown(socket.SHUT_WR)
                answer = _read_to_end(ours)
            except OSError:  # it ended before it had read everything
                answer = b""
        if not answer:
            raise TimeoutError
        return pickle.loads(answer)  # noqa: S301 (from our own copy)

    def _hand_over(self, end: socket.socket) -> None:
        self.start()
        for _ in range(2):
            copier = self._copier
            try:
                assert copier is not None  # noqa: S101
                socket.send_fds(copier, [b"."], [end.fileno()])
            except OSError:  # another process ended it: try once more with a new one
                with self._starting:
                    if self._copier is copier:
                        self._copier = self._fork_copier()
            else:
                return
        raise TimeoutError

    def _fork_copier(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        if os.fork() == 0:
            ours.close()
            _end_with(self._copy_for_each_call, theirs)
        theirs.close()
        return ours

    def _copy_for_each_call(self, calls: socket.socket) -> None:
        # Without the wiki's sockets: a port stays free for a restart, a closed connection is closed.
        _let_go_of_sockets(keep=calls.fileno())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the wiki; this one ends with it
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the copier does not wait for the copies
        while True:
            message, descriptors, *_ = socket.recv_fds(calls, 1, 1)
            if not message:  # the wiki has ended
                return
            if os.fork() == 0:
                calls.close()
                _end_with(self._answer, socket.socket(fileno=descriptors[0]))
            os.close(descriptors[0])

    def _answer(self, connection: socket.socket) -> None:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, self._wall_seconds)
        os.nice(10)  # the wiki's own answers come first
        cpu_seconds, argument = pickle.loads(_read_to_end(connection))  # noqa: S301 (from the wiki)
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
        connection.sendall(pickle.dumps(self._work(argument)))


def _read_to_end(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(1 << 16):
        parts.append(part)
    return b"".join(parts)


def _end_with(last: Callable[[socket.socket], None], connection: socket.socket) -> NoReturn:
    """End this process with what it still has to do; nothing of the wiki's is cleaned up in it."""
    try:
        last(connection)
        connection.close()
    finally:
        os._exit(0)


def _let_go_of_sockets(keep: int) -> None:
    # Replaced, not closed: their owners' objects are still there, and would close whatever gets the number.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for name in os.listdir("/dev/fd"):  # noqa: PTH208
        number = int(name)
        with contextlib.suppress(OSError):  # the one that listed them
            if number != keep and stat.S_ISSOCK(os.fstat(number).st_mode):
                os.dup2(nowhere, number)
