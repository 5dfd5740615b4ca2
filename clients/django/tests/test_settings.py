"""What ``manage.py check`` says about the setting."""

from __future__ import annotations

import subprocess
import sys
import types
from typing import Any

import pytest
from django.core.checks import run_checks
from django.urls import include, path

from django_wiki_sso.conf import load_settings
from django_wiki_sso.middleware import WikiSsoMiddleware

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
    assert text.startswith("WIKI_SSO: expected a dict with at least ")
    assert "HOOKS_URL, HOOK_SECRET, WIKI_URLS" in text


def test_a_missing_setting_is_e001(settings: Any) -> None:
    del settings.WIKI_SSO

    assert found()[0][1].endswith("got nothing.")


def test_an_empty_dict_names_every_key_that_is_needed(settings: Any) -> None:
    settings.WIKI_SSO = {}

    assert [check_id[-4:] for check_id, _text in found()] == ["E003", "E005", "E006"]
    assert all("expected a value, got nothing" in text for _check_id, text in found())


@pytest.mark.parametrize(
    ("check_id", "key", "value", "shown"),
    [
        # One of each key; the client's own tests have them all.
        ("E002", "HOOK_URL", "https://x.example", "Did you mean HOOKS_URL?"),
        ("E003", "HOOKS_URL", "hooks.example.com", "'hooks.example.com'"),
        ("E003", "HOOKS_URL", "http://hooks.example.com", "plain http"),
        ("E005", "HOOK_SECRET", None, "None"),
        ("E005", "HOOK_SECRET", "c2hvcnQ=", "5 bytes"),
        ("E006", "WIKI_URLS", ["https://wiki.example.com", "wiki2"], "'wiki2'"),
        ("E007", "COOKIE_NAME", "wiki sso", "'wiki sso'"),
        ("E007", "COOKIE_NAME", "sessionid", "SESSION_COOKIE_NAME"),
        ("E007", "COOKIE_NAME", "csrftoken", "CSRF_COOKIE_NAME"),
        ("E008", "COOKIE_DOMAIN", "https://example.com", "'https://example.com'"),
        ("E009", "TIMEOUT_SECONDS", 3_600, "3600"),
        ("E013", "MAY_ENTER", "nowhere.at_all", "'nowhere.at_all', which cannot be imported"),
        ("E013", "MAY_ENTER", None, "a NoneType"),
        ("E014", "IDENTITY", "django_wiki_sso.__version__", "a str"),
        ("E014", "IDENTITY", 5, "a int"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected_and_what_it_is(
    check_id: str, key: str, value: Any, shown: str, settings: Any
) -> None:
    [(got_id, text)] = messages(settings, **{key: value})

    assert got_id == f"django_wiki_sso.{check_id}"
    assert key in text
    assert shown in text
    assert text.startswith(f'WIKI_SSO["{key}"]: expected ')
    assert "got " in text


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


def urls_of(settings: Any, name: str, patterns: Any) -> None:
    module = types.ModuleType(name)
    module.urlpatterns = patterns  # type: ignore[attr-defined]
    sys.modules[name] = module
    settings.ROOT_URLCONF = name


def test_pages_that_nothing_includes_are_e012(settings: Any) -> None:
    urls_of(settings, "tests.urls_without", [])

    assert [check_id for check_id, _text in found()] == ["django_wiki_sso.E012"]


def test_pages_pasted_as_a_bare_tuple_are_an_error_and_no_traceback(settings: Any) -> None:
    urls_of(settings, "tests.urls_tuple", [(path("wiki-sso/", include("django_wiki_sso.urls")),)])

    assert any(message.id == "urls.E004" for message in run_checks())


class OwnMiddleware(WikiSsoMiddleware):
    """A site's own."""


class SessionMiddleware:
    """As django-user-sessions brings it: the name, and no base class in common."""


def test_a_subclass_of_the_middleware_counts(settings: Any) -> None:
    settings.MIDDLEWARE = [settings.MIDDLEWARE[0], "tests.test_settings.OwnMiddleware", *settings.MIDDLEWARE[2:]]

    assert found() == []


def test_another_session_middleware_after_ours_is_e011(settings: Any) -> None:
    settings.MIDDLEWARE = [
        settings.MIDDLEWARE[1],
        "tests.test_settings.SessionMiddleware",
        *settings.MIDDLEWARE[2:],
    ]

    assert [check_id for check_id, _text in found()] == ["django_wiki_sso.E011"]


def test_cookies_that_a_sibling_host_can_plant_are_w001_with_deploy_only(settings: Any) -> None:
    def warned() -> list[str]:
        return [
            message.msg
            for message in run_checks(include_deployment_checks=True)
            if message.id == "django_wiki_sso.W001"
        ]

    assert len(warned()) == 2
    assert found() == []
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    assert warned() == []


NOT_INSTALLED = """
import django
from django.conf import settings
from django.core.checks import run_checks
settings.configure(
    SECRET_KEY="x", ROOT_URLCONF="__main__", INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    MIDDLEWARE=["django_wiki_sso.middleware.WikiSsoMiddleware"],
)
django.setup()
from django.urls import include, path
urlpatterns = [path("wiki-sso/", include("django_wiki_sso.urls"))]
print([message.id for message in run_checks()])
from django.test import Client
try:
    Client().get("/")
except Exception as error:
    print(type(error).__name__, error)
"""


def test_an_app_that_is_not_installed_is_e015_and_no_traceback() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", NOT_INSTALLED], capture_output=True, text=True, check=True, env={"PYTHONPATH": "src"}
    )

    assert "django_wiki_sso.E015" in ended.stdout
    assert 'ImproperlyConfigured expected "django_wiki_sso" in INSTALLED_APPS' in ended.stdout
