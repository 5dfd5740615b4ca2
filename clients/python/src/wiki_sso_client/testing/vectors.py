"""The test vectors of the contract: a wheel has a copy, a checkout has the one in ``docs/``."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

_PACKAGED = Path(__file__).with_name("contract-vectors.json")


@lru_cache(maxsize=1)
def contract_vectors() -> dict[str, Any]:
    """Return the test vectors that every client must satisfy, see docs/contracts.md.

    :raises FileNotFoundError: outside an installed wheel and a checkout.
    """
    path = _PACKAGED if _PACKAGED.exists() else _in_checkout()
    vectors: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return vectors


def _in_checkout() -> Path:
    # …/clients/python/src/wiki_sso_client/testing/vectors.py
    root = Path(__file__).resolve().parents[5]
    path = root / "docs" / "contract-vectors.json"
    if not path.exists():
        raise FileNotFoundError(f"expected the contract's vectors at {_PACKAGED} or {path}")
    return path
