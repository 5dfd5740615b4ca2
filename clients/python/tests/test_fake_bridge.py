"""What the fake bridge keeps, beyond its answers (those are in test_contract.py)."""

from __future__ import annotations

import base64
import json
import threading
import time
from typing import Any

import pytest

from wiki_sso_client import BridgeRefused, BridgeTooSlow, BridgeUnreachable, HookClient
from wiki_sso_client.testing import FakeBridge, Hold, contract_vectors, delay, hang, refuse
from wiki_sso_client.testing.rules import Refusal, json_fields, login_request, logout_request

from .conftest import MakeClient
from .vectors import VECTORS


def test_the_vectors_are_those_of_the_checkout() -> None:
    assert contract_vectors() == VECTORS


@pytest.mark.parametrize("error", VECTORS["hook_errors"], ids=lambda error: error["code"])
def test_every_error_of_the_vectors_can_be_had(
    error: dict[str, object], wiki_sso_bridge: FakeBridge, client: HookClient
) -> None:
    wiki_sso_bridge.always = refuse(str(error["code"]))

    with pytest.raises(BridgeRefused) as refused:
        client.log_in("alice", "")

    assert (refused.value.status, refused.value.code) == (error["status"], error["code"])
    assert refused.value.message
    assert wiki_sso_bridge.cookies == {}


BODIES = VECTORS["hook_bodies"]


@pytest.mark.parametrize("vector", BODIES["login"]["accepted"], ids=lambda vector: vector["why"])
def test_a_login_body_of_the_vectors_is_taken(vector: dict[str, Any]) -> None:
    assert login_request(vector["body"], BODIES["cookie_age"]).expires_in == vector["expires_in"]


@pytest.mark.parametrize("vector", BODIES["logout"]["accepted"], ids=lambda vector: vector["why"])
def test_a_logout_body_of_the_vectors_is_taken(vector: dict[str, Any]) -> None:
    assert logout_request(vector["body"], BODIES["now"]).before == vector["before"]


@pytest.mark.parametrize("hook", ["login", "logout"])
def test_the_bodies_that_the_vectors_refuse_are_refused_by_the_name_of_the_field(hook: str) -> None:
    for vector in BODIES[hook]["refused"]:
        with pytest.raises(Refusal, match=f'"{vector["names"]}"') as refused:
            if hook == "login":
                login_request(vector["body"], BODIES["cookie_age"])
            else:
                logout_request(vector["body"], BODIES["now"])
        assert refused.value.status == 400, vector["why"]


def test_a_short_logins_value_has_the_form_of_the_vectors(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    [vector] = [cookie for cookie in VECTORS["cookie_values"] if "claims" in cookie]
    wiki_sso_bridge.advance(vector["claims"]["exp"] - 900.5 - time.time() + 1)

    value = client.log_in("alice", "alice@example.com", expires_in=900).cookie.value

    assert len(value) == len(vector["value"])
    claims = json.loads(base64.urlsafe_b64decode(value.rpartition(".")[2] + "=="))
    assert vector["claims"]["exp"] <= claims["exp"] < vector["claims"]["exp"] + 60
    assert claims.keys() == {"exp"}


def test_bytes_that_are_not_utf8_are_no_body() -> None:
    with pytest.raises(Refusal, match="The body is not UTF-8"):
        json_fields("application/json", b'{"username": "\xff", "email": ""}')


def test_a_code_that_the_contract_does_not_have_cannot_be_had() -> None:
    with pytest.raises(LookupError):
        refuse("bad-signature")


def test_a_cookie_is_alive_until_it_is_logged_out(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    login = client.log_in("alice", "")
    other = client.log_in("bob", "")

    assert wiki_sso_bridge.alive(login.cookie.value)
    assert wiki_sso_bridge.alive(login.member)
    assert wiki_sso_bridge.alive_members() == [login.member, other.member]
    assert wiki_sso_bridge.alive_members("bob") == [other.member]
    client.log_out_member(login.member)
    assert not wiki_sso_bridge.alive(login.cookie.value)
    assert wiki_sso_bridge.alive_names() == ["bob"]
    assert not wiki_sso_bridge.alive(None)
    assert not wiki_sso_bridge.alive("")
    assert not wiki_sso_bridge.alive("made#up#value")


def test_a_cookie_dies_of_age_and_of_its_own_claim(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    long, short = client.log_in("alice", ""), client.log_in("alice", "", expires_in=900)

    wiki_sso_bridge.advance(890)
    assert wiki_sso_bridge.alive_members() == [long.member, short.member]
    wiki_sso_bridge.advance(10)
    assert wiki_sso_bridge.alive_members() == [long.member]
    wiki_sso_bridge.advance(wiki_sso_bridge.cookie_age_seconds)
    assert wiki_sso_bridge.alive_members() == []


def test_a_logout_everywhere_ends_what_was_before_and_nothing_after(
    wiki_sso_bridge: FakeBridge, client: HookClient
) -> None:
    before, other = client.log_in("alice", ""), client.log_in("bob", "")
    client.log_out_username("alice")
    after = client.log_in("alice", "")

    assert not wiki_sso_bridge.alive(before.member)
    assert wiki_sso_bridge.alive_members() == [other.member, after.member]


def test_a_login_counts_after_a_logout_everywhere_though_the_clock_steps_back(
    wiki_sso_bridge: FakeBridge, client: HookClient
) -> None:
    client.log_out_username("alice")
    wiki_sso_bridge.advance(-20)

    assert wiki_sso_bridge.alive(client.log_in("alice", "").member)


def test_a_late_logout_ends_nothing_newer(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    old = client.log_in("alice", "")
    new = client.log_in("alice", "")

    client.log_out_username("alice", before=old.issued_at)
    assert wiki_sso_bridge.alive_members("alice") == [new.member]
    client.log_out_username("alice", before=1.0)
    assert wiki_sso_bridge.revoked["alice"] == old.issued_at, "a revocation never moves back"


def test_the_previous_secret_counts_too(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    wiki_sso_bridge.previous_secret = wiki_sso_bridge.secret
    wiki_sso_bridge.secret = FakeBridge.__name__.ljust(32, "a")

    assert client.log_in("alice", "")
    wiki_sso_bridge.previous_secret = None
    with pytest.raises(BridgeRefused, match="401 invalid_signature"):
        client.log_in("alice", "")


def test_a_clock_that_is_wrong_refuses_the_site(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    wiki_sso_bridge.clock_error = 400

    with pytest.raises(BridgeRefused, match="over 300 s from the bridge's clock"):
        client.log_in("alice", "")


def test_its_cookie_can_be_another(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    wiki_sso_bridge.cookie_name = "wiki"
    wiki_sso_bridge.cookie_domain = "example.com"
    wiki_sso_bridge.cookie_age_seconds = 900

    cookie = client.log_in("alice", "").cookie

    assert (cookie.name, cookie.domain, cookie.max_age_seconds) == ("wiki", "example.com", 900 + 86_400)


def test_each_call_is_kept(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    client.log_in("alice", "alice@example.com", persistent=False)
    with pytest.raises(BridgeRefused):
        client.log_out_member("x")

    login, logout = wiki_sso_bridge.calls
    assert (login.path, login.hook, login.status, login.verified) == ("/hooks/login", "login", 200, True)
    assert login.body == {"username": "alice", "email": "alice@example.com", "persistent": False}
    assert (logout.body, logout.status, logout.code) == ({"member": "x"}, 400, "invalid_body")
    assert wiki_sso_bridge.calls_to("login") == [login]


def test_it_goes_down_and_comes_back_with_what_it_knew(wiki_sso_bridge: FakeBridge, client: HookClient) -> None:
    login = client.log_in("alice", "")
    wiki_sso_bridge.stop()
    with pytest.raises(BridgeUnreachable):
        client.log_in("alice", "")

    wiki_sso_bridge.start()
    assert client.log_out_member(login.member).removed


def test_a_fault_of_one_call_is_used_up(
    wiki_sso_bridge: FakeBridge, client: HookClient, client_for: MakeClient
) -> None:
    wiki_sso_bridge.faults.append(hang)
    with pytest.raises(BridgeTooSlow):
        client_for(0.2).log_in("alice", "")
    assert wiki_sso_bridge.alive_members() == []

    wiki_sso_bridge.faults.append(delay(0.3))
    started = time.monotonic()
    client.log_in("alice", "")
    assert time.monotonic() - started >= 0.3
    assert wiki_sso_bridge.alive_names() == ["alice"]


@pytest.mark.parametrize("done_first", [True, False])
def test_a_call_can_be_held_between_two_others(
    done_first: bool, wiki_sso_bridge: FakeBridge, client: HookClient
) -> None:
    hold = Hold(done_first=done_first)
    wiki_sso_bridge.faults.append(hold)
    login = threading.Thread(target=client.log_in, args=("alice", ""))
    login.start()
    hold.wait()
    client.log_out_username("alice")
    hold.release()
    login.join()

    assert wiki_sso_bridge.alive_names() == ([] if done_first else ["alice"])
