"""Connects the plugin to a wiki's app."""

from __future__ import annotations

from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from moin.app import MoinApp
from moin.apps.frontend import views
from moin.error import ConfigurationError

from .accounts import AUTH_METHOD
from .answer_headers import mark_answers
from .atomic_store import replace_files_whole
from .auth import WikiSso
from .complete_metadata import index_completely
from .csp_reports import take_csp_report
from .gatekeeper import Gatekeeper
from .login_link import link_login_to_site
from .personal_feed import CacheWithoutFeeds
from .public_host import answer_as
from .sound_requests import answer_unsound_requests
from .text_guard import TextGuard
from .write_lock import AlwaysFree


def install(app: MoinApp) -> None:
    """Make this wiki take its users from the site. Call it once, right after creating the app.

    :param app: the result of moin's `create_app`, with `auth = [WikiSso(...)]` in its configuration
    :raises ConfigurationError: without WikiSso in `auth`, with another auth method, or at a second call
    """
    auth = _sole_auth_method(app)
    if auth.installed:
        raise ConfigurationError("wiki-sso: install(app) was called twice")
    gatekeeper = Gatekeeper(app, auth)
    # Flask runs these in order, and moin's own function, which reads the session, is first already.
    app.before_request_funcs.setdefault(None, []).insert(0, gatekeeper.before_moin)
    app.before_request(gatekeeper.after_moin)
    app.add_url_rule(
        "/+wiki-sso/go-on-anonymously",
        "wiki_sso.go_on_anonymously",
        gatekeeper.go_on_anonymously,
        methods=["POST"],
    )
    _add_templates(app)
    link_login_to_site(app, auth)
    if auth.logout_url:
        app.cfg.auth_can_logout.append(AUTH_METHOD)
    app.cache = CacheWithoutFeeds(app.cache)
    _keep_threads_apart(app, auth)
    app.view_functions["frontend.cspreport"] = take_csp_report
    answer_unsound_requests(app)
    replace_files_whole()
    app.wsgi_app = answer_as(auth.public, app, mark_answers(app.wsgi_app))
    auth.installed = True


def _sole_auth_method(app: MoinApp) -> WikiSso:
    methods = app.cfg.auth
    if len(methods) != 1 or not isinstance(methods[0], WikiSso):
        names = [method.name for method in methods]
        raise ConfigurationError(
            f"wiki-sso: auth = [WikiSso(...)] alone is needed in the wiki's configuration, not {names}"
        )
    return methods[0]


def _add_templates(app: MoinApp) -> None:
    stock = app.jinja_env.loader
    assert stock is not None  # noqa: S101
    own = PackageLoader("moin_wiki_sso", "templates")
    app.jinja_env.loader = ChoiceLoader([own, PrefixLoader({"moin_stock": stock}), stock])


def _keep_threads_apart(app: MoinApp, auth: WikiSso) -> None:
    # Otherwise the first request loads the themes, and a second one meanwhile fails: KeyError 'topside'.
    app.theme_manager.refresh()
    storage = app.storage
    storage.index_revision = index_completely(storage.index_revision)
    for name in ("index_revision", "remove_revision"):
        setattr(storage, name, auth.write_lock.around_call(getattr(storage, name)))
    guard = TextGuard(app, auth)
    app.wsgi_app = guard.around_requests(app.wsgi_app, auth.write_lock.around_requests(app.wsgi_app))
    views.jfu_server_lock = AlwaysFree()
