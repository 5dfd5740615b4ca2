"""A plain Django site with the stock login form."""

from __future__ import annotations

from pathlib import Path

SECRET_KEY = "only-for-the-tests-of-this-package"
DEBUG = False
ALLOWED_HOSTS = ["www.example.localhost", "127.0.0.1", "localhost", "testserver"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django_wiki_sso",
    "tests.people",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django_wiki_sso.middleware.WikiSsoMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "tests.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
# The default hasher takes most of a second on purpose; the tests log in a hundred times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
STATIC_URL = "/static/"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

WIKI_SSO = {
    # A port of loopback where nothing listens: a test that wants a bridge starts one.
    "HOOKS_URL": "http://127.0.0.1:9/hooks",
    "HOOK_SECRET": "whsec_" + "dGVzdHMta25vdy10aGlzLXNlY3JldC1vZi0zMi1ieXRlcw==",
    "WIKI_URLS": ["http://wiki.example.localhost:8080", "https://docs.example.localhost"],
}
