"""The site's pages, and the views of the third-party apps."""

from __future__ import annotations

from typing import Any

import django_otp
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import authenticate, get_user_model, login, logout, update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django_otp.forms import OTPAuthenticationForm
from knox import views as knox
from rest_framework.authentication import BasicAuthentication
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.request import Request
from rest_framework.response import Response


def who(request: HttpRequest) -> HttpResponse:
    """The user's name, empty for an anonymous visitor."""
    return HttpResponse(request.user.get_username())


@api_view(["POST"])
@authentication_classes([])
@permission_classes([])
def api_login(request: Request) -> Response:
    """``login`` with the request that Django REST framework hands to its views."""
    user = authenticate(request, username=request.data["username"], password="pw")
    login(request, user)
    return Response({"user": user.get_username()})


@api_view(["POST"])
@permission_classes([])
def api_logout(request: Request) -> Response:
    logout(request)
    return Response({})


@api_view(["POST"])
@permission_classes([])
def api_password(request: Request) -> Response:
    request.user.set_password("new")
    request.user.save()
    update_session_auth_hash(request, request.user)
    return Response({})


def verify_otp(request: HttpRequest) -> HttpResponse:
    """The page that asks for the second factor after the password was right."""
    device = django_otp.match_token(request.user, request.POST["token"])
    if device is None:
        return HttpResponse("wrong", status=400)
    django_otp.login(request, device)
    return HttpResponse("verified")


def change_password_quietly(request: HttpRequest) -> HttpResponse:
    """Changes the password, and saves another user and a flag besides: three signals in one transaction."""
    user = get_user_model().objects.get(pk=request.user.pk)
    user.set_password("new")
    user.save()
    user.first_name = "Alice"
    user.save()
    update_session_auth_hash(request, user)
    return HttpResponse("changed")


def flush_session(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    return HttpResponse("flushed")


def clear_session(request: HttpRequest) -> HttpResponse:
    request.session.clear()
    return HttpResponse("cleared")


def cycle_key(request: HttpRequest) -> HttpResponse:
    request.session.cycle_key()
    return HttpResponse("cycled")


@csrf_exempt
def log_in_for(request: HttpRequest, seconds: int) -> HttpResponse:
    login(request, authenticate(request, username="alice", password="pw"))
    request.session.set_expiry(seconds)
    return HttpResponse("in")


@csrf_exempt
def log_in_as(request: HttpRequest, username: str) -> HttpResponse:
    """A login without a form, for clients that speak plain HTTP."""
    login(request, get_user_model().objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    return HttpResponse("in")


@csrf_exempt
def change_email(request: HttpRequest) -> HttpResponse:
    """Saves another person's account, as an admin's form does: all wiki cookies made before are to end."""
    user = get_user_model().objects.get(username=request.POST["username"])
    user.email = request.POST["email"]
    user.save()
    return HttpResponse("saved")


class KnoxLogin(knox.LoginView):
    authentication_classes = (BasicAuthentication,)


urlpatterns: list[Any] = [
    path("who/", who),
    path("login/", LoginView.as_view(template_name="admin/login.html")),
    path("logout/", csrf_exempt(LogoutView.as_view())),
    path("password/", PasswordChangeView.as_view(success_url="/who/", template_name="admin/login.html")),
    path("quiet-password/", change_password_quietly),
    path("flush/", flush_session),
    path("clear/", clear_session),
    path("cycle/", cycle_key),
    path("log-in-for/<int:seconds>/", log_in_for),
    path("change-email/", change_email),
    path("log-in-as/<str:username>/", log_in_as),
    path("wiki-sso/", include("django_wiki_sso.urls")),
    path("admin/", admin.site.urls),
    path("api/login/", api_login),
    path("api/logout/", api_logout),
    path("api/password/", api_password),
    path("rest-auth/", include("dj_rest_auth.urls")),
    path("djoser/", include("djoser.urls.authtoken")),
    path("knox/login/", KnoxLogin.as_view()),
    path("knox/logout/", knox.LogoutView.as_view()),
    path("knox/logoutall/", knox.LogoutAllView.as_view()),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("user_sessions.urls", "user_sessions")),
    path("hijack/", include("hijack.urls")),
    path("loginas/", include("loginas.urls")),
    path("su/", include("django_su.urls")),
    path("impersonate/", include("impersonate.urls")),
    path("otp/login/", LoginView.as_view(template_name="admin/login.html", authentication_form=OTPAuthenticationForm)),
    path("otp/verify/", verify_otp),
    path("shop/", include(apps.get_app_config("oscar").urls[0])),
    path("notifications/", include("django_nyt.urls")),
    path("own-wiki/", include("wiki.urls")),
]
