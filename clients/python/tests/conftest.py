from __future__ import annotations

from collections.abc import Callable

import pytest

from wiki_sso_client import Deadline, HookClient, decode_secret
from wiki_sso_client.testing import FakeBridge

#: A client that shares one deadline of so many seconds, by default a generous one.
MakeClient = Callable[..., HookClient]


@pytest.fixture
def client_for(wiki_sso_bridge: FakeBridge) -> MakeClient:
    def make(seconds: float = 20.0) -> HookClient:
        key = decode_secret(wiki_sso_bridge.secret)
        return HookClient(wiki_sso_bridge.hooks_url, key, Deadline.after(seconds))

    return make


@pytest.fixture
def client(client_for: MakeClient) -> HookClient:
    return client_for()
