"""The keys that verify assertions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from moin.error import ConfigurationError

KeySource = Sequence[str] | Callable[[], Sequence[str]]

MIN_KEY_BYTES = 32  # RFC 7518, section 3.2: an HS256 key is at least as long as its hash


def read_keys(source: KeySource) -> list[bytes]:
    """Return the valid keys, as bytes.

    :param source: a list of secret strings, or a callable that returns one (called at every request)
    :raises ConfigurationError: without a key, or for a key that is not a string or shorter than 32 bytes
    """
    secrets = source() if callable(source) else source
    if isinstance(secrets, str):
        # A single string would otherwise count as a list of one-letter keys.
        raise ConfigurationError("wiki-sso: keys is a list of strings, not one string")
    keys = [_key_bytes(secret) for secret in secrets]
    if not keys:
        raise ConfigurationError("wiki-sso: keys is empty, so no assertion could ever be verified")
    return keys


def key_id(key: bytes) -> str:
    """Return the `kid` that the bridge gives this key: 8 hex digits of its SHA-256."""
    return hashlib.sha256(key).hexdigest()[:8]


def _key_bytes(secret: object) -> bytes:
    if not isinstance(secret, str):
        raise ConfigurationError(f"wiki-sso: a key is a string, not {type(secret).__name__}")
    key = secret.encode("utf-8", "surrogatepass")
    if len(key) < MIN_KEY_BYTES:
        raise ConfigurationError(f"wiki-sso: a key has {len(key)} bytes; it needs at least {MIN_KEY_BYTES}")
    return key
