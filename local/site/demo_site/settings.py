"""Django's settings for the demo site: what a small real site has, and WIKI_SSO."""

from __future__ import annotations

import os
from pathlib import Path

from .environment import read_environment
from .secret_key import secret_key

ENVIRONMENT = read_environment(os.environ)

SECRET_KEY = secret_key(ENVIRONMENT.data_dir)
DEBUG = False
ALLOWED_HOSTS = [ENVIRONMENT.host]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_wiki_sso",
    "demo_site",
]
MIDDLEWARE = [
    "demo_site.other_host.other_host",
    "django.middleware.security.SecurityMiddleware",
    "demo_site.content_security.content_security",
    "demo_site.hook_secret.HookSecretMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "demo_site.lessons.middleware.LessonMiddleware",
    "django_wiki_sso.middleware.WikiSsoMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "demo_site.urls"
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

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ENVIRONMENT.data_dir / "site.sqlite3",
        # Several threads write: wait for each other instead of failing.
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The default one takes half a second of a small machine for each login and each demo user.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]

# No Domain on either: both stay on this host, while the wiki cookie goes to the wiki too.
SESSION_COOKIE_NAME = "site_session"
CSRF_COOKIE_NAME = "site_csrf"

LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
STATIC_URL = "/static/"
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "site: {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django_wiki_sso": {"level": "INFO"},
    },
}

WIKI_SSO = {
    "HOOKS_URL": ENVIRONMENT.hooks_url,
    "HOOK_SECRET": ENVIRONMENT.hook_secret,
    "WIKI_URLS": ENVIRONMENT.wiki_urls,
    "COOKIE_NAME": ENVIRONMENT.cookie_name,
}
