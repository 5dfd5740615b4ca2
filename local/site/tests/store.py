"""A store to look into: an answer for ZSCORE and ZCARD, on loopback."""

from __future__ import annotations

import socketserver
import threading
from typing import Self


class Store:
    """``sets`` is what it holds; while ``garbled`` it speaks another protocol."""

    def __init__(self) -> None:
        self.sets: dict[str, dict[str, float]] = {}
        self.garbled = False
        self._server = _Server(("127.0.0.1", 0), _Handler, store=self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, words: list[str]) -> bytes:
        if self.garbled:
            return b"HTTP/1.1 400 Bad Request\r\n"
        members = self.sets.get(words[1], {})
        if words[0] == "ZCARD":
            return b":%d\r\n" % len(members)
        if words[2] not in members:
            return b"$-1\r\n"
        score = repr(members[words[2]]).encode()
        return b"$%d\r\n%s\r\n" % (len(score), score)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[socketserver.BaseRequestHandler], store: Store) -> None:
        super().__init__(address, handler)
        self.store = store


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        while line := self.rfile.readline():
            words = []
            for _ in range(int(line[1:])):
                length = int(self.rfile.readline()[1:])
                words.append(self.rfile.read(length + 2)[:-2].decode())
            self.wfile.write(self.server.store.answer(words))
