"""Makes the demo wiki's app: a new wiki the first time, the same one afterwards."""

from __future__ import annotations

import mimetypes
import secrets
import shutil
from pathlib import Path
from urllib.parse import urlencode

from moin.app import MoinApp, create_app_ext
from werkzeug.middleware.proxy_fix import ProxyFix

from demo_pages import add_demo_pages
from keys_file import KeysFile
from moin_wiki_sso import WikiSso, install
from settings import Settings
from told import show_what_was_told
from wikiconfig import wiki_config


def open_wiki(settings: Settings) -> MoinApp:
    """Return the app of the wiki in the settings' data folder, ready to be served behind a gateway."""
    half_made = settings.data_dir / "half-made"
    is_new = _make_room(settings.data_dir, half_made)

    auth = WikiSso(
        url=settings.wiki_url,
        keys=KeysFile(settings.keys_file),
        login_url=f"{settings.site_url}/wiki-sso/enter",
        # The site ends both logins and redirects back here, to an anonymous page.
        logout_url=f"{settings.site_url}/wiki-sso/leave?{urlencode({'next': f'{settings.wiki_url}/Home'})}",
        issuer=settings.issuer,
        audience=settings.audience,
        private=settings.private,
    )
    app = create_app_ext(
        flask_config_dict={
            "SECRET_KEY": _secret_key(settings.data_dir / "secret-key"),
            # Flask's own default would be the cookie of any other Flask app on this host, too.
            "SESSION_COOKIE_NAME": "demo_wiki_session",
            "SESSION_COOKIE_SAMESITE": "Lax",
        },
        moin_config_class=wiki_config(settings.wiki_url, settings.data_dir, [auth]),
        create_backend=is_new,
    )
    install(app)
    show_what_was_told(app, auth)
    mimetypes.add_type("image/svg+xml", ".svg")  # moin makes it text/xml, and browsers show no such logo
    add_demo_pages(app, settings.site_url, private=settings.private)
    half_made.unlink(missing_ok=True)
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)
    return app


def _make_room(data_dir: Path, half_made: Path) -> bool:
    """Make the wiki's folder if there is none, and return whether the wiki is yet to be made in it.

    :raises FileExistsError: when the folder has other contents
    """
    if half_made.exists():  # a first start that was interrupted: moin cannot go on from what it left
        shutil.rmtree(data_dir)
    if data_dir.exists() and any(data_dir.iterdir()):
        if not (data_dir / "secret-key").exists():
            raise FileExistsError(f"{data_dir} is neither empty nor a demo wiki's folder")
        return False
    (data_dir / "data").mkdir(parents=True)
    half_made.touch()
    return True


def _secret_key(path: Path) -> str:
    """Return the key that signs moin's sessions; made once and kept, so that a restart ends no session."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return path.read_text(encoding="ascii")
