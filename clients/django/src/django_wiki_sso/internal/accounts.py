"""Users who are deactivated, deleted or renamed, or whose password or email changes."""

from __future__ import annotations

import copy
import logging
import time
from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import router, transaction
from wiki_sso_client import BridgeError, SettingsInvalid

from ..conf import load_settings
from ..identity import identity_or_none
from ..models import PendingLogout
from . import issued, outbox
from .bridge import Bridge
from .site_session import user_key
from .wiki_session import WikiSession

logger = logging.getLogger("django_wiki_sso")

#: After a failure revocations are only queued for so long: deactivating a hundred users while the bridge is down
#: must not wait a hundred times.
PAUSE_SECONDS = 5.0

_BEFORE = "_wiki_sso_before"
#: Every login saves this one, and no identity is made of it.
_UNRELATED = frozenset({"last_login"})


class _Pause:
    """Until when this process does not try, on the monotonic clock."""

    def __init__(self) -> None:
        self.until = 0.0


pause = _Pause()


def log_out_everywhere(username: object, *, using: str | None = None) -> None:
    """End every wiki cookie of ``username`` that was made before now, in all browsers.

    Written to the outbox within the running transaction and sent when that is committed: a rollback takes it
    back, and neither a crash in between nor a bridge that is down loses it. A login that comes after the commit
    is not ended by it, however late the bridge hears of it.

    :param username: as in the identity of the user; for a rename the old one.
    :param using: the database of the transaction to wait for, by default the outbox's.
    """
    name = str(username)
    if not name:
        return
    entry = outbox.queue(username=name, rest=True)
    transaction.on_commit(
        lambda: _send(name, entry),
        using=using or router.db_for_write(PendingLogout),
        robust=True,
    )


def _send(username: str, entry: PendingLogout | None) -> None:
    before = outbox.event_time(username)
    if entry is not None:
        # A login in this very transaction may have delivered it already; then it is gone.
        PendingLogout.objects.filter(pk=entry.pk, before=None).update(before=before)
        if time.monotonic() < pause.until:
            return
    try:
        # With a time limit of its own: an action of the admin may concern many users.
        bridge = Bridge(load_settings())
        if entry is not None:
            outbox.deliver_event(entry, bridge)
        else:
            bridge.log_out_username(username, before=before)
    except BridgeError as error:
        logger.error("a user is not yet logged out of the wiki: %s", error)
        pause.until = time.monotonic() + PAUSE_SECONDS
        wiki = WikiSession.current()
        if wiki is not None and bridge.failed:
            wiki.note_bridge_failure()
    except SettingsInvalid as error:
        logger.error("a user is not yet logged out of the wiki: %s", error)


def user_models() -> list[type[AbstractBaseUser]]:
    """The user model, its proxies and its children.

    Django sends a model's signals under the very class that was saved. Receivers for all classes would not
    do: a receiver of ``post_delete`` costs its model Django's fast deletion.
    """
    from django.apps import apps

    user_model = get_user_model()
    return [model for model in apps.get_models(include_auto_created=True) if issubclass(model, user_model)]


def remember_before(
    instance: AbstractBaseUser,
    raw: bool,
    using: str,
    update_fields: Collection[str] | None = None,
    **_kwargs: Any,
) -> None:
    """``pre_save`` of a user: keep the user as the database has them now, for one query."""
    instance.__dict__.pop(_BEFORE, None)
    if raw or instance._state.adding or (update_fields is not None and _UNRELATED.issuperset(update_fields)):
        return
    before = type(instance)._base_manager.using(using).filter(pk=instance.pk).first()
    if before is not None:
        instance.__dict__[_BEFORE] = before


def revoke_if_changed(
    instance: AbstractBaseUser,
    using: str,
    update_fields: Collection[str] | None = None,
    **_kwargs: Any,
) -> None:
    """``post_save`` of a user: end the wiki cookies if the change concerns them.

    A password that is only hashed anew counts too: Django ends the user's other sessions then.
    """
    before: AbstractBaseUser | None = instance.__dict__.pop(_BEFORE, None)
    if before is None:
        return
    after = instance
    if update_fields is not None:
        # The instance may hold more changes than were saved.
        after = copy.copy(before)
        for name in update_fields:
            setattr(after, name, getattr(instance, name))
    deactivated = before.is_active and not after.is_active
    if deactivated or before.password != after.password or identity_or_none(before) != identity_or_none(after):
        _revoke(before, using)


def revoke_deleted(instance: AbstractBaseUser, using: str, **_kwargs: Any) -> None:
    """``post_delete`` of a user."""
    _revoke(instance, using)


def _revoke(user: AbstractBaseUser, using: str) -> None:
    """Under every name that the user's cookies may carry."""
    key = user_key(user)
    identity = identity_or_none(user)
    names = issued.usernames_of(key) | ({identity.username} if identity is not None else set())
    for name in sorted(names):
        log_out_everywhere(name, using=using)
    wiki = WikiSession.current()
    if wiki is not None:
        # If this very session outlives the change, its browser gets a new cookie with the response.
        wiki.note_revoked(key)
