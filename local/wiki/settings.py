"""The demo wiki's settings, read from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_REQUIRED = ("WIKI_URL", "WIKI_PORT", "WIKI_DATA_DIR", "WIKI_SSO_KEYS_FILE", "SITE_URL")
_MAX_PORT = 65535


class SettingError(Exception):
    """A variable of the environment is missing or invalid; the message names it."""


@dataclass(frozen=True)
class Settings:
    """The demo wiki's settings, checked."""

    wiki_url: str
    port: int
    data_dir: Path
    keys_file: Path
    site_url: str
    issuer: str
    audience: str
    private: bool


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings that the environment gives.

    :raises SettingError: for the first variable that is missing or wrong
    """
    for name in _REQUIRED:
        if not environment.get(name):
            raise SettingError(f"{name} is missing from the environment")
    wiki_url = _url(environment, "WIKI_URL")
    return Settings(
        wiki_url=wiki_url,
        port=_port(environment["WIKI_PORT"]),
        data_dir=Path(environment["WIKI_DATA_DIR"]).resolve(),
        keys_file=Path(environment["WIKI_SSO_KEYS_FILE"]).resolve(),
        site_url=_url(environment, "SITE_URL"),
        issuer=environment.get("WIKI_SSO_ISSUER") or "wiki-sso",
        audience=environment.get("WIKI_SSO_AUDIENCE") or urlsplit(wiki_url).hostname or "",
        private=_switch(environment.get("WIKI_PRIVATE", "")),
    )


def _url(environment: Mapping[str, str], name: str) -> str:
    value = environment[name].rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise SettingError(f"{name} is {value!r}; it takes http(s)://host[:port]")
    return value


def _port(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 0 < int(value) <= _MAX_PORT:
        raise SettingError(f"WIKI_PORT is {value!r}; it takes a number from 1 to {_MAX_PORT}")
    return int(value)


def _switch(value: str) -> bool:
    if value not in ("", "0", "1"):
        raise SettingError(f"WIKI_PRIVATE is {value!r}; it takes 1 or 0")
    return value == "1"
