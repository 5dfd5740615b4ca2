"""Log in to a site, and be logged in to its wiki: the site's side of wiki-sso, for any Python framework."""

from .answers import Login, Logout, read_login, read_logout
from .cookie import (
    COOKIE_NAME_PATTERN,
    DOMAIN_PATTERN,
    MEMBER_PATTERN,
    SameSite,
    WikiCookie,
    member_of,
    sent_members,
)
from .deadline import Deadline
from .domains import covers, deletion_domains, host_without_port, shared_parent
from .errors import (
    BridgeAnswerInvalid,
    BridgeError,
    BridgeRefused,
    BridgeTooSlow,
    BridgeUnreachable,
    SettingsInvalid,
    WikiSsoError,
)
from .hooks import HookClient
from .loop_guard import count_visit
from .names import canonical_email, canonical_username
from .next_url import safe_next
from .outbox import Delivered, LogoutClient, OutboxStore, PendingLogout, deliver_due, next_attempt_delay
from .settings import REQUIRED, SETTINGS, ClientSettings, Problem, Setting, read
from .signing import decode_secret, signed_headers
from .transport import HttpAnswer, post

__all__ = [
    "COOKIE_NAME_PATTERN",
    "DOMAIN_PATTERN",
    "MEMBER_PATTERN",
    "REQUIRED",
    "SETTINGS",
    "BridgeAnswerInvalid",
    "BridgeError",
    "BridgeRefused",
    "BridgeTooSlow",
    "BridgeUnreachable",
    "ClientSettings",
    "Deadline",
    "Delivered",
    "HookClient",
    "HttpAnswer",
    "Login",
    "Logout",
    "LogoutClient",
    "OutboxStore",
    "PendingLogout",
    "Problem",
    "SameSite",
    "Setting",
    "SettingsInvalid",
    "WikiCookie",
    "WikiSsoError",
    "canonical_email",
    "canonical_username",
    "count_visit",
    "covers",
    "decode_secret",
    "deletion_domains",
    "deliver_due",
    "host_without_port",
    "member_of",
    "next_attempt_delay",
    "post",
    "read",
    "read_login",
    "read_logout",
    "safe_next",
    "sent_members",
    "shared_parent",
    "signed_headers",
]
