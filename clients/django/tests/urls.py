"""The site's pages, and a few views that log in and out in less usual ways."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import alogin, alogout, authenticate, get_user_model, login, logout
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"user: {request.user.get_username() or 'nobody'}")


@csrf_exempt
def login_remembered_or_not(request: HttpRequest) -> HttpResponse:
    """Sets the session's end after the login, as "remember me" forms do."""
    login(request, authenticate(request, username="alice", password="pw"))
    request.session.set_expiry(0 if request.GET.get("remember") == "no" else 3600)
    return HttpResponse("in")


@csrf_exempt
def login_then_flush(request: HttpRequest) -> HttpResponse:
    """Takes the login back without the signal, as some two-factor apps do."""
    login(request, authenticate(request, username="alice", password="pw"))
    request.session.flush()
    return HttpResponse("second factor, please")


@csrf_exempt
def login_then_logout(request: HttpRequest) -> HttpResponse:
    login(request, authenticate(request, username="alice", password="pw"))
    logout(request)
    return HttpResponse("out")


@csrf_exempt
def login_then_fail(request: HttpRequest) -> HttpResponse:
    login(request, authenticate(request, username="alice", password="pw"))
    return HttpResponse("broken", status=500)


@csrf_exempt
async def async_login(request: HttpRequest) -> HttpResponse:
    user = await get_user_model().objects.aget(username=request.POST["username"])
    await alogin(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponse("in")


@csrf_exempt
async def async_logout(request: HttpRequest) -> HttpResponse:
    await alogout(request)
    return HttpResponse("out")


@csrf_exempt
async def async_change_own_account(request: HttpRequest) -> HttpResponse:
    user = await request.auser()
    assert isinstance(user, User)
    user.email = request.POST["email"]
    await user.asave()
    return HttpResponse("saved")


@csrf_exempt
def change_own_account(request: HttpRequest) -> HttpResponse:
    """Saves another instance than the request's, as many a form does."""
    user = get_user_model().objects.get(username=request.user.get_username())
    for name, value in request.POST.items():
        setattr(user, name, value == "True" if name == "is_active" else value)
    user.save()
    return HttpResponse("saved")


@csrf_exempt
def delete_own_account(request: HttpRequest) -> HttpResponse:
    get_user_model().objects.get(username=request.user.get_username()).delete()
    return HttpResponse("gone")


def page_without_session(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("for everyone")
    response["Cache-Control"] = "public, max-age=600"
    return response


urlpatterns = [
    path("", home),
    path("login/", LoginView.as_view(template_name="login.html")),
    path("logout/", LogoutView.as_view()),
    path("password/", PasswordChangeView.as_view(success_url="/", template_name="login.html")),
    path("achange/", async_change_own_account),
    path("change/", change_own_account),
    path("delete/", delete_own_account),
    path("public/", page_without_session),
    path("remember/", login_remembered_or_not),
    path("flushed/", login_then_flush),
    path("in-and-out/", login_then_logout),
    path("failed/", login_then_fail),
    path("alogin/", async_login),
    path("alogout/", async_logout),
    path("wiki-sso/", include("django_wiki_sso.urls")),
    path("admin/", admin.site.urls),
]
