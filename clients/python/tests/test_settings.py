"""What is said about settings."""

from __future__ import annotations

from typing import Any

import pytest

from wiki_sso_client import SETTINGS, Problem, Setting, read

SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTMyYnk="
GOOD: dict[str, Any] = {
    "HOOKS_URL": "https://hooks.example.com/hooks/",
    "HOOK_SECRET": f"whsec_{SECRET}",
    "WIKI_URLS": ["https://wiki.example.com"],
}


def problems(**change: Any) -> list[Problem]:
    settings, found = read({**GOOD, **change}, prefix="WIKI_SSO")
    assert (settings is None) == bool(found)
    return found


def test_good_settings_are_read_with_their_defaults() -> None:
    settings, found = read(GOOD)

    assert found == []
    assert settings is not None
    assert settings.hooks_url == "https://hooks.example.com/hooks"
    assert settings.hook_key == b"secret-secret-secret-secret-32by"
    assert settings.wiki_urls == ("https://wiki.example.com",)
    assert (settings.cookie_name, settings.cookie_domain, settings.timeout_seconds) == ("wiki_sso", None, 2.0)
    assert "hook_key" not in repr(settings)


def test_every_default_would_be_read_as_it_is() -> None:
    for setting in SETTINGS:
        if setting.name in GOOD:
            assert repr(setting.default) == "REQUIRED"
        else:
            assert setting.read(setting.default) == setting.default
        assert setting.help.endswith(".")


@pytest.mark.parametrize("raw", [None, "https://me:hunter2@hooks.example.com", 5, ["HOOKS_URL"]], ids=repr)
def test_what_is_no_dict_is_one_problem(raw: Any) -> None:
    settings, [problem] = read(raw, prefix="WIKI_SSO")

    assert settings is None
    assert problem.key == ""
    assert problem.text.startswith("WIKI_SSO: expected a dict with at least HOOKS_URL, HOOK_SECRET, WIKI_URLS, got ")
    assert "hunter2" not in problem.text


def test_nothing_at_all_names_every_key_that_is_needed() -> None:
    _settings, found = read({})

    assert [problem.key for problem in found] == ["HOOKS_URL", "HOOK_SECRET", "WIKI_URLS"]
    assert found[0].text == f"HOOKS_URL: expected a value, got nothing. {SETTINGS[0].help}"


@pytest.mark.parametrize(
    ("key", "hint"),
    [("HOOK_URL", "Did you mean HOOKS_URL?"), ("cookie_name", "Did you mean COOKIE_NAME?"), ("XYZ", "key.")],
)
def test_an_unknown_key_is_named_with_the_nearest_known_one(key: str, hint: str) -> None:
    [problem] = problems(**{key: "x"})

    assert problem.text.startswith(f'WIKI_SSO["{key}"]: expected one of HOOKS_URL, ')
    assert problem.text.endswith(hint)


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("HOOKS_URL", None, "None"),
        ("HOOKS_URL", "hooks.example.com", "'hooks.example.com'"),
        ("HOOKS_URL", "ftp://hooks.example.com", "'ftp://hooks.example.com'"),
        ("HOOKS_URL", "https://hooks.example.com?x=1", "?x=1"),
        ("HOOKS_URL", "https://hooks.example.com/a b", "a b"),
        ("HOOKS_URL", "https://hooks.example.com\r\n/x", "\\r\\n"),
        ("HOOKS_URL", "https://:443", "https://:443"),
        ("HOOKS_URL", "https://h:99999", "99999"),
        ("HOOKS_URL", "https://[::1", "[::1"),
        ("HOOKS_URL", 5, "5"),
        ("HOOKS_URL", "http://hooks.example.com", "plain http"),
        ("HOOK_SECRET", None, "None"),
        ("HOOK_SECRET", "", "empty"),
        ("HOOK_SECRET", 5, "a int"),
        ("HOOK_SECRET", "whsec_", "0 bytes"),
        ("HOOK_SECRET", "c2hvcnQ=", "5 bytes"),
        ("WIKI_URLS", "https://wiki.example.com", "'https://wiki.example.com'"),
        ("WIKI_URLS", [], "[]"),
        ("WIKI_URLS", None, "None"),
        ("WIKI_URLS", {"a": 1}, "dict"),
        ("WIKI_URLS", ["https://wiki.example.com", "wiki2"], "'wiki2'"),
        ("WIKI_URLS", ["//wiki.example.com"], "'//wiki.example.com'"),
        ("WIKI_URLS", ["javascript:alert(1)"], "javascript"),
        ("COOKIE_NAME", "wiki sso", "'wiki sso'"),
        ("COOKIE_NAME", "", "''"),
        ("COOKIE_DOMAIN", "https://example.com", "'https://example.com'"),
        ("COOKIE_DOMAIN", "example.com; path=/", "; path"),
        ("COOKIE_DOMAIN", "", "''"),
        ("TIMEOUT_SECONDS", 0, "0"),
        ("TIMEOUT_SECONDS", -1, "-1"),
        ("TIMEOUT_SECONDS", "2", "'2'"),
        ("TIMEOUT_SECONDS", None, "None"),
        ("TIMEOUT_SECONDS", True, "True"),
        ("TIMEOUT_SECONDS", float("nan"), "nan"),
        ("TIMEOUT_SECONDS", float("inf"), "inf"),
        ("TIMEOUT_SECONDS", 3_600, "3600"),
        ("TIMEOUT_SECONDS", 10**400, "1000"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected_and_what_it_is(key: str, value: Any, shown: str) -> None:
    [problem] = problems(**{key: value})

    assert problem.key == key
    assert problem.text.startswith(f'WIKI_SSO["{key}"]: expected ')
    assert ", got " in problem.text
    assert shown in problem.text
    assert len(problem.text) < 400


@pytest.mark.parametrize("key", [setting.name for setting in SETTINGS if setting.name != "HOOK_SECRET"])
def test_a_secret_at_the_wrong_key_is_not_shown(key: str) -> None:
    for value in (f"whsec_{SECRET}", [f"whsec_{SECRET}"], "https://me:hunter2@x.example", ["//me:hunter2@x"]):
        if found := problems(**{key: value}):
            assert SECRET not in found[0].text
            assert "hunter2" not in found[0].text


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com",
        "http://localhost:4566/_aws/execute-api/ab12/$default/hooks/",
        "http://site.localhost:1",
        "http://[::1]:1",
    ],
)
def test_any_https_url_and_http_on_this_machine_will_do(url: str) -> None:
    assert problems(HOOKS_URL=url) == []


def test_a_framework_adds_settings_of_its_own_to_the_table() -> None:
    def read_who(value: object) -> str:
        if value not in ("staff", "all"):
            raise ValueError(f"expected staff or all, got {value!r}")
        return str(value)

    table = (*SETTINGS, Setting("WHO", "all", read_who, "Who may enter."))

    settings, _ = read({**GOOD, "WHO": "staff"}, table)
    assert settings is not None
    assert settings.more == {"WHO": "staff"}
    assert (defaults := read(GOOD, table)[0]) is not None
    assert defaults.more == {"WHO": "all"}
    assert read({**GOOD, "WHO": "x"}, table)[1] == [Problem("WHO", "WHO: expected staff or all, got 'x'.")]
    assert "WHO" in read({**GOOD, "WHOM": "x"}, table)[1][0].text
