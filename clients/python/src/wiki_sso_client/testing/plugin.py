"""The pytest plugin, found by its entry point."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .bridge import FakeBridge


@pytest.fixture
def wiki_sso_bridge() -> Iterator[FakeBridge]:
    """A bridge on loopback that keeps the hooks' contract, stopped after the test.

    Point the site at its ``hooks_url`` with its ``secret``.
    """
    with FakeBridge() as bridge:
        yield bridge
