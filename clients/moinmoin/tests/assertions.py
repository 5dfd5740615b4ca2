"""Assertions as the bridge signs them, and as it never would."""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any

import jwt

KEY = "k" * 16 + "0123456789abcdef"
OTHER_KEY = "o" * 16 + "0123456789abcdef"


def kid_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def claims_for(subject: Any, email: Any = None, **changes: Any) -> dict[str, Any]:
    """Return the bridge's claims; a change to None takes a claim out."""
    now = int(time.time())
    claims = {
        "iss": "wiki-sso",
        "aud": "wiki.test",
        "sub": subject,
        "sid": "0123456789abcdef",
        "iat": now,
        "exp": now + 60,
    }
    if email is not None:
        claims["email"] = email
    return {name: value for name, value in (claims | changes).items() if value is not None}


def sign(claims: dict[str, Any], key: str = KEY, kid: str | None = None, algorithm: str = "HS256") -> str:
    return jwt.api_jws.encode(_json(claims), key.encode(), algorithm=algorithm, headers={"kid": kid or kid_of(key)})


def _json(claims: dict[str, Any]) -> bytes:
    return json.dumps(claims).encode()


def identity(subject: Any, email: Any = None, **changes: Any) -> dict[str, str]:
    """Return the headers that the gateway adds for this user."""
    return {"X-Wiki-Identity": sign(claims_for(subject, email, **changes))}
