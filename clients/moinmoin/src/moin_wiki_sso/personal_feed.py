"""Feeds that hold what their reader may read."""

from __future__ import annotations

from typing import Any

from flask import request


class CacheWithoutFeeds:
    """
    The app's cache, except while a feed is made.

    moin caches a finished feed under its page and newest revision, whoever asked for it: the next reader
    would get what the first was allowed to read, restricted pages included.
    """

    def __init__(self, cache: Any) -> None:
        self._cache = cache

    def get(self, key: str) -> Any:
        """Return what is cached, or None."""
        return None if _makes_feed() else self._cache.get(key)

    def set(self, key: str, value: Any, *args: Any, **options: Any) -> Any:
        """Cache a value."""
        return None if _makes_feed() else self._cache.set(key, value, *args, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cache, name)


def _makes_feed() -> bool:
    return request.endpoint == "feed.atom"
