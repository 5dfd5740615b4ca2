"""Names and addresses, by the bridge's rules."""

from __future__ import annotations

import random
import re
import sys
import unicodedata
from typing import Any

import pytest

from wiki_sso_client import canonical_email, canonical_username

from .vectors import VECTORS


@pytest.mark.parametrize("vector", VECTORS["usernames"], ids=lambda vector: ascii(vector["given"])[:40])
def test_a_username_of_the_vectors_has_its_canonical_form_or_none(vector: dict[str, str | None]) -> None:
    assert outcome(canonical_username, vector["given"]) == vector["canonical"]


@pytest.mark.parametrize("vector", VECTORS["emails"], ids=lambda vector: ascii(vector["given"])[:40])
def test_an_email_of_the_vectors_has_its_canonical_form_or_none(vector: dict[str, str | None]) -> None:
    assert outcome(canonical_email, vector["given"]) == vector["canonical"]


@pytest.mark.parametrize("canonical", [canonical_username, canonical_email])
@pytest.mark.parametrize("given", [None, 7, b"alice@x", ["alice@x"]], ids=repr)
def test_what_is_not_text_is_a_type_error(canonical: Any, given: Any) -> None:
    with pytest.raises(TypeError, match=type(given).__name__):
        canonical(given)


def test_white_space_is_unicodes_and_not_pythons() -> None:
    # Python's isspace follows other properties as well: U+001C to U+001F, which are controls to the contract.
    for character in map(chr, range(sys.maxunicode + 1)):
        if unicodedata.category(character) in ("Cc", "Cs"):
            continue
        assert outcome(canonical_username, f"a{character}") is None if character.isspace() else True
        assert outcome(canonical_email, f"a{character}b@c") is None if character.isspace() else True
    for invisible in "\u200b\u2060\ufeff\u180e":
        assert outcome(canonical_username, f"a{invisible}") == f"a{invisible}"


def test_what_is_canonical_stays_as_it_is_and_keeps_the_rules() -> None:
    generator = random.Random(11)
    alphabet = "aA@. \t\n\x00\x7f\x85\xa0\u3000é\u0301\u030a\u1100\u1161\u200d👩\ud800#%"
    legal = 0
    for _ in range(20_000):
        given = "".join(generator.choice(alphabet) for _ in range(generator.randrange(7)))
        for canonical in (canonical_username, canonical_email):
            result = outcome(canonical, given)
            if result is None:
                continue
            legal += 1
            assert canonical(result) == result == unicodedata.normalize("NFC", given)
            assert not re.search(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", result)
            assert result == result.strip()
            if canonical is canonical_email and result:
                assert re.fullmatch(r"[^@\s]+@[^@\s]+", result)
    assert legal > 1_000


@pytest.mark.parametrize("canonical", [canonical_username, canonical_email])
def test_the_length_is_that_of_the_canonical_form(canonical: Any) -> None:
    limit, end = (255, "") if canonical is canonical_username else (254, "@x")
    composed = "e\u0301" * (limit - len(end)) + end

    assert len(canonical(composed)) == limit
    with pytest.raises(ValueError, match=f"is longer than {limit} characters"):
        canonical("x" + composed)


@pytest.mark.parametrize("given", ["sec\nret", " secret", "sec@ret@x"])
def test_what_is_wrong_is_said_without_the_name(given: str) -> None:
    with pytest.raises(ValueError) as error:
        canonical_email(given)

    assert "sec" not in str(error.value)


def outcome(canonical: Any, given: Any) -> str | None:
    try:
        return str(canonical(given))
    except ValueError:
        return None
