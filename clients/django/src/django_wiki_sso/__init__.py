"""Log in to a Django site, and be logged in to its wiki.

The public API; see the package's README.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .identity import Identity, default_identity, may_enter
    from .internal.accounts import log_out_everywhere
    from .internal.site_session import has_wiki_cookie, member_of_session
    from .signals import HookCall, wiki_cookie_closed, wiki_cookie_opened, wiki_cookie_refused

__version__ = "0.2.0"

__all__ = [
    "HookCall",
    "Identity",
    "default_identity",
    "has_wiki_cookie",
    "log_out_everywhere",
    "may_enter",
    "member_of_session",
    "wiki_cookie_closed",
    "wiki_cookie_opened",
    "wiki_cookie_refused",
]

_HOMES = {
    "Identity": "identity",
    "default_identity": "identity",
    "may_enter": "identity",
    "log_out_everywhere": "internal.accounts",
    "has_wiki_cookie": "internal.site_session",
    "member_of_session": "internal.site_session",
}


def __getattr__(name: str) -> Any:
    """Import a public name at its first use, because Django imports this package before it can load models.

    :raises AttributeError: for a name that is not public.
    """
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES.get(name, 'signals')}", __name__), name)
