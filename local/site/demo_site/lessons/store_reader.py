"""A look into the bridge's store, which a real site never takes: it has no way there."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

COOKIE_SET = "wiki_cookie_keys"
REVOCATION_SET = "{wiki_cookie_keys}:revoked"
TIMEOUT_SECONDS = 0.5


class StoreUnreadable(Exception):
    """No answer, or not one that was understood."""


@dataclass(frozen=True, slots=True)
class SetView:
    """What the sorted sets hold of one cookie.

    :param score: time of the login in epoch seconds, None when the cookie's hash is not in the set.
    :param revoked_at: cookies of this user up to then are void, None without a revocation.
    :param members: how many hashes the set has.
    """

    score: float | None
    revoked_at: float | None
    members: int

    @property
    def is_live(self) -> bool:
        """Whether the wiki would still take the cookie (apart from its age)."""
        return self.score is not None and (self.revoked_at is None or self.revoked_at < self.score)


def read_sets(store_url: str, member: str, username: str) -> SetView:
    """Ask for one member and one user's revocation. Nothing is written.

    :param store_url: ``redis://host:port``.
    :raises StoreUnreadable: no store there, or it did not answer within half a second.
    """
    score, revoked_at, members = _ask(
        store_url,
        [
            ("ZSCORE", COOKIE_SET, member),
            ("ZSCORE", REVOCATION_SET, username),
            ("ZCARD", COOKIE_SET),
        ],
    )
    try:
        return SetView(
            score=float(score) if score is not None else None,
            revoked_at=float(revoked_at) if revoked_at is not None else None,
            members=int(members or 0),
        )
    except ValueError:
        raise StoreUnreadable("not a number") from None


def _ask(store_url: str, commands: list[tuple[str, ...]]) -> list[str | None]:
    where = urlsplit(store_url)
    try:
        with socket.create_connection((where.hostname or "", where.port or 6379), TIMEOUT_SECONDS) as sock:
            sock.sendall(b"".join(_encoded(command) for command in commands))
            with sock.makefile("rb") as answers:
                return [_reply(answers.readline(), answers.read) for _ in commands]
    except OSError as error:
        raise StoreUnreadable(str(error)) from error


def _encoded(command: tuple[str, ...]) -> bytes:
    words = [word.encode() for word in command]
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)


def _reply(line: bytes, read: Callable[[int], bytes]) -> str | None:
    kind, rest = line[:1], line[1:].strip()
    if kind == b":":
        return rest.decode()
    if kind == b"$" and rest == b"-1":
        return None
    if kind == b"$" and rest.isdigit():
        return read(int(rest) + 2)[:-2].decode()
    raise StoreUnreadable(line.decode("ascii", "replace").strip() or "the connection was closed")
