"""The demo wiki's panel with the identity headers of each request."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flask import request
from jinja2 import ChoiceLoader, DictLoader, Environment
from moin import flaskg
from moin.app import MoinApp

from moin_wiki_sso import WikiSso
from moin_wiki_sso.login_link import login_link, this_page

PANEL = "told_panel.html"
_TEMPLATES = Path(__file__).parent / "templates"
_CLAIMS = {
    "iss": "who says it",
    "aud": "to which wiki",
    "sub": "the user",
    "email": "the user's email",
    "sid": "start of the cookie's hash",
    "iat": "when it was said",
    "exp": "how long it counts",
}


@dataclass(frozen=True)
class Told:
    """The headers of the request and the assertion's claims, without its signature."""

    user: str
    email: str
    claims: list[tuple[str, str, str]]
    believed: bool
    """Whether the wiki accepted the identity; otherwise the page must not show a name."""

    @property
    def anybody(self) -> bool:
        """Whether the request carried an identity."""
        return bool(self.user or self.claims)

    @property
    def user_decoded(self) -> str:
        """The name without its percent-encoding, or "" when it has none."""
        decoded = unquote(self.user)
        return decoded if decoded != self.user else ""


def show_what_was_told(app: MoinApp, auth: WikiSso) -> None:
    """Add the panel to the end of every page, through moin's snippets.html."""
    env: Environment = app.jinja_env
    stock = env.loader
    assert stock is not None  # noqa: S101

    # Of two macros with one name the later counts; all others are moin's own.
    snippets = (
        stock.get_source(env, "snippets.html")[0]
        + "{% macro before_footer() -%}{% include '"
        + PANEL
        + "' %}{%- endmacro %}"
    )
    panel = (_TEMPLATES / PANEL).read_text(encoding="utf-8")
    env.loader = ChoiceLoader([DictLoader({"snippets.html": snippets, PANEL: panel}), stock])
    env.globals["wiki_was_told"] = what_was_told
    env.globals["demo_login_url"] = lambda: login_link(auth, this_page(auth))
    env.globals["demo_logout_url"] = auth.logout_url


def what_was_told() -> Told:
    """Return the panel's data for the current request."""
    headers = request.headers
    return Told(
        user=headers.get("X-Remote-User", ""),
        email=headers.get("X-Remote-Email", ""),
        claims=_claims(headers.get("X-Wiki-Identity", "")),
        believed=bool(getattr(getattr(flaskg, "user", None), "valid", False)),
    )


def _claims(token: str) -> list[tuple[str, str, str]]:
    """Return name, value and meaning of each claim, unverified: the plugin verifies them."""
    payload = _payload(token)
    return [(name, _readable(name, value), _CLAIMS.get(name, "")) for name, value in payload.items()]


def _payload(token: str) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3 or not re.fullmatch(r"[A-Za-z0-9_-]+", parts[1]):
        return {}
    try:
        payload = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return payload if isinstance(payload, dict) else {}


def _readable(name: str, value: object) -> str:
    if name in ("iat", "exp") and isinstance(value, int) and 0 <= value < 2**33:
        return f"{value} ({datetime.fromtimestamp(value, tz=UTC):%H:%M:%S} UTC)"
    return str(value)
