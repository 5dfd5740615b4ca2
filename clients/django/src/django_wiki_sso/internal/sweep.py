"""Cookies whose session or active user is gone, where no request of the site has seen it happen."""

from __future__ import annotations

import logging

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.utils import timezone

from ..models import IssuedCookie
from . import issued, outbox
from .policy import identity_or_none
from .site_session import load_sealed, session_user

logger = logging.getLogger("django_wiki_sso")

#: Rows read at a time.
CHUNK = 500


def queue_orphans() -> int:
    """Queue the end of every cookie whose session has ended or whose user may no longer have it.

    One or two queries a cookie. :returns: how many were queued.
    """
    now = timezone.now().timestamp()
    living = IssuedCookie.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now)).exclude(user_id="")
    queued = 0
    for row in living.iterator(chunk_size=CHUNK):
        if _is_orphan(row) and outbox.queue(member=row.member) is not None:
            issued.forget([row.member])
            queued += 1
    return queued


def _is_orphan(row: IssuedCookie) -> bool:
    user = session_user(load_sealed(row.sealed_key)) if row.sealed_key else _user_of(row)
    if user is None or str(user._meta.pk.value_to_string(user)) != row.user_id:
        return True
    identity = identity_or_none(user)
    return identity is not None and identity.digest != row.identity


def _user_of(row: IssuedCookie) -> AbstractBaseUser | None:
    """Of a session that lives in its browser only the user can be looked at."""
    user_model = get_user_model()
    user = user_model._base_manager.filter(pk=user_model._meta.pk.to_python(row.user_id)).first()
    return user if user is not None and user.is_active else None
