"""``settings.WIKI_SSO``: read, validated, and described when it is wrong.

One reader serves the system checks (which list every problem) and the running site (which needs a
usable value or none), so that they cannot disagree about what is valid.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from django.conf import settings as django_settings

from .errors import SettingsInvalid

SECRET_PREFIX = "whsec_"  # noqa: S105 - the public prefix, not a secret
#: Standard Webhooks asks for at least 192 bits.
MIN_SECRET_BYTES = 24
MAX_TIMEOUT_SECONDS = 60.0

#: An RFC 9110 token: what a cookie's name may be made of.
COOKIE_NAME_PATTERN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
DOMAIN_PATTERN = re.compile(
    r"\.?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)

KEYS = ("HOOKS_URL", "HOOK_SECRET", "WIKI_URLS", "COOKIE_NAME", "COOKIE_DOMAIN", "TIMEOUT_SECONDS")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the setting.

    :param check_id: the number of the system check, such as ``"E003"``.
    :param text: names the key, what it got (never the secret) and what it takes.
    """

    check_id: str
    text: str


@dataclass(frozen=True, slots=True)
class WikiSsoSettings:
    """The setting, once it is known to be valid.

    :param hooks_url: base of the hooks, without a slash at the end.
    :param hook_key: the decoded secret.
    :param wiki_urls: base URLs of the wikis; the first is where a visitor goes by default.
    :param cookie_name: name of the wiki cookie, as the bridge is told too.
    :param cookie_domain: its domain, or None: as learned from the bridge, else worked out from the hosts.
    :param timeout_seconds: limit for all that one request of a visitor waits for.
    """

    hooks_url: str
    hook_key: bytes = field(repr=False)
    wiki_urls: tuple[str, ...]
    cookie_name: str = "wiki_sso"
    cookie_domain: str | None = None
    timeout_seconds: float = 2.0


def load_settings() -> WikiSsoSettings:
    """The validated ``settings.WIKI_SSO``, read anew so that overridden settings count.

    :raises SettingsInvalid: naming every problem.
    """
    settings, problems = read_settings(getattr(django_settings, "WIKI_SSO", None))
    if settings is None:
        raise SettingsInvalid(" ".join(problem.text for problem in problems))
    return settings


def read_settings(raw: object) -> tuple[WikiSsoSettings | None, list[Problem]]:
    """Validate ``raw``: the settings when there is no problem, else None and all problems."""
    if not isinstance(raw, Mapping):
        got = "nothing" if raw is None else f"a {type(raw).__name__}"
        return None, [
            Problem("E001", f"WIKI_SSO is {got}: it takes a dict with at least {', '.join(KEYS[:3])}.")
        ]
    problems: list[Problem] = []
    unknown = sorted(str(key) for key in raw if key not in KEYS)
    if unknown:
        problems.append(
            Problem("E002", f"WIKI_SSO has the unknown key {', '.join(unknown)}: it takes {', '.join(KEYS)}.")
        )
    hooks_url = _hooks_url(raw.get("HOOKS_URL"), problems)
    hook_key = _hook_key(raw.get("HOOK_SECRET"), problems)
    wiki_urls = _wiki_urls(raw.get("WIKI_URLS"), problems)
    cookie_name = _cookie_name(raw.get("COOKIE_NAME", "wiki_sso"), problems)
    cookie_domain = _cookie_domain(raw.get("COOKIE_DOMAIN"), problems)
    timeout_seconds = _timeout_seconds(raw.get("TIMEOUT_SECONDS", 2.0), problems)
    if problems:
        return None, problems
    return (
        WikiSsoSettings(hooks_url, hook_key, wiki_urls, cookie_name, cookie_domain, timeout_seconds),
        problems,
    )


def _hooks_url(value: object, problems: list[Problem]) -> str:
    takes = (
        'the base URL of the hooks, such as "https://hooks.example.com/hooks" (/login and /logout are added)'
    )
    parts = _http_url(value)
    if parts is None or parts.query or parts.fragment:
        problems.append(Problem("E003", f'WIKI_SSO["HOOKS_URL"] is {_shown_url(value)}: it takes {takes}.'))
        return ""
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        problems.append(
            Problem(
                "E004",
                f'WIKI_SSO["HOOKS_URL"] is {value!r}: over plain http everyone on the way '
                "can read the wiki cookies. It takes https, or http to this very machine.",
            )
        )
    return str(value).rstrip("/")


def _hook_key(value: object, problems: list[Problem]) -> bytes:
    takes = (
        f"the hook secret: base64 of at least {MIN_SECRET_BYTES} random bytes, "
        f"with or without {SECRET_PREFIX!r} before it"
    )
    if not isinstance(value, str) or not value:
        got = "missing or empty" if value in (None, "") else f"a {type(value).__name__}"
        problems.append(Problem("E005", f'WIKI_SSO["HOOK_SECRET"] is {got}: it takes {takes}.'))
        return b""
    encoded = value.removeprefix(SECRET_PREFIX)
    try:
        # Strict: the default skips characters that are not base64, and signs with half a secret.
        key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        problems.append(
            Problem(
                "E005",
                f'WIKI_SSO["HOOK_SECRET"] is {len(value)} characters that are not base64: it takes {takes}.',
            )
        )
        return b""
    if len(key) < MIN_SECRET_BYTES:
        problems.append(
            Problem("E005", f'WIKI_SSO["HOOK_SECRET"] decodes to {len(key)} bytes: it takes {takes}.')
        )
    return key


def _wiki_urls(value: object, problems: list[Problem]) -> tuple[str, ...]:
    takes = 'a list of the base URLs of your wikis, such as ["https://wiki.example.com"]'
    if isinstance(value, str) or not isinstance(value, (list, tuple)) or not value:
        got = repr(value) if isinstance(value, (str, list, tuple)) else f"a {type(value).__name__}"
        got = "missing" if value is None else got
        problems.append(Problem("E006", f'WIKI_SSO["WIKI_URLS"] is {got}: it takes {takes}.'))
        return ()
    for url in value:
        if _http_url(url) is None:
            problems.append(
                Problem("E006", f'WIKI_SSO["WIKI_URLS"] has {_shown_url(url)}: it takes {takes}.')
            )
    return tuple(str(url) for url in value)


def _cookie_name(value: object, problems: list[Problem]) -> str:
    if not isinstance(value, str) or not COOKIE_NAME_PATTERN.fullmatch(value):
        problems.append(
            Problem(
                "E007",
                f'WIKI_SSO["COOKIE_NAME"] is {value!r}: it takes the name of the wiki cookie, '
                "letters, digits and - _ only, the same as the bridge's.",
            )
        )
        return ""
    for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME"):
        if getattr(django_settings, name, None) == value:
            problems.append(
                Problem(
                    "E007",
                    f'WIKI_SSO["COOKIE_NAME"] is {value!r}, which is {name} too: it takes a name of its own.',
                )
            )
    return value


def _cookie_domain(value: object, problems: list[Problem]) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not DOMAIN_PATTERN.fullmatch(value):
        problems.append(
            Problem(
                "E008",
                f'WIKI_SSO["COOKIE_DOMAIN"] is {value!r}: it takes the domain that site and wiki share, '
                'such as "example.com", or None.',
            )
        )
        return None
    return value.removeprefix(".").lower()


def _timeout_seconds(value: object, problems: list[Problem]) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not 0 < value <= MAX_TIMEOUT_SECONDS:  # type: ignore[arg-type,operator]
        problems.append(
            Problem(
                "E009",
                f'WIKI_SSO["TIMEOUT_SECONDS"] is {value!r}: it takes a number of seconds above 0, '
                f"at most {MAX_TIMEOUT_SECONDS:g}.",
            )
        )
        return 2.0
    return float(value)  # type: ignore[arg-type]


def _http_url(value: object) -> SplitResult | None:
    """The parts of an absolute http(s) URL without credentials, else None."""
    if (
        not isinstance(value, str)
        or not value.isascii()
        or not value.isprintable()
        or set(value) & set(' \\"<>')
    ):
        return None
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        return None
    if parts.username is not None or parts.password is not None:
        return None
    return parts


def _shown_url(value: object) -> str:
    """What a message may show of a URL that is wrong: it might hold a password."""
    if value is None:
        return "missing"
    if isinstance(value, str) and "@" in value:
        return "a URL with a user name or password in it"
    return repr(value)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
