"""The wiki's public address, in the form that browsers send."""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_MAX_HOST_LENGTH = 253  # RFC 1035
# Python's punycode is that of 2003: browsers now write another name for hosts with these.
_AMBIGUOUS = re.compile("[\u00df\u03c2\u200c\u200d]")


class Origin(NamedTuple):
    """Scheme, host and port of a URL, as a browser's `Origin` header has them."""

    scheme: str
    host: str  # without port, as in the assertion's `aud`
    netloc: str  # host, and the port unless it is the scheme's own

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}"


def origin_of(url: str) -> Origin:
    """Return the origin of an absolute http(s) URL; case, default port, trailing dot and Unicode do not matter.

    :raises ValueError: not such a URL, or a host that no browser would write
    """
    parts = split_absolute(url)
    host = _browser_host(parts.hostname or "")
    shown = f"[{host}]" if ":" in host else host
    port = parts.port  # raises ValueError beyond 65535
    if port == 0:
        raise ValueError("port 0")
    netloc = shown if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{shown}:{port}"
    return Origin(parts.scheme, host, netloc)


def split_absolute(url: str) -> SplitResult:
    """Return the parts of an absolute http(s) URL.

    :raises ValueError: another scheme, no host, a user name or a broken port
    """
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        raise ValueError("not an absolute http(s) URL")
    _ = parts.port
    return parts


def _browser_host(host: str) -> str:
    if ":" in host:
        return str(IPv6Address(host))
    if _AMBIGUOUS.search(host):
        raise ValueError("write this host in punycode (xn--...)")
    name = host.encode("idna").decode("ascii").lower().removesuffix(".")  # UnicodeError is a ValueError
    if not _HOST.fullmatch(name) or len(name) > _MAX_HOST_LENGTH:
        raise ValueError("not a host name")
    return name
