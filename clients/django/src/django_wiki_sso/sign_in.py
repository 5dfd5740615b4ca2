"""Make a wiki cookie for whoever is logged in at the site."""

from __future__ import annotations

import logging

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from .answers import LoginAnswer
from .conf import WikiSsoSettings, load_settings
from .cookie_domain import covers, host_without_port
from .errors import BridgeAnswerInvalid, BridgeError, BridgeUnreachable, SettingsInvalid
from .hooks import Hooks
from .issued import family_of, forget, members_of, remember, start_family
from .outbox import deliver_for, look_now
from .request_state import RequestState
from .session_record import SessionRecord, email_of, identity_of
from .session_user import session_user
from .sign_out import delete_in_browser, end_members, superseded_members

logger = logging.getLogger("django_wiki_sso")


def open_wiki_session(request: HttpRequest, user: AbstractBaseUser, *, keep_old: bool = True) -> bool:
    """Have the bridge make a cookie for ``user``; the middleware then sets it on the response.

    Afterwards the browser holds a cookie made for this session or none: any other, perhaps another user's,
    is ended and deleted even when no new one could be made. Never raises because of the bridge.

    :param keep_old: False when the cookie made for this session before no longer fits its user.
    :returns: whether there is a cookie; if not, the log says why.
    """
    try:
        settings = load_settings()
    except SettingsInvalid as error:
        logger.error("no wiki cookie for user %s: %s", user.pk, error)
        return False
    state = RequestState.of(request)
    hooks = Hooks(settings, state.deadline(settings))
    record = SessionRecord.read(request)
    superseded = superseded_members(request, settings, record)
    family = family_of(request)
    if family is None:
        start_family(request)
    try:
        answer = _ask_for_cookie(request, user, superseded, settings, hooks)
    except BridgeError as error:
        state.note(error)
        logger.error("no wiki cookie for user %s: %s", user.pk, error)
        # A session is one user's: the cookie made for it stays good while there is no newer one.
        keep = keep_old and user.is_active and record is not None and superseded == [record.member]
        if superseded and not keep:
            SessionRecord.take(request)
            delete_in_browser(request, settings, record)
            end_members(superseded, state, hooks)
        return False
    if not _is_still_so(request, user):
        logger.error("no wiki cookie for user %s: the account changed during the login", user.pk)
        SessionRecord.take(request)
        delete_in_browser(request, settings, record)
        end_members([answer.member, *superseded], state, hooks)
        return False
    SessionRecord.of(user, answer.member, answer.cookie).write(request)
    state.cookie = answer.cookie
    issued = members_of(family, settled=True) + members_of(state.emptied_family)
    if family is not None:
        remember(family, answer.member)
    end_members([*superseded[1:], *(member for member in issued if member not in superseded)], state, hooks)
    forget([*superseded, *issued])
    return True


def _ask_for_cookie(
    request: HttpRequest,
    user: AbstractBaseUser,
    superseded: list[str],
    settings: WikiSsoSettings,
    hooks: Hooks,
) -> LoginAnswer:
    if not user.is_active:
        raise BridgeError("the user is deactivated")
    if RequestState.of(request).bridge_failed:
        raise BridgeUnreachable("it did not answer earlier in this request")
    username = str(user.get_username())
    others_wait = deliver_for(username, hooks)
    answer = hooks.log_in(
        username,
        email_of(user),
        replaces=superseded[0] if superseded else None,
        persistent=not request.session.get_expire_at_browser_close(),
    )
    if others_wait:
        look_now()
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


def _is_still_so(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether the account is still what the cookie was made for, looked at after it was made.

    Someone deactivated while logging in could otherwise be logged out everywhere first and get a cookie
    then. A change committed after this look is told to the bridge after it too, and ends this cookie.
    """
    current = session_user(request)
    return current is not None and current.pk == user.pk and identity_of(current) == identity_of(user)
