"""The original of 2012, rebuilt from its description: a login in Django's middleware and a page view in MoinMoin.

Each line on standard input, `login MILLISECONDS` or `page-view MILLISECONDS`, repeats an operation for that time; the
answer is the median of one operation in microseconds.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from statistics import median

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from redis import Redis

COOKIE = "wiki_sso"
KEYS = "wiki_cookie_keys"
COOKIE_AGE = 14 * 86_400

settings.configure()
store = Redis.from_url(sys.argv[1])


def create_wiki_session(
    username: str, email: str, response: HttpResponse, nth: int
) -> str:
    """Handle a login: set the cookie and add its hash to the set. The key was made from the time and a secret."""
    now = datetime.now(UTC)
    key = sha256(f"a secret{username}{now.isoformat()}{nth}".encode()).hexdigest()
    value = f"{username}#{email}#{key}"
    response.set_cookie(COOKIE, value, max_age=COOKIE_AGE, domain=".example.com")
    store.zadd(
        KEYS, {sha256(value.encode()).hexdigest(): time.mktime(now.utctimetuple())}
    )
    return value


def wiki_user(request: HttpRequest) -> tuple[str, str] | None:
    """Handle a page view: return the cookie's user if its hash is in the set, without age, revocation or signature."""
    value = request.COOKIES.get(COOKIE)
    if value is None:
        return None
    parts = value.split("#")
    if (
        len(parts) != 3
        or store.zscore(KEYS, sha256(value.encode()).hexdigest()) is None
    ):
        return None
    return parts[0], parts[1]


def median_microseconds(once: Callable[[], object], milliseconds: float) -> float:
    """Repeat an operation for this time, at least once."""
    took: list[float] = []
    end = time.perf_counter() + milliseconds / 1000
    while not took or time.perf_counter() < end:
        began = time.perf_counter()
        once()
        took.append(time.perf_counter() - began)
    return median(took) * 1e6


def main() -> None:
    nth = count()
    request = HttpRequest()
    request.COOKIES[COOKIE] = create_wiki_session(
        "alice", "alice@example.com", HttpResponse(), next(nth)
    )
    if wiki_user(request) != ("alice", "alice@example.com"):
        raise SystemExit("the original does not know its own cookie")
    ways: dict[str, Callable[[], object]] = {
        "login": lambda: create_wiki_session(
            "alice", "alice@example.com", HttpResponse(), next(nth)
        ),
        "page-view": lambda: wiki_user(request),
    }
    for line in sys.stdin:
        way, milliseconds = line.split()
        print(median_microseconds(ways[way], float(milliseconds)), flush=True)


main()
