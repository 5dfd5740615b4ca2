"""The demo site: ``python local/site/serve.py``. Its settings: demo_site/environment.py.

Exit codes: 0 stopped by a signal, 1 the port is taken, 2 a setting is missing or wrong.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from io import StringIO
from types import FrameType
from typing import NoReturn

from demo_site.environment import Environment, EnvironmentInvalid, read_environment

LISTEN_ADDRESS = "127.0.0.1"
#: A login may wait for the bridge; a demo has few visitors.
THREADS = 8


def main() -> int:
    """Set the site up, serve until a signal comes, and return the exit code."""
    os.umask(0o077)  # the database holds sessions: its owner's alone, with what SQLite keeps beside it
    try:
        environment = read_environment(os.environ)
    except EnvironmentInvalid as error:
        print(f"site: {error}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    os.environ["DJANGO_SETTINGS_MODULE"] = "demo_site.settings"
    return serve(environment)


def serve(environment: Environment) -> int:
    """Bind first, so that a taken port is known before anything is written."""
    import django
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError
    from waitress.server import create_server

    django.setup()
    try:
        # Its "no issues" would be taken for the line that says the site is there.
        call_command("check", fail_level="ERROR", stdout=StringIO())
    except SystemCheckError as error:
        print(f"site: {error}", file=sys.stderr)
        return 2
    try:
        # StaticFilesHandler is there for the admin's style sheets.
        server = create_server(
            StaticFilesHandler(WSGIHandler()), host=LISTEN_ADDRESS, port=environment.port, threads=THREADS
        )
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        why = "is taken by another process" if error.errno == errno.EADDRINUSE else "may not be used by this user"
        print(f"site: port {environment.port} {why}; SITE_URL names another one", file=sys.stderr)
        return 1
    for file in environment.data_dir.glob("site.sqlite3*"):
        file.chmod(0o600)  # one that an earlier version made
    call_command("migrate", interactive=False, verbosity=0)
    from demo_site.users import make_demo_users

    make_demo_users(environment.demo_user, environment.demo_password)
    print(f"site: listening on {environment.site_url}", flush=True)
    server.run()
    return 0


def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Ends ``server.run`` (which finishes what it is answering), or the start before it."""
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
