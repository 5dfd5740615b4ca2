"""The signature of a hook call (Standard Webhooks 1.0)."""

from __future__ import annotations

import base64
import binascii
import secrets
from datetime import UTC, datetime

from standardwebhooks import Webhook

SECRET_PREFIX = "whsec_"  # noqa: S105 - the public prefix, not a secret
#: Standard Webhooks asks for at least 192 bits.
MIN_SECRET_BYTES = 24

_EXPECTED = f"base64 of at least {MIN_SECRET_BYTES} random bytes, with or without {SECRET_PREFIX!r} before it"


def decode_secret(text: str) -> bytes:
    """Return the key of a hook secret.

    :param text: base64 with optional prefix ``whsec_`` and padding; surrounding blanks do not matter, as at the
        bridge.
    :raises ValueError: for an invalid secret; the text gives the reason without any of its characters.
    """
    encoded = text.strip().removeprefix(SECRET_PREFIX)
    try:
        # Strict: by default b64decode skips other characters, which would leave half a secret.
        key = base64.b64decode(encoded.rstrip("=") + "=" * (-len(encoded.rstrip("=")) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"expected {_EXPECTED}, got {len(text)} characters that are not base64") from None
    if len(key) < MIN_SECRET_BYTES:
        raise ValueError(f"expected {_EXPECTED}, got {len(key)} bytes")
    return key


def signed_headers(
    key: bytes,
    content: str,
    *,
    user_agent: str = "wiki-sso-client",
    message_id: str | None = None,
    at: datetime | None = None,
) -> dict[str, str]:
    """Return the headers of one hook call.

    :param key: the decoded secret.
    :param content: the body; send it as the UTF-8 bytes of this text.
    :param user_agent: names the site's software to the bridge.
    :param message_id: the ``webhook-id``; by default a new one, because the bridge accepts each once.
    :param at: aware time of the signature, by default now. The bridge accepts 300 s before and after its clock.
    """
    message_id = message_id or f"msg_{secrets.token_hex(16)}"
    # standardwebhooks ignores the zone and reads the digits as UTC.
    at = (at or datetime.now(tz=UTC)).astimezone(UTC)
    return {
        "content-type": "application/json",
        "accept": "application/json",
        "user-agent": user_agent,
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(key).sign(message_id, at, content),
    }
