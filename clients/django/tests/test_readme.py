"""The README's code blocks, as pasted."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group, User
from django.core.management import get_commands
from django.test import Client
from django.urls import clear_url_caches
from wiki_sso_client.testing import FakeBridge

from django_wiki_sso import Identity, wiki_cookie_refused
from django_wiki_sso.conf import TABLE

from .conftest import SITE, Visitor

HERE = Path(__file__).resolve().parents[1]
README = (HERE / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
#: What each block of Python is found by.
MARKS = (
    "INSTALLED_APPS",
    "urlpatterns",
    "members_only",
    "hijackers_too",
    "confirmed_address_only",
    "full_name",
    "OwnUserAdmin",
    "count_refusals",
    "__Host-sessionid",
    "test_a_login_reaches_the_wiki",
)


def run(mark: str) -> dict[str, Any]:
    """The names that the block with ``mark`` in it defines."""
    [block] = [text for language, text in BLOCKS if language == "python" and mark in text]
    names: dict[str, Any] = {}
    exec(compile(block, "README.md", "exec"), names)
    return names


def test_every_block_is_run_by_a_test_here() -> None:
    blocks = [text for language, text in BLOCKS if language == "python"]

    assert {language for language, _text in BLOCKS} == {"python", "sh"}
    assert len(blocks) == len(MARKS)
    assert all(any(mark in block for mark in MARKS) for block in blocks)


def test_the_settings_and_urls_pass_every_check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, mark in (("readme_settings", "INSTALLED_APPS"), ("readme_urls", "urlpatterns")):
        [block] = [text for language, text in BLOCKS if language == "python" and f"\n{mark} = " in text]
        (tmp_path / f"{name}.py").write_text(block, "utf-8")
    more = """
SECRET_KEY = "x" * 50
ROOT_URLCONF = "readme_urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {
    "context_processors": ["django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]}}]
"""
    with (tmp_path / "readme_settings.py").open("a", encoding="utf-8") as file:
        file.write(more)
    ended = subprocess.run(
        [sys.executable, "-m", "django", "check", "--fail-level", "WARNING"],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(tmp_path), str(HERE / "src")]),
            "DJANGO_SETTINGS_MODULE": "readme_settings",
            "WIKI_SSO_HOOK_SECRET": str(django_settings.WIKI_SSO["HOOK_SECRET"]),
        },
    )

    assert (ended.returncode, ended.stderr) == (0, "")


def test_members_only(visitor: Visitor, alice: User, bridge: FakeBridge, settings: Any) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "MAY_ENTER": run("members_only")["members_only"]}
    visitor.log_in()
    assert visitor.wiki_cookie is None

    alice.groups.add(Group.objects.create(name="wiki"))
    visitor.log_in()

    assert bridge.alive(visitor.wiki_cookie)


@pytest.mark.parametrize("allowed", [True, False])
def test_hijackers_too(allowed: bool, visitor: Visitor, bridge: FakeBridge, settings: Any) -> None:
    if allowed:
        settings.WIKI_SSO = {**settings.WIKI_SSO, "MAY_ENTER": run("hijackers_too")["hijackers_too"]}
    visitor.log_in()
    session = visitor.client.session
    session["hijack_history"] = ["1"]
    session.save()

    visitor.get("/wiki-sso/enter")

    assert bridge.alive(visitor.wiki_cookie) is allowed


@pytest.mark.parametrize("address", ["alice@example.com", ""])
def test_confirmed_address_only(address: str) -> None:
    def confirmed(**wanted: object) -> Any:
        assert wanted == {"verified": True, "primary": True}
        return SimpleNamespace(first=lambda: SimpleNamespace(email=address) if address else None)

    user = SimpleNamespace(get_username=lambda: "alice", emailaddress_set=SimpleNamespace(filter=confirmed))

    assert run("confirmed_address_only")["confirmed_address_only"](user) == Identity("alice", address)


def test_full_name(visitor: Visitor, alice: User, bridge: FakeBridge, settings: Any) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "IDENTITY": run("full_name")["full_name"]}
    User.objects.update(first_name="Alice", last_name="Doe")

    visitor.log_in()

    assert bridge.alive_names() == [f"Alice Doe ({alice.pk})"]


def test_the_own_user_admin_has_the_action() -> None:
    admin = run("OwnUserAdmin")["OwnUserAdmin"]

    assert [action.__name__ for action in admin.actions] == ["log_out_of_wiki"]


@pytest.mark.django_db(transaction=True)
def test_the_receiver_and_the_ban(bridge: FakeBridge, capsys: pytest.CaptureFixture[str]) -> None:
    names = run("count_refusals")
    alice, visitor = User.objects.create_user("alice", "", "pw"), Visitor()
    try:
        visitor.log_in()
        names["ban"](alice)
        assert bridge.alive_members() == []
        wiki_cookie_refused.send_robust(None, request=None, user=alice, reason="bridge", call=None)
        assert f"user {alice.pk}: bridge" in capsys.readouterr().out
    finally:
        wiki_cookie_refused.disconnect(names["count_refusals"])


def test_the_cookie_names_silence_the_warning(settings: Any) -> None:
    from django_wiki_sso.checks import check_cookie_names

    assert check_cookie_names(None)
    for name, value in run("__Host-sessionid").items():
        if name.isupper():
            setattr(settings, name, value)
    assert check_cookie_names(None) == []


def test_the_test_passes(wiki_sso_bridge: FakeBridge, settings: Any, db: None, django_user_model: Any) -> None:
    clear_url_caches()

    run("test_a_login_reaches")["test_a_login_reaches_the_wiki"](
        wiki_sso_bridge, settings, Client(headers={"host": SITE}), django_user_model
    )


def test_the_commands_and_paths_of_the_shell_lines_exist() -> None:
    lines = [line for language, text in BLOCKS if language == "sh" for line in text.splitlines()]

    for words in map(shlex.split, lines):
        if words[:2] == ["python", "manage.py"]:
            assert words[2] in get_commands()
        for word in words:
            if word.startswith(("./clients/", "clients/")):
                assert (HERE.parents[1] / word / "pyproject.toml").exists()
    assert "pip install django-wiki-sso" not in README


def test_the_table_has_every_setting() -> None:
    assert re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE) == [setting.name for setting in TABLE]
