"""The pages that the demo wiki starts with."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from moin.app import MoinApp
from moin.constants.itemtypes import ITEMTYPE_DEFAULT
from moin.constants.keys import ACL, COMMENT, CONTENTTYPE, ITEMTYPE, NAME, NAMESPACE, REV_NUMBER

_HOME = """= Home =

This is a real MoinMoin wiki without a login of its own. Log in at [[{site_url}|the site]], come back, \
and this page shows your name. Log out there, and the very next page here {next_page}. The end of each page \
shows what this wiki was told of who is asking.

{who}
"""
_PUBLIC = {
    "next_page": "is anonymous",
    "who": "Everybody may read. If you are logged in, you may write: try [[Notes]]. In the [[Sandbox]] anybody may.",
}
_PRIVATE = {
    "next_page": "is refused",
    "who": "This wiki is private: only people who are logged in may read and write it. Try [[Notes]].",
}

_SANDBOX = """= Sandbox =

Anybody may write here, logged in or not.
"""


def add_demo_pages(app: MoinApp, site_url: str, *, private: bool) -> None:
    """Store the missing pages; existing ones keep their changes."""
    with app.app_context():
        _store(app, "Home", _HOME.format(site_url=site_url, **(_PRIVATE if private else _PUBLIC)))
        if not private:
            _store(app, "Sandbox", _SANDBOX, acl="All:read,write,create")


def _store(app: MoinApp, name: str, text: str, acl: str | None = None) -> None:
    if app.storage.has_item(name):
        return
    meta: dict[str, Any] = {
        NAME: [name],
        NAMESPACE: "",
        CONTENTTYPE: "text/x.moin.wiki;charset=utf-8",
        REV_NUMBER: 1,
        ITEMTYPE: ITEMTYPE_DEFAULT,
        COMMENT: "",
    }
    if acl is not None:
        meta[ACL] = acl
    app.storage.get_item(name=name).store_revision(meta, BytesIO(text.encode()))
