"""Django's signals of login and logout."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from .request_state import RequestState
from .sign_out import close_wiki_session

logger = logging.getLogger("django_wiki_sso")


def note_login(
    request: HttpRequest | None = None, user: AbstractBaseUser | None = None, **_kwargs: Any
) -> None:
    """``user_logged_in``: note it for the middleware.

    The bridge is called when the response is there: a view may still choose how long the session lasts
    (``set_expiry``) or log out again, and without a response there is no one to give a cookie to.
    """
    if request is not None and user is not None:
        RequestState.of(request).logged_in = user


def log_out_of_wiki(
    request: HttpRequest | None = None, user: AbstractBaseUser | None = None, **_kwargs: Any
) -> None:
    """``user_logged_out``: end the wiki cookie now, while the session is still there to name it.

    Not left to the middleware: a logout must count even when no response follows it.
    """
    if request is None:
        return
    try:
        close_wiki_session(request, for_stranger=user is None)
    except Exception:
        # Whatever is wrong in here, nobody is to be kept logged in at the site by it.
        logger.exception("the wiki logout failed")
