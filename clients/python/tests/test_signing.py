"""Hooks are signed as Standard Webhooks says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from wiki_sso_client import decode_secret, signed_headers

from .vectors import VECTORS

VECTOR = VECTORS["hook_signature"]
SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTMyYnk="


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=-7))], ids=str)
def test_a_hook_is_signed_as_in_the_vectors(zone: timezone) -> None:
    headers = signed_headers(
        decode_secret(VECTOR["secret"]),
        VECTOR["body"],
        message_id=VECTOR["id"],
        at=datetime.fromtimestamp(VECTOR["timestamp"], zone),
    )

    assert headers["webhook-id"] == VECTOR["id"]
    assert headers["webhook-timestamp"] == str(VECTOR["timestamp"])
    assert headers["webhook-signature"] == VECTOR["signature"]


def test_each_call_has_an_id_of_its_own_and_the_time_of_now() -> None:
    first, second = (signed_headers(b"k" * 24, "{}", user_agent="my-site") for _ in range(2))

    assert first["webhook-id"] != second["webhook-id"]
    assert abs(int(first["webhook-timestamp"]) - datetime.now(tz=UTC).timestamp()) < 60
    assert first["user-agent"] == "my-site"


@pytest.mark.parametrize("text", [SECRET, f"whsec_{SECRET}", SECRET.rstrip("="), f"  whsec_{SECRET}\n"])
def test_prefix_padding_and_blanks_around_a_secret_do_not_matter(text: str) -> None:
    assert decode_secret(text) == b"secret-secret-secret-secret-32by"


@pytest.mark.parametrize(
    ("text", "got"),
    [
        ("", "0 bytes"),
        ("whsec_", "0 bytes"),
        ("c2hvcnQ=", "5 bytes"),
        ("not/base64!" * 5, "55 characters"),
        (SECRET[:-5] + "-_==", "43 characters"),
        (SECRET[:20] + " " + SECRET[20:], "45 characters"),
        (SECRET[:20] + "=" + SECRET[20:], "45 characters"),
        ("Zoë" + SECRET, "47 characters"),
    ],
)
def test_a_secret_that_is_none_is_refused_and_not_shown(text: str, got: str) -> None:
    with pytest.raises(ValueError, match="expected base64 of at least 24 random bytes") as error:
        decode_secret(text)

    assert got in str(error.value)
    assert not text or text not in str(error.value) or text == "whsec_"
    assert error.value.__cause__ is None
