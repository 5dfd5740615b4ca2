"""Adds the metadata that moin's own pages need to items stored without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moin.constants.itemtypes import ITEMTYPE_DEFAULT
from moin.constants.keys import COMMENT, ITEMTYPE

_DEFAULTS = {ITEMTYPE: ITEMTYPE_DEFAULT, COMMENT: ""}


def index_completely(index_revision: Callable[..., None]) -> Callable[..., None]:
    """Return moin's `index_revision` with defaults for metadata that a program has left out.

    One item without them in the index makes `/+index/` and `/+search` fail with 500 for all visitors.
    """

    def index(meta: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        index_revision(_DEFAULTS | dict(meta), *args, **kwargs)

    return index
