"""End a wiki cookie, at the bridge and in the browser."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.http import HttpRequest

from .conf import WikiSsoSettings, load_settings
from .cookie_domain import assumed_cookie_domain
from .errors import BridgeError, SettingsInvalid
from .hooks import Hooks
from .issued import family_of, forget, members_of
from .outbox import is_final, queue
from .request_state import RequestState
from .session_record import SessionRecord
from .wiki_cookie import WikiCookie, sent_members

logger = logging.getLogger("django_wiki_sso")


def close_wiki_session(request: HttpRequest, *, for_stranger: bool = False) -> None:
    """Log out of the wiki whoever is logging out of the site. Never raises because of the bridge.

    Ended are the cookie of this session and the one that the browser sent: they differ when the bridge
    was out of reach at the last login. The browser is told to drop its cookie whatever the bridge says.

    :param for_stranger: whether nobody was logged in at the site.
    """
    try:
        settings = load_settings()
    except SettingsInvalid as error:
        logger.error("no wiki logout: %s", error)
        return
    record = SessionRecord.take(request)
    members = superseded_members(request, settings, record)
    session = getattr(request, "session", None)
    issued = members_of(family_of(request)) if session is not None else []
    members += [member for member in issued if member not in members]
    if not members:
        return
    delete_in_browser(request, settings, record)
    state = RequestState.of(request)
    hooks = Hooks(settings, state.deadline(settings))
    end_members(members, state, hooks, for_stranger=for_stranger and record is None)
    forget(members)


def superseded_members(
    request: HttpRequest, settings: WikiSsoSettings, record: SessionRecord | None
) -> list[str]:
    """Members of every wiki cookie that this browser may hold, the sent ones first."""
    members = sent_members(request, settings.cookie_name)
    for known in (record.member if record is not None else None, RequestState.of(request).emptied_member):
        if known is not None and known not in members:
            members.append(known)
    return members


def delete_in_browser(request: HttpRequest, settings: WikiSsoSettings, record: SessionRecord | None) -> None:
    """Have the response delete the wiki cookie: from where it was set, else from where it should be."""
    if record is not None:
        cookie = WikiCookie.deletion(settings.cookie_name, record.domain, record.path)
    else:
        cookie = WikiCookie.deletion(settings.cookie_name, assumed_cookie_domain(request, settings))
    RequestState.of(request).cookie = cookie


def end_members(
    members: Iterable[str], state: RequestState, hooks: Hooks, *, for_stranger: bool = False
) -> None:
    """End each member at the bridge; what fails is logged and queued."""
    for member in members:
        try:
            hooks.log_out_member(member)
        except BridgeError as error:
            state.note(error)
            logger.error("a wiki cookie could not be ended: %s", error)
            if not is_final(error):
                queue(member=member, for_stranger=for_stranger)
