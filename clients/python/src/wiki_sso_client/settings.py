"""The settings of a site: one table of names, defaults, readers and help, and its reader.

A framework's app adds its own settings to the table, and the reader validates them in the same way.
"""

from __future__ import annotations

import difflib
import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from .cookie import COOKIE_NAME_PATTERN, is_domain
from .signing import SECRET_PREFIX, decode_secret

MAX_TIMEOUT_SECONDS = 60.0


class _Required:
    """The default of a required setting."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Final = _Required()


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table.

    :param name: its key.
    :param default: its value for a missing key, used as it is; ``REQUIRED`` for a required setting.
    :param read: converts the raw value, or raises ValueError with ``expected …, got …``. The text must not contain
        a secret or the password of a URL.
    :param help: one line.
    """

    name: str
    default: object
    read: Callable[[object], object]
    help: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in the settings.

    :param key: the setting's name, ``""`` for the settings as a whole.
    :param text: the key, the expected value and the one found, never a secret.
    """

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """The validated settings.

    :param hooks_url: base URL of the hooks, without a slash at the end.
    :param hook_key: the decoded secret.
    :param wiki_urls: base URLs of the wikis; visitors go to the first by default.
    :param cookie_name: name of the wiki cookie, the same as in the bridge's settings.
    :param cookie_domain: its domain without a leading dot, None when the site learns it from the bridge.
    :param timeout_seconds: limit for all calls of one request of a visitor.
    :param more: the values of further settings of the table, by name.
    """

    hooks_url: str
    hook_key: bytes = field(repr=False)
    wiki_urls: tuple[str, ...]
    cookie_name: str = "wiki_sso"
    cookie_domain: str | None = None
    timeout_seconds: float = 2.0
    more: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def shown(value: object) -> str:
    """Return ``value`` in a form fit for a message: without secrets and passwords, on one line."""
    if value is None:
        return "None"
    if not isinstance(value, str | int | float | list | tuple):
        return f"a value of type {type(value).__name__}"
    text = repr(value)
    if SECRET_PREFIX in text:
        return "a value with a secret in it"
    if "@" in text:
        return "a value with a user name or password in it"
    return text if len(text) <= 100 else f"{text[:99]}…"


def read_hooks_url(value: object) -> str:
    """Return an https URL, or an http URL of this machine, without a slash at the end.

    :raises ValueError: for any other value.
    """
    expected = 'expected the base URL of the hooks, such as "https://hooks.example.com/hooks"'
    parts = _http_url(value)
    if parts is None or parts.query or parts.fragment:
        raise ValueError(f"{expected}, got {shown(value)}")
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        raise ValueError(
            "expected https, or http to this very machine (over plain http everyone on the way can read the "
            f"wiki cookies), got {shown(value)}"
        )
    return str(value).rstrip("/")


def read_hook_secret(value: object) -> bytes:
    """Return the key of a hook secret.

    :raises ValueError: when it is no secret; the text shows none of it.
    """
    if not isinstance(value, str) or not value:
        got = "an empty text" if value == "" else "None" if value is None else f"a {type(value).__name__}"
        raise ValueError(f"expected the hook secret, a text of base64, got {got}")
    return decode_secret(value)


def read_wiki_urls(value: object) -> tuple[str, ...]:
    """Return one or more absolute http(s) URLs.

    :raises ValueError: for any other value.
    """
    expected = 'expected a list of the base URLs of your wikis, such as ["https://wiki.example.com"]'
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(f"{expected}, got {shown(value)}")
    for url in value:
        parts = _http_url(url)
        if parts is None or parts.query or parts.fragment:
            raise ValueError(f"{expected}, got {shown(url)} in it")
    return tuple(str(url) for url in value)


def read_cookie_name(value: object) -> str:
    """Return a cookie's name.

    :raises ValueError: when it is none.
    """
    if not isinstance(value, str) or not COOKIE_NAME_PATTERN.fullmatch(value):
        raise ValueError(
            "expected the name of the wiki cookie, the same as the bridge's, of letters, digits, - and _, "
            f"got {shown(value)}"
        )
    return value


def read_cookie_domain(value: object) -> str | None:
    """Return a cookie's domain without a leading dot, or None.

    :raises ValueError: for any other value.
    """
    if value is None:
        return None
    if not isinstance(value, str) or not is_domain(value):
        expected = 'expected the domain that site and wiki share, such as "example.com", or None'
        raise ValueError(f"{expected}, got {shown(value)}")
    return value.removeprefix(".").lower()


def read_timeout_seconds(value: object) -> float:
    """Return seconds above 0.

    :raises ValueError: for any other value.
    """
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= MAX_TIMEOUT_SECONDS:
        raise ValueError(f"expected a number of seconds above 0, at most {MAX_TIMEOUT_SECONDS:g}, got {shown(value)}")
    return float(value)


#: The settings of every site.
SETTINGS: tuple[Setting, ...] = (
    Setting("HOOKS_URL", REQUIRED, read_hooks_url, "Base URL of the bridge's hooks; /login and /logout are added."),
    Setting("HOOK_SECRET", REQUIRED, read_hook_secret, "The secret that signs the hooks, as the bridge has it."),
    Setting("WIKI_URLS", REQUIRED, read_wiki_urls, "Base URLs of the wikis; visitors go to the first by default."),
    Setting("COOKIE_NAME", "wiki_sso", read_cookie_name, "Name of the wiki cookie, the same as the bridge's."),
    Setting("COOKIE_DOMAIN", None, read_cookie_domain, "Its domain; None: as learned from the bridge."),
    Setting("TIMEOUT_SECONDS", 2.0, read_timeout_seconds, "Limit for all that one request waits for, in seconds."),
)


def read(
    raw: object, table: Sequence[Setting] = SETTINGS, *, prefix: str = ""
) -> tuple[ClientSettings | None, list[Problem]]:
    """Validate ``raw``.

    :param raw: a mapping with the table's names as keys; anything else is a problem of its own.
    :param table: ``SETTINGS``, perhaps with further settings, whose values go into ``more``.
    :param prefix: name of the mapping where the site's developer wrote it, such as ``WIKI_SSO``.
    :returns: the settings and no problems, or None and all problems.
    """
    if not isinstance(raw, Mapping):
        needed = ", ".join(setting.name for setting in table if setting.default is REQUIRED)
        got = "nothing" if raw is None else f"a {type(raw).__name__}"
        return None, [Problem("", f"{prefix or 'settings'}: expected a dict with at least {needed}, got {got}.")]
    problems = [_unknown(str(key), table, prefix) for key in raw if key not in {row.name for row in table}]
    values: dict[str, Any] = {}
    for setting in table:
        if setting.name not in raw:
            values[setting.name] = setting.default
            if setting.default is REQUIRED:
                problems.append(_problem(setting.name, prefix, f"expected a value, got nothing. {setting.help}"))
            continue
        try:
            values[setting.name] = setting.read(raw[setting.name])
        except ValueError as error:
            problems.append(_problem(setting.name, prefix, f"{error}."))
    if problems:
        return None, problems
    return _client_settings(values), []


def _client_settings(values: Mapping[str, Any]) -> ClientSettings:
    own = {setting.name for setting in SETTINGS}
    return ClientSettings(
        hooks_url=values["HOOKS_URL"],
        hook_key=values["HOOK_SECRET"],
        wiki_urls=values["WIKI_URLS"],
        cookie_name=values["COOKIE_NAME"],
        cookie_domain=values["COOKIE_DOMAIN"],
        timeout_seconds=values["TIMEOUT_SECONDS"],
        more=MappingProxyType({name: value for name, value in values.items() if name not in own}),
    )


def _unknown(key: str, table: Sequence[Setting], prefix: str) -> Problem:
    names = [setting.name for setting in table]
    nearest = difflib.get_close_matches(key.upper(), names, n=1)
    hint = f" Did you mean {nearest[0]}?" if nearest else ""
    return _problem(key, prefix, f"expected one of {', '.join(names)}, got an unknown key.{hint}")


def _problem(key: str, prefix: str, text: str) -> Problem:
    return Problem(key, f'{prefix}["{key}"]: {text}' if prefix else f"{key}: {text}")


def _http_url(value: object) -> SplitResult | None:
    """Return the parts of an absolute http(s) URL without credentials, else None."""
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or set(value) & set(' \\"<>'):
        return None
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or "@" in parts.netloc:
        return None
    return parts


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
