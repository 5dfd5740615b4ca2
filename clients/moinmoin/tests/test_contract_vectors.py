"""The plugin verifies what the contracts say: the bridge's own tests read the same vectors."""

from __future__ import annotations

import json
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from moin_wiki_sso import auth
from moin_wiki_sso.assertion import CLOCK_SKEW_SECONDS, AssertionRefusedError, verify_assertion
from moin_wiki_sso.assertion_keys import key_id

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[3] / "docs" / "contract-vectors.json").read_text("utf-8"))
ASSERTION = VECTORS["assertion"]
KEY = ASSERTION["key"].encode()


@pytest.fixture(autouse=True)
def at_the_vectors_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Then:
            return cls.fromtimestamp(ASSERTION["now"], tz)

    monkeypatch.setattr("jwt.api_jwt.datetime", Then)


def _verify(token: str) -> tuple[str, str]:
    identity = verify_assertion(token, [KEY], issuer=ASSERTION["issuer"], audience=ASSERTION["audience"])
    return identity.subject, identity.email


@pytest.mark.parametrize("vector", ASSERTION["accepted"], ids=lambda vector: vector["why"])
def test_an_accepted_assertion_of_the_vectors_proves_who_it_says(vector: dict[str, str]) -> None:
    assert _verify(vector["jwt"]) == (vector["sub"], vector["email"])


@pytest.mark.parametrize("vector", ASSERTION["refused"], ids=lambda vector: vector["why"])
def test_a_refused_assertion_of_the_vectors_proves_nothing(vector: dict[str, str]) -> None:
    with pytest.raises(AssertionRefusedError):
        _verify(vector["jwt"])


def test_keys_header_and_tolerance_are_those_of_the_vectors() -> None:
    header = next(name for name, part in VECTORS["identity_headers"]["names"].items() if part == "assertion")
    assert key_id(KEY) == ASSERTION["kid"]
    assert ASSERTION["leeway_seconds"] == CLOCK_SKEW_SECONDS
    assert f"HTTP_{header.upper().replace('-', '_')}" == auth.IDENTITY_HEADER
