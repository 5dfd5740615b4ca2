"""Atomic writes for the files of moin's storage."""

from __future__ import annotations

import os
import shutil
import uuid
from pathlib import Path
from typing import Any, BinaryIO

from moin.storage.stores.fs import FileStoreMixin


def replace_files_whole() -> None:
    """Make moin's file store replace a file in one step.

    moin writes in place: a request that reads a profile during a save gets half a JSON document, and so an
    error or an anonymous page.
    """
    FileStoreMixin._setitem = _set_whole


def _set_whole(self: Any, key: str, stream: BinaryIO) -> None:
    # Beside the store's folder, not in it: every file in there counts as a key.
    folder = Path(self.path)
    unfinished = folder.parent / f".{folder.name}-{uuid.uuid4().hex}"
    try:
        with unfinished.open("xb") as file:
            shutil.copyfileobj(stream, file)
        os.replace(unfinished, self._mkpath(key))  # noqa: PTH105
    finally:
        unfinished.unlink(missing_ok=True)
