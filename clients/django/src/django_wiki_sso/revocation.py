"""Log a user out of the wiki everywhere."""

from __future__ import annotations

import logging
import time

from django.db import router, transaction

from .conf import load_settings
from .current_request import current_request
from .errors import BridgeError, SettingsInvalid
from .hooks import Hooks
from .models import PendingLogout
from .outbox import deliver, is_final, queue
from .request_state import RequestState

logger = logging.getLogger("django_wiki_sso")

#: After a failure revocations are only queued for so long: someone deactivating a hundred users while the
#: bridge is down should not wait a hundred times.
PAUSE_SECONDS = 5.0


class _Pause:
    """Until when this process does not try, on the monotonic clock."""

    def __init__(self) -> None:
        self.until = 0.0


pause = _Pause()


def log_out_everywhere(username: str, *, using: str | None = None) -> None:
    """End every wiki cookie of ``username``, made before now, in whatever browser.

    Written to the queue within the running transaction, and told to the bridge when that is committed: a
    rollback takes it back, a crash in between or a bridge that is down does not lose it.

    :param username: as the bridge was told it; for a rename the old one.
    :param using: the database of the transaction to wait for, by default the queue's.
    """
    if not username:
        return
    entry = queue(username=username)
    transaction.on_commit(
        lambda: _tell_bridge(username, entry),
        using=using or router.db_for_write(PendingLogout),
        robust=True,
    )


def _tell_bridge(username: str, entry: PendingLogout | None) -> None:
    if time.monotonic() < pause.until and entry is not None:
        return
    try:
        hooks = Hooks(load_settings())
        if entry is not None:
            deliver(entry, hooks)
        else:
            hooks.log_out_username(username)
    except (BridgeError, SettingsInvalid) as error:
        logger.error("a user is not yet logged out of the wiki: %s", error)
        if isinstance(error, SettingsInvalid) or is_final(error):
            return
        pause.until = time.monotonic() + PAUSE_SECONDS
        request = current_request()
        if request is not None:
            RequestState.of(request).note(error)
