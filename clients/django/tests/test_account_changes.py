"""Users who are deactivated, deleted, renamed, or get another password or email."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from django_wiki_sso import log_out_everywhere
from django_wiki_sso.models import PendingLogout

from .bridge import Answer, Bridge, Handler, says, slow, unavailable
from .conftest import Visitor

# Revocations are told after the commit, which a test inside a transaction never sees.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice(transactional_db: None) -> User:
    return User.objects.create_user("alice", "alice@example.com", "pw")


@pytest.fixture
def bob(transactional_db: None) -> User:
    return User.objects.create_user("bob", "bob@example.com", "pw")


def deactivate(user: User) -> None:
    user.is_active = False
    user.save()


def rename(user: User) -> None:
    user.username = "alicia"
    user.save(update_fields=["username"])


def new_password(user: User) -> None:
    user.set_password("new")
    user.save()


def new_password_hash(user: User) -> None:
    User.objects.get(pk=user.pk)
    user.password = make_password("new")
    user.save(update_fields=["password"])


def unusable_password(user: User) -> None:
    user.set_unusable_password()
    user.save()


def new_email(user: User) -> None:
    user.email = "other@example.com"
    user.save()


def delete(user: User) -> None:
    user.delete()


def delete_by_query(user: User) -> None:
    User.objects.filter(pk=user.pk).delete()


CHANGES = [
    deactivate,
    rename,
    new_password,
    new_password_hash,
    unusable_password,
    new_email,
    delete,
    delete_by_query,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_made_elsewhere_ends_every_wiki_cookie_of_that_user_and_of_no_other(
    change: Callable[[User], None], visitor: Visitor, alice: User, bob: User, bridge: Bridge
) -> None:
    visitor.log_in()
    Visitor().log_in()
    Visitor().log_in("bob")

    change(User.objects.get(username="alice"))

    assert bridge.names() == ["bob"]
    assert bridge.calls[-1].body == {"username": "alice"}
    assert not PendingLogout.objects.exists()


@pytest.mark.parametrize("proxy", [True, False])
def test_a_change_through_a_proxy_model_counts_too(proxy: bool, visitor: Visitor, alice: User, bridge: Bridge) -> None:
    from .people.models import Person

    visitor.log_in()

    new_email((Person if proxy else User).objects.get(pk=alice.pk))

    assert bridge.live == {}


def activate(user: User) -> None:
    user.is_active = True
    user.save()


def same_again(user: User) -> None:
    user.save()


def other_field(user: User) -> None:
    user.first_name = "Al"
    user.save()


def last_login(user: User) -> None:
    user.email = "changed only in memory"
    user.save(update_fields=["last_login"])


def without_email_loaded(user: User) -> None:
    User.objects.defer("email", "password").get(pk=user.pk).save()


@pytest.mark.parametrize("change", [same_again, other_field, last_login, without_email_loaded])
def test_a_change_that_does_not_matter_ends_nothing(
    change: Callable[[User], None], visitor: Visitor, alice: User, bridge: Bridge
) -> None:
    visitor.log_in()

    change(User.objects.get(pk=alice.pk))

    assert bridge.names() == ["alice"]
    assert len(bridge.calls) == 1


def test_activating_a_user_ends_nothing(alice: User, bridge: Bridge) -> None:
    User.objects.update(is_active=False)

    activate(User.objects.get(pk=alice.pk))

    assert bridge.calls == []


def test_making_a_user_ends_nothing(bridge: Bridge) -> None:
    User.objects.create_user("carol", "", "pw")

    assert bridge.calls == []


def test_a_change_that_is_rolled_back_ends_nothing(visitor: Visitor, alice: User, bridge: Bridge) -> None:
    visitor.log_in()

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        deactivate(User.objects.get(pk=alice.pk))
        raise ZeroDivisionError

    assert bridge.names() == ["alice"]
    assert not PendingLogout.objects.exists()


def test_the_bridge_hears_of_a_change_after_its_commit(visitor: Visitor, alice: User, bridge: Bridge) -> None:
    visitor.log_in()

    with transaction.atomic():
        deactivate(User.objects.get(pk=alice.pk))
        assert bridge.names() == ["alice"]
        assert PendingLogout.objects.count() == 1

    assert bridge.live == {}


def test_models_other_than_users_keep_djangos_fast_deletion(django_assert_num_queries: Any) -> None:
    from django.db.models.deletion import Collector

    assert Collector(using="default").can_fast_delete(Group.user_set.through.objects.all())


def test_a_change_while_the_bridge_is_down_is_queued(visitor: Visitor, alice: User, bridge: Bridge) -> None:
    visitor.log_in()
    bridge.always = unavailable

    deactivate(User.objects.get(pk=alice.pk))

    assert [entry.username for entry in PendingLogout.objects.all()] == ["alice"]


def test_many_changes_while_the_bridge_is_down_wait_for_it_once(bridge: Bridge, settings: Any) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "TIMEOUT_SECONDS": 0.4}
    bridge.always = slow(2)
    users = [User.objects.create_user(f"user{number}", "", "pw") for number in range(10)]

    started = time.monotonic()
    for user in users:
        deactivate(user)

    assert time.monotonic() - started < 1.5
    assert PendingLogout.objects.count() == 10


def test_a_name_that_the_bridge_calls_illegal_is_not_tried_for_ever(alice: User, bridge: Bridge) -> None:
    bridge.always = says(400, {"error": {"code": "bad-username", "message": "no"}})

    deactivate(alice)

    assert not PendingLogout.objects.exists()


def test_a_400_of_something_that_is_not_the_bridge_is_tried_again(alice: User, bridge: Bridge) -> None:
    bridge.always = says(400, b"<h1>400 The plain HTTP request was sent to HTTPS port</h1>")

    deactivate(alice)

    assert PendingLogout.objects.count() == 1


def test_a_setting_that_cannot_be_used_breaks_no_change(alice: User, settings: Any) -> None:
    settings.WIKI_SSO = None

    deactivate(alice)

    assert not User.objects.get().is_active
    assert PendingLogout.objects.count() == 1


def test_log_out_everywhere_ends_all_cookies_of_a_name(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()
    Visitor().log_in()

    log_out_everywhere("alice")

    assert bridge.live == {}


# The session in which the change is made.


def test_after_a_new_password_the_session_that_stays_logged_in_has_a_fresh_cookie(
    visitor: Visitor, bridge: Bridge
) -> None:
    other = Visitor()
    other.log_in()
    visitor.log_in()
    before = visitor.wiki_cookie

    response = visitor.client.post(
        "/password/", {"old_password": "pw", "new_password1": "next-pw-17", "new_password2": "next-pw-17"}
    )

    assert response.status_code == 302
    assert visitor.is_logged_in
    assert not bridge.accepts(before)
    assert bridge.accepts(visitor.wiki_cookie)
    assert not bridge.accepts(other.wiki_cookie)
    assert "no-store" in response["Cache-Control"]


def test_a_new_password_that_ends_the_session_too_deletes_the_cookie(visitor: Visitor, bridge: Bridge) -> None:
    visitor.log_in()

    visitor.client.post("/change/", {"password": make_password("new")})

    assert not visitor.is_logged_in
    assert visitor.wiki_cookie is None
    assert bridge.live == {}


@pytest.mark.parametrize("change", [{"email": "new@example.com"}, {"username": "alicia"}])
def test_a_new_name_or_email_gives_the_session_a_fresh_cookie_that_says_so(
    change: dict[str, str], visitor: Visitor, bridge: Bridge
) -> None:
    visitor.log_in()
    before = visitor.wiki_cookie

    visitor.client.post("/change/", change)

    assert not bridge.accepts(before)
    assert bridge.accepts(visitor.wiki_cookie)
    [(username, email, _persistent)] = bridge.live.values()
    assert {"username": username, "email": email}.items() >= change.items()


@pytest.mark.parametrize("path", ["/change/", "/delete/"])
def test_whoever_deactivates_or_deletes_their_own_account_loses_the_cookie(
    path: str, visitor: Visitor, bridge: Bridge
) -> None:
    visitor.log_in()

    visitor.client.post(path, {"is_active": "False"} if path == "/change/" else {})

    assert visitor.wiki_cookie is None
    assert bridge.live == {}


@pytest.mark.parametrize("change", [rename, new_email])
def test_a_session_elsewhere_gets_a_fresh_cookie_with_its_next_page(
    change: Callable[[User], None], visitor: Visitor, alice: User, bridge: Bridge
) -> None:
    visitor.log_in()
    change(User.objects.get(pk=alice.pk))
    assert bridge.live == {}

    visitor.get("/")

    alice.refresh_from_db()
    assert [live[:2] for live in bridge.live.values()] == [(alice.username, alice.email)]
    assert bridge.accepts(visitor.wiki_cookie)
    calls = len(bridge.calls)
    visitor.get("/")
    assert len(bridge.calls) == calls


def test_a_page_that_looks_at_no_session_stays_cacheable_and_sets_no_cookie(
    visitor: Visitor, alice: User, bridge: Bridge
) -> None:
    visitor.log_in()
    new_email(alice)

    response = visitor.get("/public/")

    assert response["Cache-Control"] == "public, max-age=600"
    assert "Vary" not in response
    assert not response.cookies


def test_a_fresh_cookie_that_cannot_be_had_is_not_tried_for_with_every_page(
    visitor: Visitor, alice: User, bridge: Bridge
) -> None:
    visitor.log_in()
    new_email(User.objects.get(pk=alice.pk))
    bridge.always = says(500, b"")

    response = visitor.get("/")
    assert response.cookies["wiki_sso"]["max-age"] == 0
    calls = len(bridge.calls)
    visitor.get("/")

    assert len(bridge.calls) == calls
    bridge.always = None
    visitor.get("/wiki-sso/enter")
    assert bridge.accepts(visitor.wiki_cookie)


def test_a_password_that_is_hashed_anew_at_login_still_ends_in_a_cookie(
    visitor: Visitor, bridge: Bridge, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]

    visitor.log_in()

    assert [call.path for call in bridge.calls] == ["/hooks/logout", "/hooks/login"]
    assert bridge.accepts(visitor.wiki_cookie)


def test_a_login_that_hashes_anew_waits_for_a_dead_bridge_once(visitor: Visitor, bridge: Bridge, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    settings.WIKI_SSO = {**settings.WIKI_SSO, "TIMEOUT_SECONDS": 0.8}
    bridge.always = slow(3)
    visitor.hold_wiki_cookie("old##" + "0" * 64)

    started = time.monotonic()
    visitor.log_in()

    assert time.monotonic() - started < 1.5
    assert visitor.is_logged_in
    assert visitor.wiki_cookie is None
    assert PendingLogout.objects.count() == 2


@pytest.mark.parametrize("change", CHANGES)
def test_an_account_that_changes_while_it_logs_in_is_left_without_a_cookie(
    change: Callable[[User], None], visitor: Visitor, alice: User, bridge: Bridge
) -> None:
    def change_before_the_login_counts(handler: Handler, do: Callable[[], Answer]) -> None:
        bridge.faults.clear()
        elsewhere = threading.Thread(target=change_and_close, args=(change, alice.pk))
        elsewhere.start()
        elsewhere.join()
        handler.reply(*do())

    bridge.faults.append(change_before_the_login_counts)

    response = visitor.log_in()

    assert response.status_code == 302
    assert [call.path for call in bridge.calls] == ["/hooks/login", "/hooks/logout", "/hooks/logout"]
    assert bridge.live == {}
    assert visitor.wiki_cookie is None


def change_and_close(change: Callable[[User], None], user_id: int) -> None:
    try:
        change(User.objects.get(pk=user_id))
    finally:
        # Django's own close() leaves a database in memory open, and Python 3.13 complains of that.
        BaseDatabaseWrapper.close(connections["default"])
