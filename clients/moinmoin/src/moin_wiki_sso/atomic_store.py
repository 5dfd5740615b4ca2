"""Files of moin's storage that are there as a whole or not at all."""

from __future__ import annotations

import os
import shutil
import uuid
from pathlib import Path
from typing import Any, BinaryIO

from moin.storage.stores.fs import FileStoreMixin


def replace_files_whole() -> None:
    """
    Make moin's file store replace a file in one step.

    moin writes it in place: whoever reads a profile while its owner saves the settings gets half a JSON
    document, and so an error or an anonymous page.
    """
    FileStoreMixin._setitem = _set_whole


def _set_whole(self: Any, key: str, stream: BinaryIO) -> None:
    # Beside the store's folder and not in it: what lies in there is a key.
    folder = Path(self.path)
    unfinished = folder.parent / f".{folder.name}-{uuid.uuid4().hex}"
    try:
        with unfinished.open("xb") as file:
            shutil.copyfileobj(stream, file)
        os.replace(unfinished, self._mkpath(key))  # noqa: PTH105
    finally:
        unfinished.unlink(missing_ok=True)
