"""The assertion keys in a file that may change while the wiki runs."""

from __future__ import annotations

from pathlib import Path


class KeysFile:
    """Gives the file's keys, one a line; reads it again only when it has changed.

    So a key is rotated by writing the file, with the old key below the new one for as long as both count.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[tuple[int, int, int], list[str]] | None = None

    def __call__(self) -> list[str]:
        """Return the keys.

        :raises OSError: the file cannot be read
        """
        status = self._path.stat()
        # Inode and size too: a file replaced within the clock's tick keeps its time.
        version = (status.st_mtime_ns, status.st_ino, status.st_size)
        if self._seen is None or self._seen[0] != version:
            lines = self._path.read_text(encoding="utf-8").splitlines()
            self._seen = (version, [line.strip() for line in lines if line.strip()])
        return self._seen[1]
