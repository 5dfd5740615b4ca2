"""Pages for clients that speak plain HTTP: no forms, no tokens against forged posts."""

from __future__ import annotations

from django.contrib.auth import get_user_model, login, logout
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


def who(request: HttpRequest) -> HttpResponse:
    """The user's name, empty for an anonymous visitor."""
    return HttpResponse(request.user.get_username())


def log_in_as(request: HttpRequest, username: str) -> HttpResponse:
    user = get_user_model().objects.get(username=username)
    login(request, user, "django.contrib.auth.backends.ModelBackend")
    return HttpResponse("in")


def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponse("out")


def change_email(request: HttpRequest, username: str) -> HttpResponse:
    """Saves an account with another address: all its wiki cookies made before are to end."""
    user = get_user_model().objects.get(username=username)
    user.email = "new@example.com" if user.email != "new@example.com" else "newer@example.com"
    user.save()
    return HttpResponse("saved")


urlpatterns = [
    path("who/", who),
    path("log-in-as/<str:username>/", csrf_exempt(log_in_as)),
    path("change-email/<str:username>/", csrf_exempt(change_email)),
    path("logout/", csrf_exempt(log_out)),
    path("wiki-sso/", include("django_wiki_sso.urls")),
]
