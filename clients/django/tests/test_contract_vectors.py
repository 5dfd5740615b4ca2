"""The app reads and writes what the contracts say: the bridge's own tests read the same vectors."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from django_wiki_sso import hooks
from django_wiki_sso.answers import login_answer, logout_answer
from django_wiki_sso.conf import load_settings
from django_wiki_sso.errors import BridgeRefused
from django_wiki_sso.transport import HttpAnswer
from django_wiki_sso.wiki_cookie import fingerprint, sent_members

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "docs" / "contract-vectors.json").read_text("utf-8")
)


@pytest.mark.parametrize("cookie", VECTORS["cookie_values"], ids=lambda cookie: cookie["username"])
def test_a_cookie_has_the_member_of_the_vectors(cookie: dict[str, str]) -> None:
    request = RequestFactory(headers={"cookie": f'theme=dark; wiki_sso="{cookie["value"]}"'}).get("/")

    assert fingerprint(cookie["value"].encode()) == cookie["member"]
    assert sent_members(request, "wiki_sso") == [cookie["member"]]


def test_a_hook_is_signed_as_in_the_vectors(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    vector = VECTORS["hook_signature"]
    settings.WIKI_SSO = {**settings.WIKI_SSO, "HOOK_SECRET": vector["secret"]}
    monkeypatch.setattr(
        "django_wiki_sso.hooks.secrets.token_hex", lambda _bytes: vector["id"].removeprefix("msg_")
    )

    class Then(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Then:
            return cls.fromtimestamp(vector["timestamp"], tz or UTC)

    monkeypatch.setattr("django_wiki_sso.hooks.datetime", Then)

    headers = hooks.signed_headers(load_settings().hook_key, vector["body"])

    assert headers["webhook-id"] == vector["id"]
    assert headers["webhook-timestamp"] == str(vector["timestamp"])
    assert headers["webhook-signature"] == vector["signature"]


def test_the_answers_of_the_vectors_are_believed() -> None:
    answers = VECTORS["hook_answers"]

    login = login_answer(HttpAnswer(200, json.dumps(answers["login"]).encode()))
    logout = logout_answer(HttpAnswer(200, json.dumps(answers["logout"]).encode()))

    assert (login.member, login.cookie.value) == (
        answers["login"]["member"],
        answers["login"]["cookie"]["value"],
    )
    assert login.cookie.max_age_seconds == answers["login"]["cookie"]["max_age"]
    assert logout.removed
    assert (logout.cookie.value, logout.cookie.max_age_seconds) == ("", 0)


@pytest.mark.parametrize("error", VECTORS["hook_errors"], ids=lambda error: error["code"])
def test_every_error_of_the_vectors_is_named_in_the_refusal(error: dict[str, Any]) -> None:
    body = json.dumps({"error": {"code": error["code"], "message": "why"}}).encode()

    with pytest.raises(BridgeRefused) as refused:
        login_answer(HttpAnswer(error["status"], body))

    assert (refused.value.status, refused.value.code) == (error["status"], error["code"])
