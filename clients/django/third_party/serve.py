"""One worker of a real server: ``python -m third_party.serve wsgi|asgi`` prints its port and serves until killed.

Settings come from the variable ``THIRD_PARTY_SITE``, see server_settings.py.
"""

from __future__ import annotations

import os
import socket
import sys

THREADS = 8


def main(interface: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "third_party.server_settings"
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    announce = lambda: print(listener.getsockname()[1], flush=True)  # noqa: E731, T201
    if interface == "wsgi":
        import waitress
        from django.core.wsgi import get_wsgi_application

        application = get_wsgi_application()
        announce()
        waitress.serve(application, sockets=[listener], threads=THREADS, _quiet=True)
    else:
        import uvicorn
        from django.core.asgi import get_asgi_application

        server = uvicorn.Server(uvicorn.Config(get_asgi_application(), log_level="warning", lifespan="off", ws="none"))
        announce()
        server.run(sockets=[listener])


if __name__ == "__main__":
    main(sys.argv[1])
