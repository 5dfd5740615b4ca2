"""What a person's browser sends to the wiki and sees there."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from lxml import html
from moin.constants.keys import USERID
from moin.user import User, search_users

from assertions import identity
from moin_app import WIKI_URL

_USER = re.compile(
    r'<a href="[^"]*/users/[^"]*"[^>]*rel="nofollow"[^>]*>\s*<i class="fa fa-user">.*?<span>(.*?)</span>',
    re.S,
)


class WikiBrowser:
    """Keeps moin's session cookie, as a browser does; who is logged in comes with each request."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._client = app.test_client()

    def move_to(self, app: Any) -> None:
        """Go on with the same cookies at the same wiki, restarted."""
        cookie = self.cookie()
        self.app, self._client = app, app.test_client()
        self._client.set_cookie("wiki_session", cookie.value, domain="wiki.test")

    def get(self, path: str, user: str | None = None, **options: Any) -> Any:
        return self.send("GET", path, user, **options)

    def post(self, path: str, user: str | None = None, **options: Any) -> Any:
        return self.send("POST", path, user, **options)

    def send(
        self,
        method: str,
        path: str,
        user: str | None = None,
        headers: dict[str, str] | None = None,
        email: str | None = None,
        claims: dict[str, Any] | None = None,
        **options: Any,
    ) -> Any:
        sent = dict(headers or {})
        if user is not None:
            sent |= identity(user, email, **claims or {})
        return self._client.open(path, method=method, headers=sent, base_url=WIKI_URL, **options)

    def save(
        self,
        page: str,
        text: str,
        user: str | None = None,
        query: dict[str, str] | None = None,
        **options: Any,
    ) -> Any:
        """Save a page with the fields of moin's own edit form, which was opened in another browser."""
        where = {"contenttype": "text/x.moin.wiki;charset=utf-8", "itemtype": "default", "template": ""}
        form = WikiBrowser(self.app).get(f"/+modify/{page}", user, query_string=where)
        fields = {**edit_fields(form), "content_form_data_text": text}
        return self.post(f"/+modify/{page}", user, data=fields, query_string=where | (query or {}), **options)

    def cookie(self) -> Any:
        return self._client.get_cookie("wiki_session", domain="wiki.test")


def shown_user(response: Any) -> str | None:
    """Return the name that the page's header shows as logged in, or None for an anonymous page."""
    found = _USER.search(response.text)
    return unescape(found[1]) if found else None


def edit_fields(page: Any) -> dict[str, str]:
    """Return what moin's edit form would send back when its OK button is pressed."""
    form = html.fromstring(page.text).xpath("//form[.//textarea[@name='content_form_data_text']]")[0]
    fields = {name: value or "" for name, value in form.form_values()}
    return {name: value for name, value in fields.items() if name != "content_form_data_file"}


def text_of(app: Any, page: str) -> str:
    """Return a page's text from storage."""
    with app.app_context():
        item = app.storage.existing_item(name_exact=page, namespace="")
        with item["current"] as revision:
            return revision.data.read().decode()


def author_of(app: Any, page: str) -> str | None:
    """Return the name of the account that saved the page last, or None for an anonymous save."""
    with app.app_context():
        item = app.storage.existing_item(name_exact=page, namespace="")
        with item["current"] as revision:
            user_id = revision.meta.get(USERID)
        return User(user_id).name0 if user_id else None


def accounts_named(app: Any, name: str) -> list[Any]:
    """Return the metadata of every account that has this name."""
    with app.app_context():
        return [dict(found.meta) for found in search_users(name_exact=name)]
