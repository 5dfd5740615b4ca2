"""What ``manage.py check`` says about the setting."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks

from django_wiki_sso.conf import load_settings

SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTMyYnk="


def messages(settings: Any, **change: Any) -> list[tuple[str, str]]:
    settings.WIKI_SSO = {**settings.WIKI_SSO, **change}
    return found()


def found() -> list[tuple[str, str]]:
    return [
        (str(message.id), message.msg) for message in run_checks() if str(message.id).startswith("django_wiki_sso.")
    ]


def test_a_good_setting_has_nothing_to_say(settings: Any) -> None:
    assert found() == []


@pytest.mark.parametrize("wrong", [None, "https://hooks.example.com", 5, ["HOOKS_URL"]], ids=repr)
def test_a_setting_that_is_no_dict_is_e001(wrong: Any, settings: Any) -> None:
    settings.WIKI_SSO = wrong

    [(check_id, text)] = found()

    assert check_id == "django_wiki_sso.E001"
    assert text.startswith("WIKI_SSO is ")
    assert "HOOKS_URL, HOOK_SECRET, WIKI_URLS" in text


def test_a_missing_setting_is_e001(settings: Any) -> None:
    del settings.WIKI_SSO

    assert found()[0][1].startswith("WIKI_SSO is nothing")


def test_an_empty_dict_names_every_key_that_is_needed(settings: Any) -> None:
    settings.WIKI_SSO = {}

    assert [check_id[-4:] for check_id, _text in found()] == ["E003", "E005", "E006"]
    assert all("is missing" in text for _check_id, text in found())


@pytest.mark.parametrize(
    ("check_id", "key", "value", "shown"),
    [
        ("E002", "HOOK_URL", "https://x.example", "HOOK_URL"),
        ("E003", "HOOKS_URL", "hooks.example.com", "'hooks.example.com'"),
        ("E003", "HOOKS_URL", "ftp://hooks.example.com", "'ftp://hooks.example.com'"),
        ("E003", "HOOKS_URL", "https://hooks.example.com?x=1", "?x=1"),
        ("E003", "HOOKS_URL", "https://hooks.example.com/a b", "a b"),
        ("E003", "HOOKS_URL", "https://hooks.example.com\r\n/x", "\\r\\n"),
        ("E003", "HOOKS_URL", "https://:443", "https://:443"),
        ("E003", "HOOKS_URL", "https://h:99999", "99999"),
        ("E003", "HOOKS_URL", 5, "5"),
        ("E004", "HOOKS_URL", "http://hooks.example.com", "plain http"),
        ("E005", "HOOK_SECRET", None, "missing or empty"),
        ("E005", "HOOK_SECRET", "", "missing or empty"),
        ("E005", "HOOK_SECRET", 5, "a int"),
        ("E005", "HOOK_SECRET", "whsec_", "0 bytes"),
        ("E005", "HOOK_SECRET", "c2hvcnQ=", "5 bytes"),
        ("E006", "WIKI_URLS", "https://wiki.example.com", "'https://wiki.example.com'"),
        ("E006", "WIKI_URLS", [], "[]"),
        ("E006", "WIKI_URLS", None, "missing"),
        ("E006", "WIKI_URLS", ["https://wiki.example.com", "wiki2"], "'wiki2'"),
        ("E006", "WIKI_URLS", ["//wiki.example.com"], "'//wiki.example.com'"),
        ("E006", "WIKI_URLS", ["javascript:alert(1)"], "javascript"),
        ("E007", "COOKIE_NAME", "wiki sso", "'wiki sso'"),
        ("E007", "COOKIE_NAME", "", "''"),
        ("E007", "COOKIE_NAME", "sessionid", "SESSION_COOKIE_NAME"),
        ("E007", "COOKIE_NAME", "csrftoken", "CSRF_COOKIE_NAME"),
        ("E008", "COOKIE_DOMAIN", "https://example.com", "'https://example.com'"),
        ("E008", "COOKIE_DOMAIN", "example.com; path=/", "; path"),
        ("E008", "COOKIE_DOMAIN", "", "''"),
        ("E009", "TIMEOUT_SECONDS", 0, "0"),
        ("E009", "TIMEOUT_SECONDS", -1, "-1"),
        ("E009", "TIMEOUT_SECONDS", "2", "'2'"),
        ("E009", "TIMEOUT_SECONDS", None, "None"),
        ("E009", "TIMEOUT_SECONDS", True, "True"),
        ("E009", "TIMEOUT_SECONDS", float("nan"), "nan"),
        ("E009", "TIMEOUT_SECONDS", float("inf"), "inf"),
        ("E009", "TIMEOUT_SECONDS", 3_600, "3600"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_got_and_what_it_takes(
    check_id: str, key: str, value: Any, shown: str, settings: Any
) -> None:
    [(got_id, text)] = messages(settings, **{key: value})

    assert got_id == f"django_wiki_sso.{check_id}"
    assert key in text
    assert shown in text
    assert "takes" in text


@pytest.mark.parametrize("secret", ["not/base64!" * 5, SECRET[:-5] + "-_==", "c2hvcnQ="])
def test_a_wrong_secret_is_never_shown(secret: str, settings: Any) -> None:
    [(_check_id, text)] = messages(settings, HOOK_SECRET=secret)

    assert secret not in text


def test_a_url_with_a_password_is_refused_and_not_shown(settings: Any) -> None:
    found_messages = messages(
        settings,
        HOOKS_URL="https://me:hunter2@hooks.example.com",
        WIKI_URLS=["https://me:hunter2@wiki.example.com"],
    )

    assert [check_id[-4:] for check_id, _text in found_messages] == ["E003", "E006"]
    assert "hunter2" not in str(found_messages)


@pytest.mark.parametrize("secret", [SECRET, "whsec_" + SECRET, SECRET.rstrip("=")])
def test_prefix_and_padding_of_the_secret_may_be_left_out(secret: str, settings: Any) -> None:
    assert messages(settings, HOOK_SECRET=secret) == []
    assert load_settings().hook_key == b"secret-secret-secret-secret-32by"


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com",
        "http://localhost:4566/_aws/execute-api/ab12/$default/hooks/",
        "http://[::1]:1",
    ],
)
def test_any_https_url_and_http_on_this_machine_will_do(url: str, settings: Any) -> None:
    assert messages(settings, HOOKS_URL=url) == []
    assert load_settings().hooks_url == url.rstrip("/")


def test_a_secret_does_not_show_in_a_representation(settings: Any) -> None:
    assert "hook_key" not in repr(load_settings())


def test_a_missing_middleware_is_e010(settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "wiki_sso" not in name]

    assert [check_id for check_id, _text in found()] == ["django_wiki_sso.E010"]


def test_the_middleware_before_the_sessions_is_e011(settings: Any) -> None:
    settings.MIDDLEWARE = [settings.MIDDLEWARE[1], settings.MIDDLEWARE[0], *settings.MIDDLEWARE[2:]]

    assert [check_id for check_id, _text in found()] == ["django_wiki_sso.E011"]
