"""The settings of the demo site, read from the environment once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


class EnvironmentInvalid(Exception):
    """A variable is missing or wrong; the text names it."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of the demo site.

    :param site_url: SITE_URL, as the browser sees the site, default http://www.example.localhost:8000.
    :param port: the port of ``site_url``: where the site listens, on 127.0.0.1.
    :param data_dir: SITE_DATA_DIR, for the database and the secret key; made if missing.
    :param wiki_url: WIKI_URL, as the browser sees the wiki.
    :param more_wiki_urls: MORE_WIKI_URLS, those of further wikis, with blanks between.
    :param hooks_url: WIKI_SSO_HOOKS_URL, the base of the bridge's hooks.
    :param hook_secret: WIKI_SSO_HOOK_SECRET, or what the file has at the start.
    :param hook_secret_file: WIKI_SSO_HOOK_SECRET_FILE, read again when it changes; None for none.
    :param store_url: STORE_URL, redis://host:port, to show what the bridge remembers; "" for no look.
    :param cookie_name: WIKI_SSO_COOKIE_NAME, default wiki_sso.
    :param demo_user: DEMO_USER, default alice.
    :param demo_password: DEMO_PASSWORD, of all demo users.
    """

    site_url: str
    port: int
    data_dir: Path
    wiki_url: str
    more_wiki_urls: tuple[str, ...]
    hooks_url: str
    hook_secret: str = field(repr=False)
    hook_secret_file: Path | None
    store_url: str
    cookie_name: str
    demo_user: str
    demo_password: str = field(repr=False)

    @property
    def wiki_urls(self) -> list[str]:
        """Of all wikis."""
        return [self.wiki_url, *self.more_wiki_urls]

    @property
    def host(self) -> str:
        """Host of the site, without the port."""
        return urlsplit(self.site_url).hostname or ""


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Read and validate.

    :raises EnvironmentInvalid: naming every missing variable, or the first wrong one.
    """
    secret_file = variables.get("WIKI_SSO_HOOK_SECRET_FILE") or None
    required = ["SITE_DATA_DIR", "WIKI_URL", "WIKI_SSO_HOOKS_URL", "WIKI_SSO_HOOK_SECRET", "DEMO_PASSWORD"]
    if secret_file is not None:
        required.remove("WIKI_SSO_HOOK_SECRET")
    missing = [name for name in required if not variables.get(name)]
    if missing:
        raise EnvironmentInvalid(f"missing in the environment: {', '.join(missing)}")
    site_url = variables.get("SITE_URL") or "http://www.example.localhost:8000"
    return Environment(
        site_url=site_url.rstrip("/"),
        port=_port_of(site_url),
        data_dir=Path(variables["SITE_DATA_DIR"]).resolve(),
        wiki_url=variables["WIKI_URL"].rstrip("/"),
        more_wiki_urls=tuple(url.rstrip("/") for url in variables.get("MORE_WIKI_URLS", "").split()),
        hooks_url=variables["WIKI_SSO_HOOKS_URL"],
        hook_secret=_secret_in(secret_file) if secret_file else variables["WIKI_SSO_HOOK_SECRET"],
        hook_secret_file=Path(secret_file).resolve() if secret_file else None,
        store_url=variables.get("STORE_URL", ""),
        cookie_name=variables.get("WIKI_SSO_COOKIE_NAME") or "wiki_sso",
        demo_user=variables.get("DEMO_USER") or "alice",
        demo_password=variables["DEMO_PASSWORD"],
    )


def _secret_in(file: str) -> str:
    try:
        return Path(file).read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise EnvironmentInvalid(f"WIKI_SSO_HOOK_SECRET_FILE {file!r} cannot be read: {error}") from error


def _port_of(site_url: str) -> int:
    try:
        parts = urlsplit(site_url)
        port = parts.port or 80
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme != "http" or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise EnvironmentInvalid(
            f"SITE_URL is {site_url!r}: it takes an address like http://www.example.localhost:8000"
        )
    return port
