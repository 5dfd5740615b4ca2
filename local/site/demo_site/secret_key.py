"""Django's secret key: made at the first start, kept for the next ones."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """The key in ``data_dir``, readable by its owner only."""
    path = data_dir / "secret-key"
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        return path.read_text()
    except FileNotFoundError:
        key = secrets.token_urlsafe(48)
        # Under another name first: a start that is cut short leaves no empty key behind.
        unfinished = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(key)
        unfinished.replace(path)
        return key
