"""The pages: enter the wiki, leave site and wiki, and list your logins."""

from __future__ import annotations

import logging
import time
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings as django_settings
from django.contrib.auth import logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.template import TemplateDoesNotExist
from django.urls import reverse
from django.utils.http import MAX_URL_LENGTH
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_deny
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe
from wiki_sso_client import SettingsInvalid, count_visit, safe_next

from .conf import load_settings
from .identity import is_allowed
from .internal.issued import of_user
from .internal.site_session import user_key
from .internal.wiki_session import WikiSession
from .models import IssuedCookie

logger = logging.getLogger("django_wiki_sso")

TEMPLATE = "django_wiki_sso/unavailable.html"
RETRY_AFTER_SECONDS = 30
#: Key in the session: recent visits of ``enter``, to detect a redirect loop.
VISITS_KEY = "wiki_sso_enter"


@never_cache
@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """``GET enter?next=<page of the wiki>``: give a logged-in visitor a new wiki cookie and redirect to ``next``.

    Other visitors log in first and come back here. GET is safe: a link from another site gives visitors only a cookie
    of their own. Without a cookie the wiki would redirect back here, so a failure shows a page with status 503 or 403.
    """
    try:
        next_url = _next_url(request)
    except SettingsInvalid as error:
        logger.error("enter cannot work: %s", error)
        return unavailable(request, None, "settings")
    wiki = WikiSession.of(request)
    user = _user_of(request)
    if user is None:
        return _log_in_first(request, next_url)
    if request.method == "HEAD":
        # Link checkers send HEAD and need no cookie.
        return HttpResponseRedirect(next_url)
    if wiki is None:
        logger.error("enter cannot work: expected WikiSsoMiddleware in MIDDLEWARE, after the session's")
        return unavailable(request, None, "settings")
    if not is_allowed(request, user):
        wiki.open(user)
        return unavailable(request, next_url, "policy")
    visits, goes_round = count_visit(request.session.pop(VISITS_KEY, None), next_url, time.time())
    if visits is not None:
        request.session[VISITS_KEY] = visits
    if goes_round:
        logger.error("user %s is sent back and forth: the wiki cookie is not kept or not accepted", user.pk)
        return unavailable(request, next_url, "loop")
    if wiki.open(user):
        return HttpResponseRedirect(next_url)
    if request.session.is_empty():  # another tab has logged out meanwhile
        return _log_in_first(request, next_url)
    return unavailable(request, next_url, "settings" if wiki.refusal == "settings" else "bridge")


@never_cache
@xframe_options_deny
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """``leave?next=<page of the wiki>``: log out of the site and the wiki, then redirect to ``next``.

    The target of the wiki's Logout link. A GET shows a question first, because any page can link here; it redirects
    an anonymous visitor at once.
    """
    try:
        next_url = _next_url(request)
    except SettingsInvalid as error:
        logger.error("leave cannot lead back to the wiki: %s", error)
        next_url = resolve_url(django_settings.LOGOUT_REDIRECT_URL or "/")
    if request.method == "POST":
        logout(request)
        return HttpResponseRedirect(next_url)
    if _user_of(request) is None:
        wiki = WikiSession.of(request)
        if wiki is not None and request.method == "GET":
            # The wiki cookie of an ended session ends. The visitor's present session, perhaps with a basket, stays:
            # a link from another site must not empty it.
            wiki.note_logout(None)
        return HttpResponseRedirect(next_url)
    return render(request, "django_wiki_sso/leave.html", {"next_url": next_url})


@never_cache
@xframe_options_deny
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """List the browsers that have a wiki login of this user; a POST ends one login or all others."""
    user, wiki = _user_of(request), WikiSession.of(request)
    if user is None or wiki is None:
        return redirect_to_login(_own_address(request, request.get_full_path()))
    rows = list(of_user(user_key(user)))
    current = wiki.family()
    if request.method == "POST":
        wanted = request.POST.get("end", "")
        ended = [row for row in rows if (row.family != current if wanted == "others" else row.family == wanted)]
        wiki.end_sessions(ended)
        return HttpResponseRedirect(request.path)
    newest: dict[str, IssuedCookie] = {}
    for row in rows:
        newest.setdefault(row.family, row)
    logins = [
        {
            "family": row.family,
            "since": min(other.since for other in rows if other.family == row.family),
            "last": row.created_at,
            "browser": row.browser or _("An unknown browser"),
            "is_current": row.family == current,
        }
        for row in newest.values()
    ]
    return render(request, "django_wiki_sso/sessions.html", {"logins": logins})


def unavailable(request: HttpRequest, next_url: str | None, reason: str) -> HttpResponse:
    """Render ``django_wiki_sso/unavailable.html``, which explains why the visitor cannot enter the wiki.

    :param next_url: the page of the wiki to link to; None without one.
    :param reason: ``bridge``, ``loop`` or ``settings`` (status 503), or ``policy`` (403).
    """
    status = 403 if reason == "policy" else 503
    context = {"next_url": next_url, "reason": reason}
    try:
        response = render(request, TEMPLATE, context, status=status)
    except TemplateDoesNotExist:  # a site whose template loaders do not look into apps
        text = (
            _("This session may not be used for the wiki.")
            if reason == "policy"
            else _("The wiki cannot log you in right now. You are still logged in here. Try again in a minute.")
        )
        response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _next_url(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next")
    return safe_next(wanted, load_settings().wiki_urls, request.headers.get("referer"))


def _user_of(request: HttpRequest) -> AbstractBaseUser | None:
    user: Any = getattr(request, "user", None)
    return cast(AbstractBaseUser, user) if user is not None and user.is_authenticated else None


def _log_in_first(request: HttpRequest, next_url: str) -> HttpResponse:
    back_here = reverse("wiki_sso:enter") + "?" + urlencode({"next": next_url})
    if len(back_here) > MAX_URL_LENGTH:
        # Django's login form ignores a longer URL and would redirect to the site's own page.
        back_here = reverse("wiki_sso:enter")
    return redirect_to_login(_own_address(request, back_here))


def _own_address(request: HttpRequest, path: str) -> str:
    """Return ``path`` for the login page's redirect, as a full URL if that page is on another host."""
    login_host = urlsplit(resolve_url(django_settings.LOGIN_URL)).netloc
    return request.build_absolute_uri(path) if login_host and login_host != request.get_host() else path
