"""A real MoinMoin wiki with the plugin, made from nothing in a temporary folder."""

from __future__ import annotations

import functools
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from moin import current_app
from moin.app import create_app_ext, destroy_app
from moin.config import AclConfig, IndexStorageConfig
from moin.config.default import DefaultConfig
from moin.constants.itemtypes import ITEMTYPE_DEFAULT
from moin.constants.keys import ACL, COMMENT, CONTENTTYPE, ITEMTYPE, NAME, NAMESPACE, REV_NUMBER
from moin.constants.namespaces import NAMESPACE_DEFAULT, NAMESPACE_USERPROFILES, NAMESPACE_USERS
from moin.storage import create_mapping
from waitress import wasyncore
from waitress.server import create_server

import moin_wiki_sso
from assertions import KEY, identity

WIKI_URL = "http://wiki.test"
LOGIN_URL = "http://www.test/wiki-sso/enter"

_RIGHTS = "boss:read,write,create,destroy,admin Known:read,write,create All:read"


def config_class(folder: Path, auth: list[Any], **overrides: Any) -> type:
    """Return a wiki configuration such as an admin's wikiconfig.py holds."""
    storage = f"stores:fs:{folder}/data/%(backend)s/%(kind)s"
    namespaces = {
        NAMESPACE_DEFAULT: "default",
        NAMESPACE_USERS: "users",
        NAMESPACE_USERPROFILES: "userprofiles",
    }
    backends = dict.fromkeys(namespaces.values(), storage)
    acls = {
        NAMESPACE_DEFAULT: AclConfig(before="", default=_RIGHTS, after="", hierarchic=True),
        NAMESPACE_USERS: AclConfig(before="", default=_RIGHTS, after="", hierarchic=False),
        NAMESPACE_USERPROFILES: AclConfig(before="All:", default="", after="", hierarchic=False),
    }
    mapping = create_mapping(storage, namespaces, backends, acls)
    attributes: dict[str, Any] = {
        "instance_dir": str(folder),
        "data_dir": str(folder / "data"),
        "index_storage": IndexStorageConfig(name="FileStorage", args=(str(folder / "index"),), kwargs={}),
        "wiki_local_dir": str(folder / "local"),
        "interwikiname": "Testwiki",
        "interwiki_map": {"Testwiki": WIKI_URL + "/", "Self": WIKI_URL + "/"},
        "sitename": "Testwiki",
        "serve_files": {},
        "edit_locking_policy": None,  # these tests are about who saves, not about who else is editing
        "admin_emails": [],
        "email_tracebacks": False,
        "acl_functions": "boss:superuser",
        "namespace_mapping": mapping[0],
        "backend_mapping": mapping[1],
        "acl_mapping": mapping[2],
        "root_mapping": {},
        "default_root": "Home",
        "auth": auth,
    }
    return type("Config", (DefaultConfig,), attributes | overrides)


def make_app(folder: Path, auth: list[Any] | None = None, **auth_options: Any) -> Any:
    """Return a fresh wiki's app with the plugin installed."""
    if auth is None:
        options = {"url": WIKI_URL, "login_url": LOGIN_URL, "keys": [KEY]} | auth_options
        auth = [moin_wiki_sso.WikiSso(**options)]
    app = make_plain_app(folder, auth)
    moin_wiki_sso.install(app)
    return app


def make_plain_app(folder: Path, auth: list[Any], **overrides: Any) -> Any:
    """Return a fresh wiki's app as moin makes it, with nothing installed."""
    if not (folder / "data").exists():
        shutil.copytree(_prepared_wiki(), folder, dirs_exist_ok=True)
    return _open_wiki(folder, auth, **overrides)


@functools.cache
def _prepared_wiki() -> Path:
    """Return a folder with the pages of every test wiki; a copy takes less time than writing and indexing."""
    keeper = tempfile.TemporaryDirectory(prefix="prepared-wiki-")
    _KEPT.append(keeper)
    folder = Path(keeper.name)
    (folder / "data").mkdir()
    app = _open_wiki(folder, [], create_backend=True)
    with app.app_context():
        _put_page("Home", "Welcome to the test wiki.")
        _put_page("Sandbox", "Anybody may write here.", acl="All:read,write,create")
        _put_page("Secret", "For Known only.", acl="Known:read,write All:")
    destroy_app(app)
    return folder


def _open_wiki(folder: Path, auth: list[Any], *, create_backend: bool = False, **overrides: Any) -> Any:
    app = create_app_ext(
        flask_config_dict={"SECRET_KEY": "for these tests only", "SESSION_COOKIE_NAME": "wiki_session"},
        moin_config_class=config_class(folder, auth, **overrides),
        create_backend=create_backend,
    )
    app.jinja_env.bytecode_cache = _COMPILED_TEMPLATES
    return app


class _SharedTemplates(BytecodeCache):
    """Compiled templates of all apps of this process: compiling costs each app's first page half a second."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        code = self._code.get((bucket.key, bucket.checksum))
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_COMPILED_TEMPLATES = _SharedTemplates()
_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def _put_page(name: str, text: str, acl: str | None = None) -> None:
    meta: dict[str, Any] = {
        NAME: [name],
        NAMESPACE: "",
        CONTENTTYPE: "text/x.moin.wiki;charset=utf-8",
        REV_NUMBER: 1,
        ITEMTYPE: ITEMTYPE_DEFAULT,
        COMMENT: "",
    }
    if acl is not None:
        meta[ACL] = acl
    current_app.storage.get_item(name=name).store_revision(meta, BytesIO(text.encode()))


def upload(app: Any, name: str, content: bytes) -> None:
    """Store a file as alice does in the browser."""
    data = {"file_storage": (BytesIO(content), name)}
    answer = app.test_client().post("/+jfu-server", data=data, headers=identity("alice"), base_url=WIKI_URL)
    assert "uccessfully uploaded" in answer.text, answer.text


@contextmanager
def running_app(folder: Path, **auth_options: Any) -> Iterator[Any]:
    """Give a fresh wiki's app, and release its storage afterwards."""
    app = make_app(folder, **auth_options)
    try:
        yield app
    finally:
        destroy_app(app)


@contextmanager
def served(app: Any, threads: int = 8) -> Iterator[int]:
    """Serve an app with waitress on a free port of loopback, which is given."""
    server = create_server(app, host="127.0.0.1", port=0, threads=threads)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        # Closed by its own thread: another one would close the sockets under its select().
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join(10)
        server.task_dispatcher.shutdown()
