"""The home page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_wiki_sso import has_wiki_cookie

from .lessons.lesson import lesson_for


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who you are here, whether the wiki knows, the ways in and out, and what just happened."""
    lesson = lesson_for(request)
    context = {
        "wiki_url": settings.ENVIRONMENT.wiki_url,
        "more_wiki_urls": settings.ENVIRONMENT.more_wiki_urls,
        "has_wiki_cookie": has_wiki_cookie(request),
        "wiki_knows": has_wiki_cookie(request) and not lesson.is_void,
        "lesson": lesson,
    }
    return render(request, "home.html", context)
