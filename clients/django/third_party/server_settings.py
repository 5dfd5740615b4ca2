"""The same site for real servers: a small set of apps, its database and engine chosen by the environment."""

from __future__ import annotations

import json
import os

from tests.settings import *  # noqa: F403 - the site of the package's own tests

_CHOSEN = json.loads(os.environ["THIRD_PARTY_SITE"])

ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django_wiki_sso",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django_wiki_sso.middleware.WikiSsoMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "third_party.server_urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}}]
DATABASES = {"default": _CHOSEN["database"]}
SESSION_ENGINE = _CHOSEN["session_engine"]
CACHES = {
    # Shared by the workers, as a site's cache is.
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": _CHOSEN["cache"],
    }
}
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/who/"
WIKI_SSO = {
    "HOOKS_URL": _CHOSEN["hooks_url"],
    "HOOK_SECRET": "whsec_" + "dGVzdHMta25vdy10aGlzLXNlY3JldC1vZi0zMi1ieXRlcw==",
    "WIKI_URLS": ["http://wiki.example.localhost:8080"],
    "TIMEOUT_SECONDS": _CHOSEN["timeout_seconds"],
}
