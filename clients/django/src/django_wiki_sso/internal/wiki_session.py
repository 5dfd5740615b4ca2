"""The wiki login of one browser: each response opens, refreshes or closes it to match the site's session.

The state of the session when the response is ready decides, not the signals sent before: sessions end in many ways,
and Django sends some signals for sessions that go on.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from django.conf import settings as django_settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.base import SessionBase
from django.db import router, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from wiki_sso_client import (
    BridgeAnswerInvalid,
    BridgeError,
    BridgeRefused,
    ClientSettings,
    Login,
    SettingsInvalid,
    covers,
)

from ..conf import load_settings
from ..identity import (
    Identity,
    bridge_email,
    identity_of,
    identity_or_none,
    is_allowed,
    is_known_to_be_refused,
    warn_of_email,
)
from ..models import IssuedCookie
from ..signals import wiki_cookie_closed, wiki_cookie_opened, wiki_cookie_refused
from . import issued, outbox
from .bridge import Bridge
from .browser import Browser
from .site_session import (
    Record,
    active_user,
    delete_sealed,
    exists,
    family_of,
    family_of_sent,
    is_loaded,
    lives_in_browser,
    load_sealed,
    seal,
    session_user,
    session_user_key,
    user_key,
)

logger = logging.getLogger("django_wiki_sso")

Refusal = Literal["policy", "bridge", "settings", "changed"]

#: Key in the session's data. It marks a user who may not enter yet and gets a cookie as soon as that changes.
WAITING_KEY = "wiki_sso_waiting"
#: A session that goes on gets a new cookie after this fraction of its cookie's life.
RENEW_AFTER = 0.25
#: A session keeps its cookie when its end moves by less than this.
SLACK_SECONDS = 60.0
#: Pause after a failed renewal.
RETRY_RENEWAL_SECONDS = 60.0

_current: ContextVar[WikiSession | None] = ContextVar("django_wiki_sso_session", default=None)


class WikiSession:
    """The wiki login of the browser that sent ``request``.

    :param request: Django's request object, before the view gets it.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        #: The session key that the browser sent, read before the view can replace it. Reading it loads no session.
        self._sent_key: str | None = self.session.session_key if self.session is not None else None
        self._login: AbstractBaseUser | None = None
        self._logout_asked = False
        self._logout_by_user = False
        self._last_members: list[str] = []
        self._revoked_users: set[str] = set()
        self.browser = Browser(request)
        self._bridge: Bridge | None = None
        #: Reason why the last ``open`` made no cookie.
        self.refusal: Refusal | None = None

    @staticmethod
    def current() -> WikiSession | None:
        """Return the wiki session of the current request; None outside a request (commands, tasks, shells)."""
        return _current.get()

    @classmethod
    @contextmanager
    def answering(cls, request: HttpRequest) -> Iterator[WikiSession]:
        """Make the wiki session of ``request`` the current one of this thread or task."""
        wiki = cls(request)
        token = _current.set(wiki)
        try:
            yield wiki
        finally:
            _current.reset(token)

    @classmethod
    def of(cls, request: Any) -> WikiSession | None:
        """Return the current wiki session if ``request`` is its request or wraps it; None for any other request.

        Frameworks pass their own request objects to signals, so this method compares the sessions.
        """
        wiki = cls.current()
        session = getattr(request, "session", None)
        return wiki if wiki is not None and session is not None and session is wiki.session else None

    @property
    def session(self) -> SessionBase | None:
        """The site's session; None on a site without sessions."""
        return getattr(self.request, "session", None)

    def bridge(self, settings: ClientSettings) -> Bridge:
        """Return the client of the hooks, which shares one time limit over this request."""
        if self._bridge is None:
            self._bridge = Bridge(settings)
        return self._bridge

    def note_login(self, user: AbstractBaseUser) -> None:
        """Record a login.

        :meth:`settle` asks for the cookie when the response is ready: until then a view may change how long the
        session lasts, or log out again.
        """
        self._login = user

    def note_logout(self, user: AbstractBaseUser | None) -> None:
        """Record a logout signal, which Django sends before the session ends.

        :param user: None when the visitor was anonymous.
        """
        self._logout_asked = True
        self._logout_by_user = self._logout_by_user or user is not None
        if user is not None and self.session is not None:
            record = Record.read(self.session)
            if record is not None and record.user == user_key(user):
                self._last_members.append(record.member)

    def note_revoked(self, user: str) -> None:
        """Record that a change of the account has ended all cookies of this user.

        :param user: the user's primary key as text.
        """
        self._revoked_users.add(user)

    def note_bridge_failure(self) -> None:
        """Record that the bridge has failed in this request, so that the visitor does not wait for it again."""
        if self._bridge is not None:
            self._bridge.failed = True
        else:
            try:
                self._bridge = Bridge(load_settings(), seconds=0)
            except SettingsInvalid:
                return

    def needs_attention(self) -> bool:
        """Return whether :meth:`settle` has work. Uses neither database nor network, and loads no session.

        Never raises: on an error it returns True, and :meth:`settle` meets the same error and logs it.
        """
        try:
            return self._needs_attention()
        except Exception:  # noqa: BLE001 - settle() meets it again, and logs it
            return True

    def _needs_attention(self) -> bool:
        session = self.session
        if session is None or not is_loaded(session):
            return self._logout_asked
        if self._login is not None or self._logout_asked or self._revoked_users or self._has_moved():
            return True
        if session_user_key(session) is None or self._user_was_rejected():
            # An empty session has an unknown key, or another SECRET_KEY signed it.
            return self._sent_key is not None and (session.modified or not session.keys() or self._sends_wiki_cookie())
        record = Record.read(session)
        if record is None:
            return WAITING_KEY in session
        return is_known_to_be_refused(self.request) or self._may_misfit(record) or self._is_due(record)

    def settle(self, response: HttpResponseBase) -> None:
        """Update the wiki login to match the session, and put the cookies on ``response``.

        Never raises: a failure of the wiki login must not undo the visitor's action at the site.
        """
        try:
            if self._needs_attention():
                if response.status_code < 500:
                    self._follow()
                else:
                    self._follow_failure()
        except Exception:
            logger.exception("could not update the wiki cookie")
        self.browser.write_to(response)

    def _follow(self) -> None:
        session = self.session
        user = session_user_key(session) if session is not None else None
        if session is None or user is None:
            self.close()
            return
        if self._login is not None and user_key(self._login) == user:
            # The user of the request before this login no longer matters.
            self.open(self._login, fresh=True)
            return
        if self._user_was_rejected():
            self.close()
            return
        record = Record.read(session)
        if self._has_moved():
            self._follow_move(session, keep=record is not None and record.user == self._site_user_key(session))
        if record is None:
            if WAITING_KEY in session:
                self._open_if_allowed_now(session)
        elif is_known_to_be_refused(self.request):
            self._suspend(session)
        elif self._misfits(session, record) or self._is_due(record):
            self._refresh(session, record)

    def _follow_failure(self) -> None:
        """Close the wiki login after a 5xx response if the session has ended.

        Django neither saves a session nor sets its cookie with a 5xx, so the browser keeps its old session key.
        """
        session = self.session
        if session is not None and (self._has_moved() or (self._sent_key is not None and session.is_empty())):
            self.close()

    def open(
        self, user: AbstractBaseUser, *, fresh: bool = False, keep_old: bool = True, renewal: bool = False
    ) -> bool:
        """Ask the bridge for a cookie for ``user``, and set it on the response.

        Afterwards the browser has a cookie of this session or none. Any other cookie, perhaps of another user, ends
        even when the bridge makes no new one. An error of the bridge raises nothing.

        :param fresh: True when the session has just become this user's; every older cookie of the session ends.
        :param keep_old: False when the session's present cookie no longer matches its user or its end.
        :param renewal: True when the app renews a cookie that the browser may still use, without a login.
        :returns: True when the response sets a cookie; otherwise the log and a signal give the reason.
        """
        session = self.session
        if session is None:
            return False
        self._login = None
        try:
            settings = load_settings()
        except SettingsInvalid as error:
            logger.error("no wiki cookie for user %s: %s", user.pk, error)
            return self._refused(user, "settings")
        identity = identity_or_none(user)
        if identity is None:
            self._close_all(session, settings)
            return self._refused(user, "settings")
        if not is_allowed(self.request, user):
            session[WAITING_KEY] = True
            self._close_all(session, settings)
            return self._refused(user, "policy")
        sent_family = family_of_sent(session, self._sent_key)
        family = family_of(session, self._sent_key, fresh=fresh)
        if sent_family not in (None, family):
            issued.mark_ended(str(sent_family))
        record = Record.read(session)
        older = issued.of_family(family) + (issued.of_family(sent_family) if sent_family != family else [])
        own = [record.member] if record is not None else []
        # A response to another tab may be carrying a cookie of this session that the browser has not sent yet.
        on_its_way = set() if fresh or not keep_old else {row.member for row in older if not issued.is_settled(row)}
        sent = self.browser.sent_members(settings)
        superseded = [] if renewal else _distinct([*sent, *(member for member in own if member not in on_its_way)])
        bridge = self.bridge(settings)
        try:
            made = self._ask_for_cookie(session, user, identity, superseded, settings, bridge)
        except BridgeError as error:
            logger.error("no wiki cookie for user %s: %s", user.pk, error)
            # A session belongs to one user, so its cookie stays valid until a newer one replaces it.
            if record is not None and renewal:
                replace(record, renew=time.time() + RETRY_RENEWAL_SECONDS).write(session)
            elif not (keep_old and own and set(superseded) <= set(own)):
                self._end_here(session, settings, _distinct([*superseded, *_members(older)]), older)
            return self._refused(user, "bridge")
        since = timezone.now() if fresh else min((row.since for row in older), default=timezone.now())
        record = self._remember(session, made, user, identity, family, since)
        if not self._is_still_so(session, user, identity, family):
            logger.error("no wiki cookie for user %s: the session or the account ended meanwhile", user.pk)
            members = _distinct([made.member, *superseded, *_members(older)])
            self._end_here(session, settings, members, older)
            return self._refused(user, "changed")
        record.write(session)
        session.pop(WAITING_KEY, None)
        self.browser.keep(made.cookie)
        wiki_cookie_opened.send_robust(
            type(self),
            request=self.request,
            user=user,
            member=made.member,
            cookie=made.cookie,
            call=bridge.last_call,
        )
        outdated = older if fresh else _outdated(older, sent_family if sent_family != family else None)
        kept = own if renewal else []
        gone = [member for member in _members(outdated) if member not in superseded and member not in kept]
        self._end(_distinct([*superseded[1:], *gone]), settings, expired=_expired(older))
        issued.forget([*superseded, *gone])
        return True

    def _ask_for_cookie(
        self,
        session: SessionBase,
        user: AbstractBaseUser,
        identity: Identity,
        superseded: list[str],
        settings: ClientSettings,
        bridge: Bridge,
    ) -> Login:
        others_wait = outbox.deliver_for(identity.username, bridge)
        persistent = not session.get_expire_at_browser_close()
        expires_in = int(session.get_expiry_age())
        if expires_in < 1:
            raise BridgeError("the session has expired")
        replaces = superseded[0] if superseded else None
        sent = Identity(identity.username, bridge_email(user, identity.email))
        try:
            made = bridge.log_in(sent, replaces=replaces, persistent=persistent, expires_in=expires_in)
        except BridgeRefused as refusal:
            # The bridge may refuse an address that this app accepts; the login then goes without the address.
            if not (sent.email and refusal.is_final and '"email"' in refusal.message):
                raise
            warn_of_email(user, sent.email, str(refusal))
            sent = Identity(identity.username)
            made = bridge.log_in(sent, replaces=replaces, persistent=persistent, expires_in=expires_in)
        if others_wait:
            outbox.look_now()
        if made.cookie.name != settings.cookie_name:
            # The app would not find a cookie of another name, so it would survive the next login and logout.
            raise BridgeAnswerInvalid(
                f"the bridge's cookie is called {made.cookie.name!r}, "
                f'WIKI_SSO["COOKIE_NAME"] says {settings.cookie_name!r}'
            )
        host = self.browser.site_host
        if host and not (made.cookie.domain is None or covers(made.cookie.domain, host)):
            # Only a warning: behind some proxies the site does not know the host that the browser uses.
            logger.warning("browsers reject a cookie for %r from %r", made.cookie.domain, host)
        return made

    def _remember(
        self,
        session: SessionBase,
        made: Login,
        user: AbstractBaseUser,
        identity: Identity,
        family: str,
        since: datetime,
    ) -> Record:
        """Write the cookie into the table, and return its record for the session."""
        now = time.time()
        life: float | None = None
        if made.expires_at is not None and made.issued_at is not None:
            life = min(float(session.get_expiry_age()), made.expires_at.timestamp() - made.issued_at)
        record = Record(
            member=made.member,
            user=user_key(user),
            identity=identity.digest,
            expires=None if life is None else now + life,
            renew=None if life is None else now + life * RENEW_AFTER,
        )
        row = issued.remember(
            family=family,
            member=made.member,
            sealed_key="" if lives_in_browser(session) else seal(str(session.session_key)),
            user_id=record.user,
            username=identity.username,
            identity=record.identity,
            domain=made.cookie.domain or "",
            path=made.cookie.path,
            issued_at=made.issued_at or now,
            expires_at=record.expires,
            user_agent=self.browser.user_agent[:200],
            since=since,
        )
        if row is not None:
            self._look_again_after_commit(row, family)
        return record

    def _is_still_so(self, session: SessionBase, user: AbstractBaseUser, identity: Identity, family: str) -> bool:
        """Return whether session and account have stayed the same since the request for the cookie.

        A logout or deactivation can come while the bridge makes the cookie, before the table has it. This check runs
        after the table has it: a later change finds the cookie there and ends it.
        """
        current = self._site_user(session)
        if issued.has_ended(family) or not exists(session):
            # Another request has ended the session, and saving it would fail, so it ends here too.
            session.flush()
            return False
        return current is not None and current.pk == user.pk and identity_of(current) == identity

    def _look_again_after_commit(self, row: IssuedCookie, family: str) -> None:
        """Check again after the commit: until then a logout in another request cannot see the new row."""
        using = router.db_for_write(IssuedCookie)
        if not transaction.get_connection(using).in_atomic_block:
            return

        def look() -> None:
            if issued.has_ended(family):
                self._end_rows([row], load_settings())

        transaction.on_commit(look, using=using, robust=True)

    def _refused(self, user: AbstractBaseUser, reason: Refusal) -> bool:
        self.refusal = reason
        call = self._bridge.last_call if self._bridge is not None and reason == "bridge" else None
        wiki_cookie_refused.send_robust(type(self), request=self.request, user=user, reason=reason, call=call)
        return False

    def _refresh(self, session: SessionBase, record: Record) -> None:
        """Replace the cookie of a session that goes on by one that matches its user and its end, or close it."""
        user = self._site_user(session)
        if user is None:
            self.close()
        elif user_key(user) in self._revoked_users or record.identity != identity_of(user).digest:
            self.open(user, keep_old=False)
        elif self._is_due(record):
            too_long = self._outlives_session(session, record)
            self.open(user, keep_old=not too_long, renewal=not too_long)

    def _misfits(self, session: SessionBase, record: Record) -> bool:
        """Return whether the cookie no longer matches the user in the database.

        ``request.user`` does not decide: an invalid form leaves its values there.
        """
        if not self._may_misfit(record):
            return False
        user = self._site_user(session)
        return (
            user is None
            or user_key(user) in self._revoked_users
            or record.user != user_key(user)
            or record.identity != identity_of(user).digest
        )

    def _may_misfit(self, record: Record) -> bool:
        session = self.session
        if session is None or record.user != self._site_user_key(session) or record.user in self._revoked_users:
            return True
        user = self._loaded_user()
        if user is None or not user.is_authenticated:
            return False
        try:
            return record.identity != identity_of(user).digest
        except SettingsInvalid:
            # The site's function may not run in an event loop; settle() runs it on a thread.
            return True

    def _is_due(self, record: Record) -> bool:
        """Return whether this response saves a session whose end has moved away from its cookie's end."""
        session = self.session
        if session is None or record.expires is None or record.renew is None:
            return False
        if not (session.modified or django_settings.SESSION_SAVE_EVERY_REQUEST):
            return False
        end = time.time() + session.get_expiry_age()
        return self._outlives_session(session, record) or (
            time.time() >= record.renew and end > record.expires + SLACK_SECONDS
        )

    def _outlives_session(self, session: SessionBase, record: Record) -> bool:
        end = time.time() + session.get_expiry_age()
        return record.expires is not None and record.expires > end + SLACK_SECONDS

    def _open_if_allowed_now(self, session: SessionBase) -> None:
        user = self._site_user(session)
        if user is not None and is_allowed(self.request, user):
            self.open(user, fresh=True)

    def _suspend(self, session: SessionBase) -> None:
        """End the cookies of a session that currently acts as another account."""
        session[WAITING_KEY] = True
        self._close_all(session, load_settings())

    def _follow_move(self, session: SessionBase, *, keep: bool) -> None:
        """Handle a new session key.

        :param keep: True when the session is the same under a new key, and its cookies follow it. Otherwise the
            old session's cookies end.
        """
        sent_family = str(family_of_sent(session, self._sent_key))
        if keep:
            family = family_of(session, self._sent_key, fresh=False)
            issued.follow(sent_family, family, seal(str(session.session_key)))
            return
        settings = load_settings()
        rows = issued.of_family(sent_family)
        issued.mark_ended(sent_family)
        self._end_rows(rows, settings)

    def close(self) -> None:
        """End the wiki login of the session that the browser sent, after the end of the site's login.

        The response deletes the cookie even when the bridge fails.
        """
        try:
            settings = load_settings()
        except SettingsInvalid as error:
            logger.error("no wiki logout: %s", error)
            return
        session = self.session
        sent = self.browser.sent_members(settings)
        rows: list[IssuedCookie] = []
        if session is not None:
            record = Record.read(session)
            if record is not None:
                self._last_members.append(record.member)
                Record.drop(session)
            family = family_of_sent(session, self._sent_key)
            if family is not None:
                # The mark comes before the look-up: a concurrent login sees the mark, or this look-up sees its cookie.
                # Strangers leave no mark: anyone can invent a session key, and each would add a row.
                if self._logout_by_user or self._last_members or issued.of_family(family):
                    self._mark_ended(session, family)
                rows = issued.of_family(family)
        members = _distinct([*self._last_members, *_members(rows)])
        if members:
            self._end_here(session, settings, _distinct([*sent, *members]), rows)
        elif sent:
            self._close_for_stranger(session, settings, sent)

    def family(self) -> str | None:
        """Return the name of the site's session in this app's tables; None without a session."""
        return family_of(self.session, self._sent_key, fresh=False) if self.session is not None else None

    def end_sessions(self, rows: Iterable[IssuedCookie]) -> None:
        """End sessions of the site, in this or other browsers, with their wiki logins.

        A session that its browser stores goes on at the site, but its wiki login stays closed until the next login.

        :param rows: cookies of the sessions to end.
        :raises SettingsInvalid: when ``WIKI_SSO`` is invalid.
        """
        rows = list(rows)
        if not rows:
            return
        settings = load_settings()
        for family in {row.family for row in rows}:
            issued.mark_ended(family)
        for sealed in {row.sealed_key for row in rows if row.sealed_key}:
            delete_sealed(sealed)
        self._end_rows(rows, settings)
        if self.session is not None and self.family() in {row.family for row in rows}:
            self.session.flush()
            self.browser.drop(settings, rows, None)

    def _mark_ended(self, session: SessionBase, family: str) -> None:
        if session_user_key(session) is not None and not self._has_moved():
            return  # The user was deactivated, and may be activated again.
        issued.mark_ended(family)
        self._close_again_after_commit(family)

    def _close_all(self, session: SessionBase, settings: ClientSettings) -> None:
        """End every cookie of a session that goes on without a wiki login."""
        record = Record.read(session)
        sent_family = family_of_sent(session, self._sent_key)
        family = family_of(session, self._sent_key, fresh=False)
        if sent_family not in (None, family):
            issued.mark_ended(str(sent_family))
        rows = [row for each in {sent_family, family} for row in issued.of_family(each)]
        members = [*self.browser.sent_members(settings), *([record.member] if record else []), *_members(rows)]
        if members:
            self._end_here(session, settings, _distinct(members), rows)

    def _end_here(
        self,
        session: SessionBase | None,
        settings: ClientSettings,
        members: list[str],
        rows: list[IssuedCookie],
    ) -> None:
        """End ``members`` at the bridge, and delete the browser's wiki cookie."""
        if session is not None:
            Record.drop(session)
        domain = self._end(members, settings, expired=_expired(rows))
        if members:
            self.browser.drop(settings, rows, domain)
        issued.forget(members)

    def _close_for_stranger(self, session: SessionBase | None, settings: ClientSettings, sent: list[str]) -> None:
        """Handle wiki cookies from a visitor without a session: never wait, and make no call for invented cookies.

        Cookies of this site end if the visitor logs out, or if their session has ended. A cookie whose session
        lives, perhaps on another host of this site, stays.
        """
        rows = issued.of_members(sent)
        if not self._logout_asked:
            rows = [row for row in rows if _is_gone(row, session)]
            if len(rows) < len(sent):
                return
        for row in rows:
            if not issued.is_expired(row):
                outbox.queue(member=row.member, priority=outbox.STRANGER)
        if rows:
            outbox.look_now()
        issued.forget(_members(rows))
        self.browser.drop(settings, rows, None)

    def _close_again_after_commit(self, family: str) -> None:
        """Close again after the commit: until then other requests cannot see the mark."""
        using = router.db_for_write(IssuedCookie)
        if not transaction.get_connection(using).in_atomic_block:
            return

        def close() -> None:
            self._end_rows(issued.of_family(family), load_settings())

        transaction.on_commit(close, using=using, robust=True)

    def _end_rows(self, rows: list[IssuedCookie], settings: ClientSettings) -> None:
        """End the cookies of ``rows`` at the bridge, and delete the rows."""
        members = _members(rows)
        self._end(members, settings, expired=_expired(rows))
        issued.forget(members)

    def _end(self, members: Iterable[str], settings: ClientSettings, *, expired: Iterable[str] = ()) -> str | None:
        """End each member at the bridge; log and queue each failure.

        :param expired: members of expired cookies, which need no call.
        :returns: the cookie's domain, or None if the bridge did not answer.
        """
        bridge = self.bridge(settings)
        domain: str | None = None
        dead = set(expired)
        for member in members:
            if member in dead:
                continue
            removed: bool | None = None
            try:
                answer = bridge.log_out_member(member)
                domain, removed = answer.cookie.domain, answer.removed
            except BridgeError as error:
                logger.error("could not end a wiki cookie yet: %s", error)
                outbox.queue(member=member)
            wiki_cookie_closed.send_robust(
                type(self), request=self.request, member=member, removed=removed, call=bridge.last_call
            )
        return domain

    def _sends_wiki_cookie(self) -> bool:
        try:
            return load_settings().cookie_name in self.request.COOKIES
        except SettingsInvalid:
            return False

    def _has_moved(self) -> bool:
        """Return whether the request's session is no longer the one that the browser sent."""
        session = self.session
        # The key of a session in a signed cookie is its content, and changes with it.
        if session is None or self._sent_key is None or lives_in_browser(session):
            return False
        return session.session_key != self._sent_key

    def _user_was_rejected(self) -> bool:
        """Return whether Django treats the session's user as anonymous (deactivated, deleted, backend removed)."""
        user = self._loaded_user()
        return user is not None and not user.is_authenticated

    def _site_user_key(self, session: SessionBase) -> str | None:
        """Return the key of the site's current user: the session's, or the one that django-impersonate substitutes."""
        if getattr(self.request, "impersonator", None) is not None:
            return user_key(self.request.user)  # type: ignore[arg-type]
        return session_user_key(session)

    def _site_user(self, session: SessionBase) -> AbstractBaseUser | None:
        """Return that user from the database; None when the session's own user is no longer valid."""
        user = session_user(session)
        if user is None or getattr(self.request, "impersonator", None) is None:
            return user
        return active_user(user_key(self.request.user))  # type: ignore[arg-type]

    def _loaded_user(self) -> Any:
        """Return the session's user if the request has already loaded it, without a query; else None."""
        if getattr(self.request, "impersonator", None) is not None:
            return self.request.user
        for attribute in ("_cached_user", "_acached_user"):
            user = getattr(self.request, attribute, None)
            if user is not None and hasattr(user, "is_authenticated"):
                return user
        return None


def note_login(request: Any = None, user: AbstractBaseUser | None = None, **_kwargs: Any) -> None:
    """Record a login; receiver of ``user_logged_in``."""
    wiki = WikiSession.of(request)
    if wiki is not None and user is not None:
        wiki.note_login(user)


def note_logout(request: Any = None, user: AbstractBaseUser | None = None, **_kwargs: Any) -> None:
    """Record a logout; receiver of ``user_logged_out``."""
    wiki = WikiSession.of(request)
    if wiki is not None:
        wiki.note_logout(user)


def _is_gone(row: IssuedCookie, session: SessionBase | None) -> bool:
    """Return whether the session of this cookie has ended."""
    if session is None:
        return False
    if lives_in_browser(session) or not row.sealed_key:
        return True
    return session_user(load_sealed(row.sealed_key)) is None


def _outdated(rows: list[IssuedCookie], ended_family: str | None) -> list[IssuedCookie]:
    """Return the cookies of an ended session, those too old for a waiting tab, and the oldest beyond the limit."""
    living = [row for row in rows if row.family != ended_family]
    surplus = living[: max(0, len(living) + 1 - issued.MAX_COOKIES)]
    return [row for row in rows if row.family == ended_family or issued.is_settled(row) or row in surplus]


def _members(rows: Iterable[IssuedCookie]) -> list[str]:
    return [row.member for row in rows]


def _expired(rows: Iterable[IssuedCookie]) -> list[str]:
    return [row.member for row in rows if issued.is_expired(row)]


def _distinct(members: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(members))
