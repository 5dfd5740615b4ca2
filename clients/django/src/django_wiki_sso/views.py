"""``enter``: from the wiki to the site and back, logged in."""

from __future__ import annotations

import logging
from urllib.parse import urlencode, urlsplit

from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.template import TemplateDoesNotExist
from django.urls import reverse
from django.utils.http import MAX_URL_LENGTH
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .conf import load_settings
from .errors import SettingsInvalid
from .loop_guard import is_going_round
from .next_url import safe_next
from .sign_in import open_wiki_session

logger = logging.getLogger("django_wiki_sso")

TEMPLATE = "django_wiki_sso/unavailable.html"
RETRY_AFTER_SECONDS = 30


@never_cache
@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """``GET enter?next=<page of the wiki>``: a fresh wiki cookie for whoever is logged in, then ``next``.

    Others log in first and come back here. A link to this view from anywhere gives visitors nothing but a
    cookie of their own, so a GET may do it. When no cookie can be had a page says so, status 503, instead
    of a redirect that the wiki would send right back.
    """
    try:
        settings = load_settings()
    except SettingsInvalid as error:
        logger.error("enter cannot work: %s", error)
        return unavailable(request, None, "settings")
    next_url = safe_next(request.GET.get("next"), settings.wiki_urls)
    user = request.user
    if isinstance(user, AnonymousUser) or not user.is_authenticated:
        return _log_in_first(request, next_url)
    if request.method == "HEAD":
        # Asked for by link checkers, which have no use for a cookie.
        return HttpResponseRedirect(next_url)
    if is_going_round(request, next_url):
        logger.error("user %s is sent back and forth: the wiki cookie is not kept or not accepted", user.pk)
        return unavailable(request, next_url, "loop")
    if not open_wiki_session(request, user):
        return unavailable(request, next_url, "bridge")
    return HttpResponseRedirect(next_url)


def _log_in_first(request: HttpRequest, next_url: str) -> HttpResponse:
    back_here = reverse("wiki_sso:enter") + "?" + urlencode({"next": next_url})
    if len(back_here) > MAX_URL_LENGTH:
        # Django's login form takes no longer one and would lead to the site's own page instead.
        back_here = reverse("wiki_sso:enter")
    login_host = urlsplit(resolve_url(django_settings.LOGIN_URL)).netloc
    if login_host and login_host != request.get_host():
        back_here = request.build_absolute_uri(back_here)
    return redirect_to_login(back_here)


def unavailable(request: HttpRequest, next_url: str | None, reason: str) -> HttpResponse:
    """The page that says why there is no way into the wiki now: ``django_wiki_sso/unavailable.html``.

    :param reason: ``bridge``, ``loop`` or ``settings``.
    """
    context = {"next_url": next_url, "reason": reason}
    try:
        response = render(request, TEMPLATE, context, status=503)
    except TemplateDoesNotExist:  # a site whose template loaders do not look into apps
        response = HttpResponse(
            "The wiki cannot log you in right now. You are still logged in here. Try again in a minute.",
            content_type="text/plain; charset=utf-8",
            status=503,
        )
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
