"""Users who are deactivated, deleted or renamed, or whose password or email changes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import FieldDoesNotExist

from .current_request import current_request
from .request_state import RequestState
from .revocation import log_out_everywhere

_BEFORE = "_wiki_sso_before"


def remember_before(
    instance: AbstractBaseUser,
    raw: bool,
    using: str,
    update_fields: Collection[str] | None = None,
    **_kwargs: Any,
) -> None:
    """``pre_save`` of a user: what the database says now, one query if anything watched is saved."""
    instance.__dict__.pop(_BEFORE, None)
    fields = _watched_fields(instance, update_fields)
    if raw or instance._state.adding or not fields:
        return
    rows = type(instance)._base_manager.using(using).filter(pk=instance.pk)
    before = rows.values(_username_field(instance), *fields).first()
    if before is not None:
        instance.__dict__[_BEFORE] = (before, fields)


def revoke_if_changed(instance: AbstractBaseUser, using: str, **_kwargs: Any) -> None:
    """``post_save`` of a user: end the wiki cookies, under the name that they were made for.

    A password that is only hashed anew counts too: Django ends the user's other sessions then.
    """
    remembered = instance.__dict__.pop(_BEFORE, None)
    if remembered is None:
        return
    before, fields = remembered
    changed = [field for field in fields if before[field] != getattr(instance, field)]
    if changed == ["is_active"] and instance.is_active:
        return
    if changed:
        _revoke(instance, str(before[_username_field(instance)]), using)


def revoke_deleted(instance: AbstractBaseUser, using: str, **_kwargs: Any) -> None:
    """``post_delete`` of a user."""
    _revoke(instance, instance.get_username(), using)


def user_models() -> list[type[AbstractBaseUser]]:
    """The user model, its proxies and its children.

    Django sends a model's signals under the very class that was saved. Receivers for all classes would not
    do: a receiver of ``post_delete`` costs its model Django's fast deletion.
    """
    from django.apps import apps

    user_model = get_user_model()
    return [model for model in apps.get_models(include_auto_created=True) if issubclass(model, user_model)]


def _watched_fields(instance: AbstractBaseUser, update_fields: Collection[str] | None) -> list[str]:
    """Those of them that this save writes. Fields that were never loaded are not in ``update_fields``."""
    names = [_username_field(instance), instance.get_email_field_name(), "password", "is_active"]
    return [
        name
        for name in dict.fromkeys(names)
        if _has_field(instance, name) and (update_fields is None or name in update_fields)
    ]


def _username_field(instance: AbstractBaseUser) -> str:
    return str(getattr(type(instance), "USERNAME_FIELD", "username"))


def _has_field(instance: AbstractBaseUser, name: str) -> bool:
    try:
        instance._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _revoke(user: AbstractBaseUser, username: str, using: str) -> None:
    log_out_everywhere(username, using=using)
    request = current_request()
    if request is not None:
        # If this very session outlives the change, its browser gets a new cookie with the response.
        RequestState.of(request).revoked_user_ids.add(user._meta.pk.value_to_string(user))
