from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from moin_app import running_app
from wiki_browser import WikiBrowser


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A public wiki, shared by the tests of one file."""
    with running_app(tmp_path_factory.mktemp("wiki")) as app:
        yield app


@pytest.fixture(scope="module")
def private_app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A private wiki, shared by the tests of one file."""
    with running_app(tmp_path_factory.mktemp("private"), private=True) as app:
        yield app


@pytest.fixture
def browser(app: Any) -> WikiBrowser:
    """A new browser at the public wiki."""
    return WikiBrowser(app)


@pytest.fixture
def private_browser(private_app: Any) -> WikiBrowser:
    return WikiBrowser(private_app)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for a wiki of the test's own."""
    return tmp_path
