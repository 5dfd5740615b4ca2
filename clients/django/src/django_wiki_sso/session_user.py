"""Whose session this is, by what the database says now."""

from __future__ import annotations

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import router
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare


def session_user(request: HttpRequest) -> AbstractBaseUser | None:
    """The user whom Django will take this session for with the next request, or None.

    Read anew, and not from a replica: the request's own instance may be older than a change that someone
    has just made. None for a user who is gone or deactivated, and when the password is another one by now
    (after a new password Django keeps only the session that was told, ``update_session_auth_hash``).
    """
    user_model = get_user_model()
    session_id = request.session.get(SESSION_KEY)
    if session_id is None:
        return None
    users = user_model._base_manager.using(router.db_for_write(user_model))
    user = users.filter(pk=user_model._meta.pk.to_python(session_id)).first()
    if user is None or not user.is_active:
        return None
    kept = request.session.get(HASH_SESSION_KEY, "")
    return user if constant_time_compare(kept, user.get_session_auth_hash()) else None
