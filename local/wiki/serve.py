"""Serve the demo wiki: `python local/wiki/serve.py`, with its settings in the environment.

Ends with status 2 for a setting that is missing or wrong, 1 when the wiki cannot be served, 0 when asked to
stop by SIGTERM or SIGINT.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
from typing import NoReturn

from settings import SettingError, Settings, read_settings

HOST = "127.0.0.1"
THREADS = 8  # one process: moin's index allows no second one to write


def main() -> int:
    """Serve until a signal comes, and return the exit status."""
    os.umask(0o077)  # profiles and pages are their owner's alone
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        settings = read_settings(os.environ)
    except SettingError as error:
        return _fail(2, str(error))
    try:
        listener = _listen(settings.port)
    except OSError as error:
        return _fail(1, f"port {settings.port} cannot be used: {error.strerror}")
    return _serve(settings, listener)


def _serve(settings: Settings, listener: socket.socket) -> int:
    # moin adds the current folder to the modules' path and looks for a configuration in it.
    with tempfile.TemporaryDirectory(prefix="demo-wiki-") as empty:
        os.chdir(empty)
        # Imported this late so that a wrong setting or a busy port is told at once.
        from moin.error import ConfigurationError
        from waitress import create_server

        from demo_wiki import open_wiki

        try:
            app = open_wiki(settings)
        except (ConfigurationError, OSError) as error:
            return _fail(1, str(error))
        server = create_server(
            app,
            sockets=[listener],
            threads=THREADS,
            # Only the gateway connects to loopback; ProxyFix needs what it says.
            clear_untrusted_proxy_headers=False,
        )
        print(f"wiki: {settings.wiki_url}/Home is served from http://{HOST}:{settings.port}", flush=True)
        server.run()
    return 0


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    listener.listen(128)
    return listener


def _fail(status: int, message: str) -> int:
    print(f"wiki: {message}", file=sys.stderr, flush=True)
    return status


def _stop(*_: object) -> NoReturn:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
