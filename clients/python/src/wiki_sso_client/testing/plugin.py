"""The pytest plugin, registered by an entry point."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .bridge import FakeBridge


@pytest.fixture
def wiki_sso_bridge() -> Iterator[FakeBridge]:
    """Run a bridge on loopback that follows the hooks' contract, and stop it after the test.

    Point the site at its ``hooks_url`` with its ``secret``.
    """
    with FakeBridge() as bridge:
        yield bridge
