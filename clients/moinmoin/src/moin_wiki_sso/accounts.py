"""moin's accounts of the site's users."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any, Literal

from moin import log
from moin.constants.keys import DISABLED, EMAIL, ITEMID, NAME, NAME_EXACT
from moin.user import User, search_users

from .assertion import Identity
from .user_name import why_name_is_unusable
from .visitor import Standing, Visitor
from .write_lock import WriteLock

logging = log.getLogger(__name__)

Adoption = Collection[str] | Literal["*"]

# Profile key of an adopted account: the id of its owner. moin keeps unknown profile keys.
ADOPTED_BY = "wiki_sso_account_id"

# No auth method in the wiki's configuration has this name. moin's session restores only users of known methods, so it
# never restores one of these.
AUTH_METHOD = "wiki-sso-assertion"


class Accounts:
    """Finds, creates and updates accounts. Issuer and subject alone determine an account's id.

    :param issuer: the assertion's `iss`
    :param adopt: names of existing accounts to link with the site's users, or "*" for all
    :param trusted: whether the wiki's ACLs count these users as Trusted
    :param write_lock: serialises writes to the wiki's storage
    """

    def __init__(self, issuer: str, adopt: Adoption, trusted: bool, write_lock: WriteLock) -> None:
        self._namespace = uuid.uuid5(uuid.NAMESPACE_URL, f"wiki-sso:{issuer}")
        self._adopt = adopt
        self._trusted = trusted
        self._write_lock = write_lock

    def account_id(self, subject: str) -> str:
        """Return the permanent item id of this subject's account: 32 hex digits."""
        return uuid.uuid5(self._namespace, subject).hex

    def visitor_for(self, identity: Identity) -> Visitor:
        """Return the visitor for a verified identity; create the account at the first login."""
        unusable = why_name_is_unusable(identity.subject)
        if unusable:
            logging.warning("wiki-sso: name %s cannot be used here: %s", ascii(identity.subject), unusable)
            return Visitor(Standing.NAME_UNUSABLE, detail=unusable)

        account_id = self.account_id(identity.subject)
        user = self._find(identity.subject, account_id)
        if user is None or self._differs(user, identity):
            with self._write_lock:
                # Another thread may have created or updated it during the wait: look again.
                user = self._find(identity.subject, account_id)
                user = self._first_seen(identity, account_id) if user is None else self._current(user, identity)
        if user is None:
            return Visitor(Standing.NAME_TAKEN, account_id=account_id)
        if not user.valid:
            logging.info("wiki-sso: account %s is disabled", ascii(identity.subject))
            return Visitor(Standing.DISABLED, account_id=account_id)
        return Visitor(Standing.USER, user=user, account_id=account_id)

    def _load(self, item_id: str) -> Any:
        return User(item_id, auth_method=AUTH_METHOD, trusted=self._trusted)

    def _find(self, subject: str, account_id: str) -> Any:
        if search_users(**{ITEMID: account_id}):
            return self._load(account_id)
        for revision in search_users(**{NAME_EXACT: subject}):
            if revision.meta.get(ADOPTED_BY) == account_id:
                return self._load(revision.meta[ITEMID])
        return None

    @staticmethod
    def _differs(user: Any, identity: Identity) -> bool:
        return bool(user.email != identity.email or user.name != [identity.subject])

    def _first_seen(self, identity: Identity, account_id: str) -> Any:
        if search_users(**{NAME_EXACT: identity.subject}):
            user = self._adopted(identity.subject, account_id)
            return user and self._current(user, identity)
        user = User(auth_method=AUTH_METHOD, trusted=self._trusted)
        user.profile[ITEMID] = account_id
        user.profile[NAME] = [identity.subject]
        user.profile[EMAIL] = identity.email
        user.profile[DISABLED] = False
        user.generate_session_token(save=False)  # otherwise moin saves a second time, outside the lock
        user.save()
        logging.info("wiki-sso: created account %s", ascii(identity.subject))
        return self._load(account_id)

    def _current(self, user: Any, identity: Identity) -> Any:
        """Update the account to the site's data; return None if that would duplicate a name."""
        if not self._differs(user, identity):
            return user
        if user.name != [identity.subject]:
            # Rights depend on the name, so a name changed inside the wiki goes back to the site's.
            if any(found.meta[ITEMID] != user.itemid for found in search_users(**{NAME_EXACT: identity.subject})):
                logging.warning("wiki-sso: two accounts claim the name %s", ascii(identity.subject))
                return None
            user.profile[NAME] = [identity.subject]
        user.profile[EMAIL] = identity.email
        user.profile.save()
        return self._load(user.itemid)

    def _adopted(self, subject: str, account_id: str) -> Any:
        """Link the account of this name to its owner at the site, if the admin allows it; else return None."""
        holders = search_users(**{NAME_EXACT: subject})
        meta = holders[0].meta
        allowed = self._adopt == "*" or subject in self._adopt
        if not allowed or len(holders) > 1 or meta[NAME] != [subject] or meta.get(ADOPTED_BY):
            logging.warning(
                "wiki-sso: the name %s belongs to an account that was not adopted; see 'adopt' in the README",
                ascii(subject),
            )
            return None
        user = self._load(meta[ITEMID])
        user.profile[ADOPTED_BY] = account_id
        user.generate_session_token(save=False)  # ends every session of the old account
        user.profile.save()
        logging.info("wiki-sso: adopted account %s", ascii(subject))
        return self._load(meta[ITEMID])
