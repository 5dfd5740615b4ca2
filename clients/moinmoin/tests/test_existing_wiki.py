"""A wiki that ran on its own before: its sample configuration, its accounts, its pages."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from moin.app import create_app_ext, destroy_app
from moin.user import create_user

from assertions import KEY
from moin_app import LOGIN_URL, WIKI_URL
from moin_wiki_sso import install
from wiki_browser import WikiBrowser, accounts_named, author_of, shown_user

PLUGIN_LINES = f"""
from moin_wiki_sso import WikiSso

Config.auth = [WikiSso(url={WIKI_URL!r}, keys=[{KEY!r}], login_url={LOGIN_URL!r}, adopt=["alice"])]
"""
SESSION_COOKIE = '\nSESSION_COOKIE_NAME = "wiki_session"\nSECRET_KEY = "of this wiki alone"\n'


def start(folder: Path, *, with_plugin: bool):
    """Start the wiki in `folder` from moin's own sample configuration, with our lines in it or without."""
    sample = files("moin.config").joinpath("wikiconfig.py").read_text()
    rights = sample.replace("YOUR-TRUSTED-EDITORS-GROUP", "Known")
    config = folder / "wikiconfig.py"
    config.write_text(rights + SESSION_COOKIE + (PLUGIN_LINES if with_plugin else ""))
    (folder / "wiki" / "data").mkdir(parents=True, exist_ok=True)
    app = create_app_ext(flask_config_file=config, create_backend=not (folder / "wiki" / "index").exists())
    if with_plugin:
        install(app)
    return app


def test_a_running_wiki_goes_over_to_the_site_with_its_accounts_and_pages(folder):
    app = start(folder, with_plugin=False)
    browser = WikiBrowser(app)
    with app.test_request_context():
        create_user("alice", "a password of old", "alice@old.test")
        create_user("carol", "a password of old", "carol@old.test")
    form = {"login_username": "alice", "login_password": "a password of old", "login_submit": "1"}
    browser.post("/+login", data=form)
    assert shown_user(browser.get("/+history")) == "alice"
    [before] = accounts_named(app, "alice")
    destroy_app(app)

    app = start(folder, with_plugin=True)
    browser.move_to(app)
    assert shown_user(browser.get("/+history")) is None  # the session of the old login
    assert browser.post("/+login", data=form).status_code == 303
    assert shown_user(browser.get("/+history")) is None
    assert shown_user(browser.get("/+history", "alice")) == "alice"
    assert shown_user(WikiBrowser(app).get("/+history", "carol")) is None
    assert [account["itemid"] for account in accounts_named(app, "alice")] == [before["itemid"]]
    assert WikiBrowser(app).save("New", "by alice", "alice").status_code == 302
    assert author_of(app, "New") == "alice"
    destroy_app(app)
