"""The auth method for the wiki's configuration: it takes the user from the request's assertion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import g, request
from moin import log
from moin.auth import BaseAuth, ContinueLogin
from moin.error import ConfigurationError

from .accounts import Accounts, Adoption
from .assertion import AssertionRefusedError, verify_assertion
from .assertion_keys import KeySource, read_keys
from .visitor import NOBODY, Standing, Visitor
from .wiki_url import Origin, origin_of, split_absolute
from .write_lock import WriteLock

logging = log.getLogger(__name__)

_T = TypeVar("_T")

IDENTITY_HEADER = "HTTP_X_WIKI_IDENTITY"  # X-Wiki-Identity, as WSGI spells it


class WikiSso(BaseAuth):
    """Log users in by the assertion of each request, and in no other way.

    Put it in the wiki's configuration as the only auth method, and call `install(app)` on the app.

    :param url: the wiki's public URL, such as "https://wiki.example.com": as browsers show it
    :param keys: the bridge's assertion keys (32 bytes or more each), or a callable that returns them
    :param login_url: the site's page that logs visitors in and redirects to its parameter `next`
    :param logout_url: target of the wiki's Logout link; None for no link
    :param issuer: the assertion's `iss`
    :param audience: the assertion's `aud`; the host of `url` if not given
    :param private: show nothing to visitors without an account
    :param adopt: names of existing accounts that belong to the site's users of the same name,
        or "*" for all of them
    :param max_page_bytes: maximum length of a page's text, in bytes of UTF-8
    :param trusted: whether the wiki's ACLs count these users as Trusted
    :raises ConfigurationError: for an invalid value, which the message names
    """

    name = "wiki-sso"

    def __init__(
        self,
        *,
        url: str,
        keys: KeySource,
        login_url: str,
        logout_url: str | None = None,
        issuer: str = "wiki-sso",
        audience: str | None = None,
        private: bool = False,
        adopt: Adoption = (),
        max_page_bytes: int = 65_536,
        trusted: bool = False,
    ) -> None:
        super().__init__(trusted=trusted)
        self.public = _public_origin(url)
        self.origin = str(self.public)
        for option, value in (("login_url", login_url), ("logout_url", logout_url)):
            if value is not None:
                _checked(option, value, split_absolute)
        if not issuer:
            raise ConfigurationError("wiki-sso: issuer is empty")
        if isinstance(adopt, str) and adopt != "*":
            raise ConfigurationError('wiki-sso: adopt is a list of names, or "*"')
        if type(max_page_bytes) is not int or max_page_bytes <= 0:
            raise ConfigurationError(
                f"wiki-sso: max_page_bytes: expected a number of bytes above 0, got {max_page_bytes!r}"
            )
        read_keys(keys)  # reports a mistake at the start, not at the first login
        self.login_url = login_url
        self.logout_url = logout_url
        self.private = private
        self.max_page_bytes = max_page_bytes
        self.write_lock = WriteLock()
        self._keys = keys
        self._issuer = issuer
        self._audience = audience or self.public.host
        self._accounts = Accounts(issuer, adopt, trusted, self.write_lock)
        self.installed = False

    def visitor(self) -> Visitor:
        """Return the visitor of the current request; computed once per request."""
        if "wiki_sso_visitor" not in g:
            g.wiki_sso_visitor = self._look()
        visitor: Visitor = g.wiki_sso_visitor
        return visitor

    def request(self, user_obj: Any, **_: Any) -> tuple[Any, bool]:  # noqa: ARG002
        """Moin's hook for every ordinary request."""
        return self.visitor().user, True

    def login(self, user_obj: Any, **_: Any) -> ContinueLogin:  # noqa: ARG002
        """Moin's hook for a request with `login_submit`, which proves nothing: only the assertion counts."""
        return ContinueLogin(self.visitor().user)

    def logout(self, user_obj: Any, **_: Any) -> tuple[Any, bool]:  # noqa: ARG002
        """Moin's hook for `logout_submit`, which changes nothing: users log out at the site."""
        return self.visitor().user, True

    def _look(self) -> Visitor:
        if not self.installed:
            logging.error("wiki-sso: install(app) was not called, so every visitor is anonymous")
            return NOBODY
        token = request.environ.get(IDENTITY_HEADER, "")
        if not token:  # the bridge sends an empty header for anonymous visitors
            return NOBODY
        try:
            keys = read_keys(self._keys)
            identity = verify_assertion(token, keys, issuer=self._issuer, audience=self._audience)
        except AssertionRefusedError as refusal:
            logging.warning("wiki-sso: assertion refused: %s", refusal.reason)
            return Visitor(Standing.ASSERTION_REFUSED)
        except Exception:
            # The admin's key source failed: no visitor can log in, but the wiki stays readable.
            logging.exception("wiki-sso: the assertion keys could not be read")
            return Visitor(Standing.ASSERTION_REFUSED)
        try:
            return self._accounts.visitor_for(identity)
        except Exception:
            logging.exception("wiki-sso: the account of %s could not be opened", ascii(identity.subject))
            return Visitor(Standing.ACCOUNT_FAILED)


def _public_origin(url: str) -> Origin:
    parts = _checked("url", url, split_absolute)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ConfigurationError(f"wiki-sso: url is scheme and host only, without {parts.path!r}")
    return _checked("url", url, origin_of)


def _checked(option: str, value: str, read: Callable[[str], _T]) -> _T:
    try:
        return read(value)
    except ValueError as error:
        raise ConfigurationError(
            f"wiki-sso: {option}: expected an absolute http(s) URL, got {value!r} ({error})"
        ) from None
