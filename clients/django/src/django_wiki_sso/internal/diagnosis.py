"""Prove the settings against the live hooks, one finding at a time."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.db import DatabaseError
from wiki_sso_client import (
    BridgeError,
    BridgeRefused,
    BridgeTooSlow,
    ClientSettings,
    Deadline,
    HookClient,
    HttpAnswer,
    Login,
    covers,
    post,
    shared_parent,
)

from ..models import PendingLogout

#: Longer than a visitor waits: a slow bridge is a finding, and so is what it says in the end.
PATIENCE_SECONDS = 15.0
#: How long the cookie of the trial would live.
TRIAL_SECONDS = 120
#: What the bridge tolerates.
MAX_SKEW_SECONDS = 300
#: Beyond this someone should look at the clock.
WORTH_MENTIONING_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried."""

    ok: bool
    text: str


def diagnose(settings: ClientSettings, username: str) -> Iterator[Finding]:
    """Try everything, stopping where going on makes no sense.

    :param username: logged in at the bridge and out again; its other cookies are left alone.
    """
    yield Finding(True, f"the setting is complete; the hooks are at {settings.hooks_url}")
    answer, findings = _reach(settings)
    yield from findings
    if answer is None:
        return
    signed_ok = True
    for finding in _signed_logout(settings, answer):
        signed_ok = signed_ok and finding.ok
        yield finding
    if signed_ok:
        yield from _login(settings, username)
    yield from _queue()


def _reach(settings: ClientSettings) -> tuple[HttpAnswer | None, list[Finding]]:
    """An unsigned call: the bridge must be there, and must refuse it."""
    url = settings.hooks_url + "/logout"
    headers = {"content-type": "application/json"}
    started = time.monotonic()
    try:
        answer = post(url, b"{}", headers, Deadline.after(PATIENCE_SECONDS))
    except BridgeTooSlow as error:
        return None, [Finding(False, f"{url} does not answer ({error}): is it blocked by a firewall?")]
    except BridgeError as error:
        return None, [Finding(False, f"{url} cannot be reached: {error}. Check HOOKS_URL and the network.")]
    took = time.monotonic() - started
    findings = []
    if answer.status == 401:
        findings.append(Finding(True, f"the bridge answers in {took:.2f} s and refuses unsigned calls"))
    else:
        findings.append(
            Finding(
                False,
                f"{url} answered {answer.status} to an unsigned call where the bridge says 401: "
                "HOOKS_URL is not the base of the hooks (/login and /logout are added to it).",
            )
        )
    if took > settings.timeout_seconds:
        findings.append(
            Finding(
                False,
                f"that is slower than TIMEOUT_SECONDS, {settings.timeout_seconds:g} s: logins would give up "
                "before. If it is so every time and not only after a pause, raise TIMEOUT_SECONDS.",
            )
        )
    return (answer if answer.status == 401 else None), findings


def _signed_logout(settings: ClientSettings, unsigned: HttpAnswer) -> Iterator[Finding]:
    """End a cookie that never was: it proves secret, clock and store, and changes nothing."""
    skew = _skew_seconds(unsigned.date)
    if skew is not None and abs(skew) > WORTH_MENTIONING_SECONDS:
        yield Finding(
            abs(skew) < MAX_SKEW_SECONDS,
            f"this machine's clock is {abs(skew):.0f} s {'ahead' if skew > 0 else 'behind'}; "
            f"the bridge refuses calls from {MAX_SKEW_SECONDS} s on",
        )
    try:
        _patient(settings).log_out_member(secrets.token_hex(32))
    except BridgeRefused as error:
        yield Finding(False, f"a signed call was refused: {error}. {_advice(error)}")
    except BridgeError as error:
        yield Finding(False, f"a signed call failed: {error}")
    else:
        yield Finding(True, "the secret is right, the clocks agree and the store answers")


def _login(settings: ClientSettings, username: str) -> Iterator[Finding]:
    try:
        answer = _patient(settings).log_in(username, "", persistent=False, expires_in=TRIAL_SECONDS)
    except BridgeError as error:
        yield Finding(False, f"a login as {username!r} failed: {error}")
        return
    yield Finding(True, f"a login as {username!r} gives a cookie")
    yield from _cookie(settings, answer)
    try:
        removed = _patient(settings).log_out_member(answer.member).removed
    except BridgeError as error:
        yield Finding(False, f"its logout failed: {error}")
        return
    yield Finding(removed, "its logout ends it" if removed else "its logout found nothing to end")


def _cookie(settings: ClientSettings, answer: Login) -> Iterator[Finding]:
    cookie = answer.cookie
    if answer.issued_at is None or answer.expires_at is None:
        yield Finding(False, "the bridge says neither issued_at nor expires_at: deploy its newest version")
    elif answer.expires_at.timestamp() - answer.issued_at > TRIAL_SECONDS + 1:
        yield Finding(
            False,
            "the bridge does not know expires_in: wiki logins outlive the site's sessions. Deploy its newest version.",
        )
    if cookie.name != settings.cookie_name:
        yield Finding(
            False, f"the bridge's cookie is called {cookie.name!r}, COOKIE_NAME says {settings.cookie_name!r}"
        )
    for wiki_url in settings.wiki_urls:
        host = urlsplit(wiki_url).hostname or ""
        if cookie.domain is None or not covers(cookie.domain, host):
            yield Finding(False, f"the cookie's domain {cookie.domain!r} does not cover the wiki {host!r}")
    yield from _domain(settings, cookie.domain)


def _domain(settings: ClientSettings, domain: str | None) -> Iterator[Finding]:
    """Where the cookie lives, and where this site would delete it from if the bridge could not be asked."""
    said = (domain or "").removeprefix(".").lower()
    if settings.cookie_domain is None:
        wiki = urlsplit(settings.wiki_urls[0]).hostname or ""
        yield Finding(
            True,
            f'the cookie\'s domain is {said!r}; WIKI_SSO["COOKIE_DOMAIN"] = {said!r} has logouts delete it from there '
            "even while the bridge is down"
            if shared_parent(said, wiki) == said
            else f"the cookie's domain is {said!r}",
        )
    elif settings.cookie_domain != said:
        yield Finding(False, f"the cookie's domain is {domain!r}, COOKIE_DOMAIN says {settings.cookie_domain!r}")


def _queue() -> Iterator[Finding]:
    try:
        waiting = PendingLogout.objects.filter(refusal="").count()
        refused = PendingLogout.objects.exclude(refusal="").count()
    except DatabaseError:
        yield Finding(False, "the table of waiting logouts is missing: run manage.py migrate")
        return
    text = f"{waiting} logouts are waiting for the bridge"
    yield Finding(True, text if waiting == 0 else f"{text}: manage.py wiki_sso_flush delivers them")
    if refused:
        yield Finding(False, f"the bridge refuses {refused} logouts for good: look at them in the admin")


def _patient(settings: ClientSettings) -> HookClient:
    return HookClient(settings.hooks_url, settings.hook_key, Deadline.after(PATIENCE_SECONDS))


def _advice(error: BridgeRefused) -> str:
    if error.status == 401:
        return "HOOK_SECRET is not the bridge's, or this machine's clock is wrong."
    if error.status == 503:
        return "The bridge cannot reach its store."
    return "See the bridge's log."


def _skew_seconds(date_header: str) -> float | None:
    """This machine's clock minus the bridge's; None when the answer had no date."""
    try:
        theirs = parsedate_to_datetime(date_header)
    except ValueError:
        return None
    if theirs.tzinfo is None:
        return None
    return (datetime.now(tz=UTC) - theirs).total_seconds()
