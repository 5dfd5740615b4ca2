"""What a site may put into ``WIKI_SSO``: who may enter, and as whom."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def anyone(request: HttpRequest, user: Any) -> bool:
    return True


def staff_only(request: HttpRequest, user: Any) -> bool:
    return bool(user.is_staff)


def by_first_and_last_name(user: Any) -> Any:
    from django_wiki_sso import Identity

    return Identity(username=user.get_full_name() or user.email.partition("@")[0], email=user.email)
