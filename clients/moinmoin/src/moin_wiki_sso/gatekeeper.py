"""Decides, before moin's own views run, whether to answer in their place."""

from __future__ import annotations

from flask import abort, flash, g, redirect, request, session
from moin import flaskg
from moin.app import MoinApp, is_static_content
from moin.storage.middleware.protecting import ProtectingMiddleware
from werkzeug.wrappers import Response

from .auth import WikiSso
from .cross_site import comes_from_elsewhere
from .login_link import login_link, start_path, this_page
from .notice import notice
from .settings_lock import refuse_forbidden_settings
from .sound_requests import refuse_what_no_view_takes
from .text_guard import BUSY, TOO_SLOW, size_of_text
from .visitor import Standing, Visitor
from .wiki_session import Continuity, continue_session, forget, forget_moin_user, may_send_to_login
from .write_lock import SAFE_METHODS

# moin's own accounts, passwords and mail addresses, which have no use here: the site manages the users.
_CLOSED_ENDPOINTS = frozenset(
    {"frontend.register", "frontend.lostpass", "frontend.recoverpass", "frontend.verifyemail"}
)
_OPEN_TO_ALL = frozenset({"frontend.robots"})
_FORGET_ENDPOINT = "wiki_sso.go_on_anonymously"

_NOTHING_SAVED = "Nothing was saved."
_SHORTEN = "Your text is not lost: use your browser's Back button here, and shorten or divide it."
_KEEP_TEXT = "Your text is not lost: {first}, then use your browser's Back button here and save again."


class Gatekeeper:
    """The plugin's part in each request, on both sides of moin's own preparation."""

    def __init__(self, app: MoinApp, auth: WikiSso) -> None:
        self._app = app
        self._auth = auth

    def before_moin(self) -> None:
        """Verify the identity and update the session to match, before moin reads the session."""
        if not is_static_content(request.path):
            g.wiki_sso_continuity = continue_session(self._auth.visitor())

    def after_moin(self) -> Response | None:
        """Return the answer that replaces moin's view, or None to run the view."""
        refuse_what_no_view_takes(request)
        if is_static_content(request.path) or getattr(flaskg, "user", None) is None:
            return None
        visitor = self._auth.visitor()
        self._settle_user(visitor)
        unsafe = request.method not in SAFE_METHODS
        if unsafe and comes_from_elsewhere(request, self._auth.origin):
            return notice("Refused", "This request came from another site. " + _NOTHING_SAVED)
        return (
            (self._for_text() if unsafe else None)
            or self._instead_of_moin_accounts()
            or (self._for_user(visitor, unsafe) if visitor.is_user else None)
            or (self._for_unsaveable(visitor) if unsafe else None)
            or (self._for_reader(visitor) if not unsafe and not visitor.is_user else None)
        )

    def _for_text(self) -> Response | None:
        """Refuse a text that moin must not begin to parse."""
        if request.environ.get(BUSY):
            page = notice("Busy", _NOTHING_SAVED, _KEEP_TEXT.format(first="wait a while"), status=503)
            page.headers["Retry-After"] = "10"
            return page
        if request.environ.get(TOO_SLOW):
            return notice("This text takes too long to format", _NOTHING_SAVED, _SHORTEN, status=413)
        if size_of_text(request) > self._auth.max_page_bytes:
            limit = f"A page here has at most {self._auth.max_page_bytes:,} bytes."
            return notice("This text is too long", _NOTHING_SAVED, limit, _SHORTEN, status=413)
        return None

    def go_on_anonymously(self) -> Response:
        """View: forget the former user of this browser's session."""
        forget()
        page = notice(
            "You go on without being logged in",
            "What you save from now on is saved without your name.",
            "To save what was refused, go back to it with your browser's Back button and save again.",
        )
        page.status_code = 200
        return page

    def _settle_user(self, visitor: Visitor) -> None:
        # With `logout_submit` in the query moin calls no authenticator and treats every visitor as anonymous.
        if visitor.is_user and flaskg.user is not visitor.user:
            flaskg.user = visitor.user
            flaskg.storage = ProtectingMiddleware(self._app.storage, flaskg.user, self._app.cfg.acl_mapping)
        forget_moin_user()

    def _instead_of_moin_accounts(self) -> Response | None:
        if request.endpoint in _CLOSED_ENDPOINTS:
            abort(404)
        if request.endpoint == "frontend.login":
            came_from = self._page_before()
            if self._auth.visitor().is_user:
                return _uncached_redirect(came_from)
            return _uncached_redirect(login_link(self._auth, came_from))
        if request.endpoint == "frontend.logout":
            return _uncached_redirect(self._auth.logout_url or start_path())
        return None

    def _page_before(self) -> str:
        """Return the page of the wiki with the login link, or the wiki's first page."""
        came_from = request.referrer or ""
        if came_from.startswith(self._auth.origin + "/") and "/+" not in came_from:
            return came_from
        return self._auth.origin + start_path()

    def _for_user(self, visitor: Visitor, unsafe: bool) -> Response | None:
        if not unsafe:
            return None
        if g.wiki_sso_continuity is Continuity.USER_CHANGED:
            return notice(
                "You are logged in as another user now",
                _NOTHING_SAVED + " This page was opened under another name.",
                _KEEP_TEXT.format(first=f"if you want to save it as {visitor.user.name0}"),
            )
        if request.endpoint == "frontend.usersettings":
            refuse_forbidden_settings(request, visitor.user)
        return None

    def _for_unsaveable(self, visitor: Visitor) -> Response | None:
        """Refuse a write by a visitor who is not logged in but may expect to be."""
        if visitor.is_user or request.endpoint == _FORGET_ENDPOINT:
            return None
        login = login_link(self._auth, this_page(self._auth))
        if visitor.standing is Standing.NOBODY:
            if g.wiki_sso_continuity is Continuity.USER_GONE:
                return notice(
                    "You are no longer logged in",
                    _NOTHING_SAVED,
                    _KEEP_TEXT.format(first="log in again"),
                    login=login,
                    offer_anonymous=not self._auth.private,
                )
            if self._auth.private:
                return notice("This wiki is private", _NOTHING_SAVED + " Please log in first.", login=login)
            return None
        return notice("You are not logged in", _NOTHING_SAVED, *_explanation(visitor), login=login)

    def _for_reader(self, visitor: Visitor) -> Response | None:
        if self._auth.private and request.endpoint not in _OPEN_TO_ALL:
            if visitor.standing is not Standing.NOBODY:
                # The login would only redirect them back here.
                return notice("You cannot be let in", *_explanation(visitor))
            login = login_link(self._auth, this_page(self._auth))
            if request.method not in ("GET", "HEAD"):
                return notice("This wiki is private", "Please log in first.", login=login)
            if not may_send_to_login():
                return notice("Not logged in", "You were logged in, but that did not reach this wiki.", login=login)
            return _uncached_redirect(login)
        waiting = [message for _, message in session.get("_flashes", [])]
        for sentence in _explanation(visitor):
            # Feeds and downloads show no messages, so these stay in the session cookie: add each once.
            if sentence not in waiting:
                flash(sentence, "error")
        return None


def _explanation(visitor: Visitor) -> tuple[str, ...]:
    return {
        Standing.NAME_UNUSABLE: (
            f"You are not logged in: your name at the site cannot be used in this wiki ({visitor.detail}).",
        ),
        Standing.NAME_TAKEN: (
            "You are not logged in: your name belongs to an older account of this wiki.",
            "The wiki's admin can connect it with your login.",
        ),
        Standing.DISABLED: ("Your account in this wiki is disabled.",),
        Standing.ASSERTION_REFUSED: ("Your login could not be verified. Reload the page, or log in again.",),
        Standing.ACCOUNT_FAILED: ("Your account in this wiki could not be opened. Please try again.",),
    }.get(visitor.standing, ())


def _uncached_redirect(url: str) -> Response:
    response = redirect(url, 303 if request.method == "POST" else 302)
    response.headers["Cache-Control"] = "no-store"
    return response
