"""What ``wiki_sso_flush`` ends, how session keys are kept, what pages cost, and the migration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from wiki_sso_client.testing import FakeBridge

from django_wiki_sso.internal import site_session
from django_wiki_sso.models import IssuedCookie

from .conftest import Visitor


def flush() -> str:
    out = StringIO()
    call_command("wiki_sso_flush", stdout=out)
    return out.getvalue()


def use_engine(settings: Any, engine: str, tmp_path: Any) -> None:
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    settings.SESSION_FILE_PATH = str(tmp_path)


every_engine = pytest.mark.parametrize("engine", ["db", "cache", "cached_db", "file", "signed_cookies"])


@every_engine
def test_flush_ends_nothing_that_lives(
    engine: str, visitor: Visitor, bridge: FakeBridge, settings: Any, tmp_path: Any
) -> None:
    use_engine(settings, engine, tmp_path)
    visitor.log_in()

    assert flush() == "0 delivered, 0 still waiting\n"
    assert bridge.alive(visitor.wiki_cookie)


@every_engine
@pytest.mark.parametrize(
    "change",
    [
        lambda: User.objects.update(is_active=False),
        lambda: User.objects.update(username="alicia"),
        lambda: User.objects.all()._raw_delete("default"),
    ],
    ids=["deactivated", "renamed", "deleted"],
)
def test_flush_ends_what_the_database_says_is_over(
    engine: str,
    change: Callable[[], object],
    visitor: Visitor,
    bridge: FakeBridge,
    settings: Any,
    tmp_path: Any,
) -> None:
    use_engine(settings, engine, tmp_path)
    visitor.log_in()
    change()

    assert "1 wiki logins ended" in flush()
    assert bridge.alive_members() == []
    assert flush() == "0 delivered, 0 still waiting\n"


@pytest.mark.parametrize("engine", ["db", "cache", "cached_db", "file"])
def test_flush_ends_the_cookie_of_a_session_that_is_gone(
    engine: str, visitor: Visitor, bob: User, bridge: FakeBridge, settings: Any, tmp_path: Any
) -> None:
    use_engine(settings, engine, tmp_path)
    bobs = Visitor()
    bobs.log_in("bob")
    visitor.log_in()
    visitor.client.session.delete()

    flush()

    assert bridge.alive_names() == ["bob"]


def test_flush_ends_the_cookie_of_a_session_that_expired(visitor: Visitor, bridge: FakeBridge) -> None:
    visitor.log_in()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    flush()

    assert bridge.alive_members() == []


def test_a_sealed_session_key_is_no_session_key_and_each_seal_differs() -> None:
    key = "k" * 32

    one, other = site_session.seal(key), site_session.seal(key)

    assert one != other
    assert key not in one


def test_a_sealed_key_opens_with_an_old_secret_and_not_with_another(
    visitor: Visitor, bridge: FakeBridge, settings: Any
) -> None:
    visitor.log_in()
    sealed = IssuedCookie.objects.get().sealed_key
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "the next one"
    assert site_session.load_sealed(sealed) == {}

    settings.SECRET_KEY_FALLBACKS = [old]
    assert site_session.load_sealed(sealed)

    site_session.delete_sealed(sealed)
    assert not Session.objects.exists()


def test_flush_after_a_replaced_secret_key_ends_every_wiki_login(
    visitor: Visitor, bridge: FakeBridge, settings: Any
) -> None:
    visitor.log_in()
    settings.SECRET_KEY = "the next one"

    flush()

    assert bridge.alive_members() == []


# What pages cost: Django itself reads a session with one query, and a user with another.


def test_a_page_of_a_visitor_without_a_session_costs_no_query(
    bridge: FakeBridge, db: None, django_assert_num_queries: Any
) -> None:
    visitor = Visitor()
    with django_assert_num_queries(0):
        visitor.get("/")


def test_a_page_of_a_visitor_with_a_session_costs_djangos_own_query(
    bridge: FakeBridge, db: None, django_assert_num_queries: Any
) -> None:
    visitor = Visitor()
    session = visitor.client.session
    session["basket"] = ["bread"]
    session.save()
    visitor.client.cookies["sessionid"] = str(session.session_key)

    with django_assert_num_queries(1):
        visitor.get("/")


def test_a_page_of_a_user_costs_djangos_own_two_queries(
    visitor: Visitor, bridge: FakeBridge, django_assert_num_queries: Any
) -> None:
    visitor.log_in()

    with django_assert_num_queries(2):
        visitor.get("/")


@pytest.mark.django_db(transaction=True)
def test_rows_from_before_the_wiki_logins_outlive_the_migration() -> None:
    before, after = [("wiki_sso", "0002_issued_cookie")], [("wiki_sso", "0003_wiki_logins")]
    executor = MigrationExecutor(connection)
    executor.migrate(before)
    old = executor.loader.project_state(before).apps
    old.get_model("wiki_sso", "IssuedCookie").objects.create(family="f" * 32, member="0" * 64)
    old.get_model("wiki_sso", "PendingLogout").objects.create(username="alice")

    executor = MigrationExecutor(connection)
    executor.migrate(after)

    new = executor.loader.project_state(after).apps
    row = new.get_model("wiki_sso", "IssuedCookie").objects.get()
    assert (row.family, row.member, row.user_id, row.expires_at) == ("f" * 32, "0" * 64, "", None)
    waiting = new.get_model("wiki_sso", "PendingLogout").objects.get()
    assert (waiting.username, waiting.before, waiting.priority, waiting.refusal) == ("alice", None, 0, "")
