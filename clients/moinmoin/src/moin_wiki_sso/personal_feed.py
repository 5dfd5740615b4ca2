"""Keeps feeds out of the cache, so that each contains only what its reader may read."""

from __future__ import annotations

from typing import Any

from flask import request


class CacheWithoutFeeds:
    """The app's cache, disabled for feeds.

    moin caches a feed by page and newest revision, not by reader: the next reader would get the pages that the
    first could read, including restricted ones.
    """

    def __init__(self, cache: Any) -> None:
        self._cache = cache

    def get(self, key: str) -> Any:
        """Return the cached value, or None."""
        return None if _makes_feed() else self._cache.get(key)

    def set(self, key: str, value: Any, *args: Any, **options: Any) -> Any:
        """Cache a value."""
        return None if _makes_feed() else self._cache.set(key, value, *args, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cache, name)


def _makes_feed() -> bool:
    return request.endpoint == "feed.atom"
