"""Locks the personal settings that the site manages."""

from __future__ import annotations

from typing import Any

from flask import Request
from moin.constants.keys import DISABLED, DISPLAY_NAME, EMAIL, ENC_PASSWORD, NAME
from moin.user import UserProfile
from werkzeug.exceptions import Forbidden

_CLOSED_PARTS = frozenset({"password", "notification"})  # of the settings page; the latter holds the email
_LOCKED_KEYS = frozenset({NAME, DISPLAY_NAME, EMAIL, ENC_PASSWORD, DISABLED})


class LockedProfile(UserProfile):
    """A profile that refuses, with status 403, to change the data of the site."""

    def __setitem__(self, name: str, value: Any) -> None:
        """Set a value.

        :raises Forbidden: when the key is locked and the value differs
        """
        if name in _LOCKED_KEYS and (value or None) != (self._stored_value(name) or None):
            raise Forbidden(" Your name, email address and password are changed at the site.")
        super().__setitem__(name, value)

    def _stored_value(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            return None


def refuse_forbidden_settings(request: Request, user: Any) -> None:
    """Refuse a post to the settings page that would change the site's data.

    This checks the form first, so that an attempt gets 403 even where moin would report another mistake. The
    locked profile then protects the data however moin reads the form.

    :raises Forbidden: the form asks for another name, email address, password, or closes the account
    """
    form = request.form
    part = form.get("part")
    own_name = [", ".join(user.name)]
    wants_other_name = form.getlist("name") != own_name if part == "personal" else "name" in form
    wants_display_name = any(value != (user.display_name or "") for value in form.getlist("display_name"))
    if part in _CLOSED_PARTS or wants_other_name or wants_display_name or form.get("disabled"):
        raise Forbidden(" Your name, email address and password are changed at the site.")
    user.profile.__class__ = LockedProfile
