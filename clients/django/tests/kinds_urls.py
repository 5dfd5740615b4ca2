"""Views that log in, log out and end sessions in the ways that sites and their packages do."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, get_user_model, login, logout
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from .urls import urlpatterns as site_urls


class WrappedRequest:
    """As Django REST framework's: another object, with the attributes of Django's request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __getattr__(self, name: str) -> Any:
        return getattr(self._request, name)


@csrf_exempt
def api_login(request: HttpRequest) -> HttpResponse:
    wrapped: Any = WrappedRequest(request)
    login(wrapped, authenticate(wrapped, username=request.POST["username"], password="pw"))
    return HttpResponse("in", status=int(request.GET.get("status", 200)))


@csrf_exempt
def api_logout(request: HttpRequest) -> HttpResponse:
    wrapped: Any = WrappedRequest(request)
    logout(wrapped)
    return HttpResponse("out")


@csrf_exempt
def do(request: HttpRequest) -> HttpResponse:
    """Does to the session what ``what`` says, and answers with the status that the address asks for."""
    match request.GET["what"]:
        case "flush":
            request.session.flush()
        case "clear":
            request.session.clear()
        case "cycle":
            request.session.cycle_key()
        case "touch":
            request.session["seen"] = request.session.get("seen", 0) + 1
        case "expiry":
            request.session.set_expiry(int(request.GET["seconds"]))
        case "logout":
            logout(request)
    return HttpResponse("done", status=int(request.GET.get("status", 200)))


@csrf_exempt
def give_back_token(request: HttpRequest) -> HttpResponse:
    """As knox, djoser and allauth's headless API: the signal for an API token's user, the session goes on."""
    user = get_user_model().objects.get(username=request.GET["of"])
    user_logged_out.send(sender=type(user), request=WrappedRequest(request), user=user)
    return HttpResponse("given back")


@csrf_exempt
def invalid_form(request: HttpRequest) -> HttpResponse:
    """A form that is not valid leaves what was typed in the request's own user."""
    form = UserChangeForm({"username": "someone else", "email": "not an address"}, instance=request.user)
    assert not form.is_valid()
    return HttpResponse(f"as typed: {request.user.get_username()}")


@csrf_exempt
def change_password(request: HttpRequest) -> HttpResponse:
    from django.contrib.auth import update_session_auth_hash

    user: Any = request.user
    user.set_password("next")
    user.save()
    update_session_auth_hash(request, user)
    return HttpResponse("changed")


urlpatterns = [
    path("api/login/", api_login),
    path("api/logout/", api_logout),
    path("do/", do),
    path("give-back/", give_back_token),
    path("invalid-form/", invalid_form),
    path("new-password/", change_password),
    *site_urls,
]
