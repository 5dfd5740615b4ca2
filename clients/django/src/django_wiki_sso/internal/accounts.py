"""Ends wiki cookies when a user is deactivated, deleted or renamed, or gets another password or email."""

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

#: After a failure the app only queues revocations for this time: deactivating a hundred users while the bridge is
#: down must not wait a hundred times.
PAUSE_SECONDS = 5.0

_BEFORE = "_wiki_sso_before"
#: Every login saves this field, and no identity depends on it.
_UNRELATED = frozenset({"last_login"})


class _Pause:
    """End of the pause in which this process makes no call, on the monotonic clock."""

    def __init__(self) -> None:
        self.until = 0.0


pause = _Pause()


def log_out_everywhere(username: object, *, using: str | None = None) -> None:
    """End every wiki cookie of ``username`` made before now, in all browsers.

    The running transaction writes the logout to the outbox, and the app sends it after the commit. A rollback removes
    it; a crash in between or an unreachable bridge does not. Logins after the commit stay, however late the delivery.
    Never raises because of the bridge.

    :param username: the username of the user's identity; for a rename the old one.
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
        # A login in the same transaction may have delivered and deleted it already.
        PendingLogout.objects.filter(pk=entry.pk, before=None).update(before=before)
        if time.monotonic() < pause.until:
            return
    try:
        # Each user gets a time limit of their own: an action of the admin may select many users.
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
    """Return the user model, its proxies and its children.

    Django sends a model's signals for the exact class of the instance. Receivers for all classes would disable
    Django's fast deletion in every model.
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
    """Receiver of ``pre_save``: keep the user's present row of the database, at the cost of one query."""
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
    """Receiver of ``post_save``: end the wiki cookies if the change concerns them.

    A new hash of the same password counts too, because Django ends the user's other sessions then.
    """
    before: AbstractBaseUser | None = instance.__dict__.pop(_BEFORE, None)
    if before is None:
        return
    after = instance
    if update_fields is not None:
        # The instance may have changes that this save leaves out.
        after = copy.copy(before)
        for name in update_fields:
            setattr(after, name, getattr(instance, name))
    deactivated = before.is_active and not after.is_active
    if deactivated or before.password != after.password or identity_or_none(before) != identity_or_none(after):
        _revoke(before, using)


def revoke_deleted(instance: AbstractBaseUser, using: str, **_kwargs: Any) -> None:
    """Receiver of ``post_delete``: end the user's wiki cookies."""
    _revoke(instance, using)


def names_of(user: AbstractBaseUser) -> set[str]:
    """Return every username that the user's cookies may carry: the present one and those of older live cookies."""
    identity = identity_or_none(user)
    return issued.usernames_of(user_key(user)) | ({identity.username} if identity is not None else set())


def _revoke(user: AbstractBaseUser, using: str) -> None:
    """End the user's cookies under every name that they may carry."""
    for name in sorted(names_of(user)):
        log_out_everywhere(name, using=using)
    wiki = WikiSession.current()
    if wiki is not None:
        # If this session survives the change, its browser gets a new cookie with the response.
        wiki.note_revoked(user_key(user))
