"""Make a wiki cookie for whoever is logged in at the site."""

from __future__ import annotations

import logging

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from .answers import LoginAnswer
from .conf import WikiSsoSettings, load_settings
from .cookie_domain import covers, host_without_port
from .deadline import Deadline
from .errors import BridgeAnswerInvalid, BridgeError, SettingsInvalid
from .hooks import Hooks
from .request_state import RequestState
from .session_record import SessionRecord
from .sign_out import delete_in_browser, end_members, superseded_members

logger = logging.getLogger("django_wiki_sso")


def open_wiki_session(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Have the bridge make a cookie for ``user``; the middleware then sets it on the response.

    Afterwards the browser holds a cookie made for this session or none: any other, perhaps another user's,
    is ended and deleted even when no new one could be made. Never raises because of the bridge.

    :returns: whether there is a cookie; if not, the log says why.
    """
    try:
        settings = load_settings()
    except SettingsInvalid as error:
        logger.error("no wiki cookie for user %s: %s", user.pk, error)
        return False
    deadline = Deadline.after(settings.timeout_seconds)
    record = SessionRecord.read(request)
    superseded = superseded_members(request, settings, record)
    try:
        answer = _ask_for_cookie(request, user, superseded, settings, deadline)
    except BridgeError as error:
        logger.error("no wiki cookie for user %s: %s", user.pk, error)
        # A session is one user's: the cookie made for it stays good while there is no newer one.
        if superseded and (record is None or superseded != [record.member] or not user.is_active):
            SessionRecord.take(request)
            delete_in_browser(request, settings, record)
            end_members(superseded, settings, deadline)
        return False
    SessionRecord.of(answer.member, answer.cookie).write(request)
    RequestState.of(request).cookie = answer.cookie
    end_members(superseded[1:], settings, deadline)
    return True


def _ask_for_cookie(
    request: HttpRequest,
    user: AbstractBaseUser,
    superseded: list[str],
    settings: WikiSsoSettings,
    deadline: Deadline,
) -> LoginAnswer:
    if not user.is_active:
        raise BridgeError("the user is deactivated")
    answer = Hooks(settings, deadline).log_in(
        user.get_username(),
        email_of(user),
        replaces=superseded[0] if superseded else None,
        persistent=not request.session.get_expire_at_browser_close(),
    )
    if answer.cookie.name != settings.cookie_name:
        # Set under a name that we do not look for, it would survive the next login and logout.
        raise BridgeAnswerInvalid(
            f"the bridge's cookie is called {answer.cookie.name!r}, "
            f'WIKI_SSO["COOKIE_NAME"] says {settings.cookie_name!r}'
        )
    host = host_without_port(request.get_host())
    if not covers(answer.cookie.domain, host):
        # Not refused: behind some proxies the site does not know the host that the browser sees.
        logger.warning("a browser takes no cookie for %r from %r", answer.cookie.domain, host)
    return answer


def email_of(user: AbstractBaseUser) -> str:
    """The user's email, ``""`` when there is none or the model has no such field."""
    return str(getattr(user, user.get_email_field_name(), "") or "")
