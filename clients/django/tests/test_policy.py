"""Who may enter, as whom, and the signals that say what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest
from wiki_sso_client.testing import FakeBridge, drop, refuse

from django_wiki_sso import (
    Identity,
    identity,
    member_of_session,
    wiki_cookie_closed,
    wiki_cookie_opened,
    wiki_cookie_refused,
)

from .conftest import Visitor


def only_bob(_request: HttpRequest, user: User) -> bool:
    return user.username == "bob"


def raises(*_args: Any) -> Any:
    raise ZeroDivisionError


def display_name(user: User) -> Identity:
    return Identity(f"{user.username} of the bakery")


@pytest.fixture
def heard() -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """The signals, beside a receiver that raises."""
    heard: list[tuple[str, dict[str, Any]]] = []
    signals = {"opened": wiki_cookie_opened, "closed": wiki_cookie_closed, "refused": wiki_cookie_refused}
    receivers = {name: lambda name=name, **sent: heard.append((name, sent)) for name in signals}
    for name, signal in signals.items():
        signal.connect(raises_on_signal)
        signal.connect(receivers[name])
    yield heard
    for name, signal in signals.items():
        signal.disconnect(raises_on_signal)
        signal.disconnect(receivers[name])


def raises_on_signal(**_sent: Any) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("may_enter", [only_bob, "tests.test_policy.only_bob"])
def test_may_enter_decides(
    may_enter: Any, visitor: Visitor, bob: User, bridge: FakeBridge, settings: Any, heard: list[Any]
) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "MAY_ENTER": may_enter}
    bobs = Visitor()

    visitor.log_in()
    bobs.log_in("bob")

    assert visitor.is_logged_in
    assert bridge.alive_names() == ["bob"]
    assert [(name, sent.get("reason")) for name, sent in heard] == [("refused", "policy"), ("opened", None)]
    page = visitor.get("/wiki-sso/enter")
    assert page.status_code == 403
    assert "may not be used for the wiki" in page.content.decode()


def test_a_user_who_may_enter_later_gets_the_cookie_with_the_next_page(
    visitor: Visitor, bridge: FakeBridge, settings: Any
) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "MAY_ENTER": only_bob}
    visitor.log_in()
    assert visitor.wiki_cookie is None
    settings.WIKI_SSO = {**settings.WIKI_SSO, "MAY_ENTER": "django_wiki_sso.may_enter"}

    visitor.get("/")

    assert bridge.alive(visitor.wiki_cookie)


def test_a_may_enter_that_raises_refuses_and_is_logged(
    visitor: Visitor, bridge: FakeBridge, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "MAY_ENTER": raises}

    visitor.log_in()

    assert visitor.is_logged_in
    assert bridge.calls == []
    assert 'WIKI_SSO["MAY_ENTER"] raised' in caplog.text


@pytest.mark.parametrize("chosen", [display_name, "tests.test_policy.display_name"])
def test_identity_chooses_name_and_address(chosen: Any, visitor: Visitor, bridge: FakeBridge, settings: Any) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "IDENTITY": chosen}

    visitor.log_in()

    assert bridge.alive_names() == ["alice of the bakery"]
    assert bridge.calls[0].body["email"] == ""


@pytest.mark.parametrize(
    ("wrong", "said"),
    [(raises, "raised ZeroDivisionError"), (lambda _user: "alice", "expected an Identity, got a str")],
)
def test_an_identity_that_is_none_costs_the_wiki_login_and_nothing_else(
    wrong: Any,
    said: str,
    visitor: Visitor,
    bridge: FakeBridge,
    settings: Any,
    heard: list[Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.WIKI_SSO = {**settings.WIKI_SSO, "IDENTITY": wrong}

    visitor.log_in()

    assert visitor.is_logged_in
    assert bridge.calls == []
    assert [sent["reason"] for _name, sent in heard] == ["settings"]
    assert said in caplog.text


@pytest.mark.parametrize("by", ["us", "the bridge"])
def test_an_address_that_is_refused_costs_no_login_and_is_logged_once(
    by: str, visitor: Visitor, bridge: FakeBridge, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "_warned_of_email", set())
    if by == "us":
        User.objects.update(email="a@b@example.com")
    for _ in range(2):
        if by != "us":
            bridge.faults.append(refuse("invalid_body", '"email" is one of ours.'))
        visitor.log_in()

    assert bridge.alive(visitor.wiki_cookie)
    assert bridge.calls[-1].body["email"] == ""
    assert caplog.text.count("without an email address") == 1
    assert "example.com" not in caplog.text


def test_the_signals_say_what_happened_and_a_receiver_that_raises_changes_nothing(
    visitor: Visitor, bridge: FakeBridge, heard: list[Any]
) -> None:
    visitor.log_in()
    value = str(visitor.wiki_cookie)
    visitor.log_out()

    (opened, first), (closed, last) = heard
    assert (opened, closed) == ("opened", "closed")
    assert first["user"] == User.objects.get()
    assert first["cookie"].value == value
    assert first["member"] == last["member"]
    assert last["removed"] is True
    assert (first["call"].hook, first["call"].status) == ("login", 200)
    shown = repr({name: value for _what, sent in heard for name, value in sent.items()})
    assert value not in shown
    assert "alice@example.com" not in shown
    assert not visitor.is_logged_in


def test_the_signals_say_what_failed(visitor: Visitor, bridge: FakeBridge, heard: list[Any]) -> None:
    bridge.always = drop
    visitor.log_in()
    bridge.always = None
    visitor.log_in()
    bridge.always = drop
    visitor.log_out()

    assert [name for name, _sent in heard] == ["refused", "opened", "closed"]
    assert heard[0][1]["reason"] == "bridge"
    assert heard[0][1]["call"].status is None
    assert heard[0][1]["call"].failure
    assert heard[2][1]["removed"] is None


def test_the_member_of_a_session_is_to_be_had(visitor: Visitor, bridge: FakeBridge, rf: Any) -> None:
    visitor.log_in()
    request = rf.get("/")
    assert member_of_session(request) is None
    request.session = visitor.client.session

    assert member_of_session(request) in bridge.cookies
