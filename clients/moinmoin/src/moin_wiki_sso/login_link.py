"""The Login link: it leads to the site, and from there back to the same page."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from flask import request, url_for
from moin import flaskg
from moin.app import MoinApp
from moin.themes import ThemeSupport

from .auth import WikiSso
from .write_lock import SAFE_METHODS

_PATH_CHARACTERS = "/:@!$&'()*+,;="  # RFC 3986, section 3.3: what may stand in a path as it is


def login_link(auth: WikiSso, page_url: str) -> str:
    """Return the site's login URL that comes back to `page_url` afterwards."""
    separator = "&" if "?" in auth.login_url else "?"
    return f"{auth.login_url}{separator}{urlencode({'next': page_url})}"


def this_page(auth: WikiSso) -> str:
    """Return the public URL of the current page, with its query.

    Uses the configured origin, not the Host header, which may name the inner server behind a gateway or come
    from an attacker.
    """
    if request.method not in SAFE_METHODS:
        item = (request.view_args or {}).get("item_name")
        return auth.origin + (url_for("frontend.show_item", item_name=item) if item else start_path())
    path = quote(request.root_path + request.path, safe=_PATH_CHARACTERS)
    query = request.query_string.decode("latin-1")
    return f"{auth.origin}{path}?{query}" if query else auth.origin + path


def start_path() -> str:
    """Return the path of the wiki's first page."""
    return url_for("frontend.show_root")


def link_login_to_site(app: MoinApp, auth: WikiSso) -> None:
    """Make every theme's Login link lead to the site."""

    class SiteLoginThemeSupport(ThemeSupport):
        def login_url(self) -> str:
            return login_link(auth, this_page(auth))

    def theme_support() -> dict[str, Any]:
        if getattr(flaskg, "no_variable_injection", False):
            return {}
        return {"theme_supp": SiteLoginThemeSupport(app.cfg)}

    app.context_processor(theme_support)
