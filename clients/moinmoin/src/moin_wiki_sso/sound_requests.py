"""Requests that moin 2.0 answers with status 500 although the client is at fault, or nothing is."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, NoReturn

from flask import Request, Response, abort, request
from jinja2 import UndefinedError
from moin import log
from moin.app import MoinApp, is_static_content
from moin.items import FieldNotUniqueError, UnsupportedItemType
from moin.storage.middleware.exceptions import AccessDenied
from moin.themes import themed_error
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound
from werkzeug.routing import BuildError

logging = log.getLogger(__name__)

# The only one that a page asks for. Most of the others need what only their own view gives them.
_SERVED_TEMPLATES = frozenset({"dictionary.js"})
_REVISION = re.compile(r"current|[0-9a-f]{32}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

# What a view of moin's raises when a field is missing or is none that it takes.
_UNREADABLE: dict[str, tuple[type[Exception], ...]] = {
    "admin.modify_acl": (ValueError,),
    "admin.user_acl_report": (KeyError,),
    "frontend.comment": (TypeError,),
    "frontend.dispatch": (BuildError, KeyError),
    "frontend.download_item": (ValueError,),
    "frontend.history": (ValueError,),
    "frontend.index": (IndexError,),
    "frontend.jfu_server": (AttributeError,),
    "frontend.lookup": (UndefinedError,),  # without a query: its page wants a field that the form lacks
    "frontend.modify_item": (AttributeError, TypeError, UnsupportedItemType),
    "frontend.show_item": (TypeError,),
    "frontend.subscribe_item": (FieldNotUniqueError,),
}
# Views whose page moin cannot make at all: nothing is there.
_UNMADE: dict[str, tuple[type[Exception], ...]] = {"frontend.ticket_search": (UndefinedError,)}


def answer_unsound_requests(app: MoinApp) -> None:
    """Answer 403 for an unreadable item, 404 for a missing one, and 400 for a malformed request."""
    app.register_error_handler(AccessDenied, lambda _: themed_error(Forbidden()))
    app.register_error_handler(NotImplementedError, lambda _: ("Not found", 404))  # `/+new`
    for table, refusal in ((_UNREADABLE, BadRequest), (_UNMADE, NotFound)):
        for endpoint, errors in table.items():
            app.view_functions[endpoint] = _refusing(app.view_functions[endpoint], errors, refusal)


def refuse_what_no_view_takes(request: Request) -> None:
    """Refuse a request that moin's view cannot handle.

    :raises NotFound: no such template, revision, item or file
    """
    arguments = request.view_args or {}
    if is_static_content(request.path):
        # moin prepares nothing for these paths; an item's view (any path is an item's) needs that.
        if request.endpoint == "frontend.show_item":
            _plain_404()
        if request.endpoint == "frontend.template" and arguments["filename"] not in _SERVED_TEMPLATES:
            _plain_404()
    elif request.path == "/+cspreport/log" and request.endpoint != "frontend.cspreport":
        _plain_404()
    if not _REVISION.fullmatch(arguments.get("rev", "current")):
        abort(404)
    if _CONTROL.search(arguments.get("item_name", "")):
        abort(404)


def _plain_404() -> NoReturn:
    # moin's own page for it needs what is not prepared here either.
    abort(Response("Not found\n", 404, mimetype="text/plain"))


def _refusing(
    view: Callable[..., Any], errors: tuple[type[Exception], ...], refusal: type[HTTPException]
) -> Callable[..., Any]:
    @functools.wraps(view)
    def refusing(*args: Any, **kwargs: Any) -> Any:
        try:
            answer = view(*args, **kwargs)
            if answer is None:
                raise TypeError(f"{request.endpoint} has no answer")
        except errors as error:
            kind = type(error).__name__
            logging.warning("wiki-sso: %s refused with %s: %s", request.endpoint, refusal.code, kind)
            raise refusal from error
        return answer

    return refusing
