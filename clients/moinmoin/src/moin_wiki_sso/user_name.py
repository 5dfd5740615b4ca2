"""Rules for user names of the site that this wiki can use."""

from __future__ import annotations

import unicodedata

from moin.user import isValidName

MAX_NAME_LENGTH = 255  # code points, as the bridge allows

# An account named "anonymous" would make every visitor a known user; the others are words of moin's ACLs
# and of its storage. Compared without regard to case, so that no name looks like one of them either.
RESERVED_NAMES = frozenset({"all", "anonymous", "default", "known", "system", "trusted"})


def why_name_is_unusable(name: str) -> str | None:
    """Return why `name` cannot be the name of an account here, or None if it can.

    moin drops characters and folds blanks when it normalises a name. This refuses every name that would
    change, so that two users of the site never share one account.
    """
    if not 0 < len(name) <= MAX_NAME_LENGTH:
        return f"it must have 1 to {MAX_NAME_LENGTH} characters"
    if name.casefold() in RESERVED_NAMES:
        return "it is reserved"
    if not isValidName(name):
        return "only letters, digits, ' @ . - _ and single spaces are possible, and no name that ends in Group"
    if unicodedata.normalize("NFC", name) != name:
        return "it is not in Unicode's composed form (NFC)"
    return None
