"""The demo wiki's configuration, made from the settings of serve.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from moin.config import AclConfig, IndexStorageConfig
from moin.config.default import DefaultConfig
from moin.constants.namespaces import NAMESPACE_DEFAULT, NAMESPACE_USERPROFILES, NAMESPACE_USERS
from moin.storage import create_mapping
from moin.utils import get_xstatic_module_path_map

SUPERUSER = "boss"  # the superuser of the demo site as well

_EVERY_RIGHT = f"{SUPERUSER}:read,write,create,destroy,admin"
_READ_OR_LOG_IN = "Known:read,write,create All:read"


def wiki_config(wiki_url: str, data_dir: Path, auth: list[Any]) -> type:
    """Return the configuration class of a wiki under `data_dir`.

    :param wiki_url: where people's browsers find the wiki
    :param auth: moin's auth methods
    """
    # moin fills in the two names one after the other: a % of the path itself has to outlive both.
    folder = str(data_dir).replace("%", "%%%%")
    storage = f"stores:fs:{folder}/data/%(backend)s/%(kind)s"
    namespaces = {
        NAMESPACE_DEFAULT: "default",
        NAMESPACE_USERS: "users",
        NAMESPACE_USERPROFILES: "userprofiles",
    }
    rights = AclConfig(before=_EVERY_RIGHT, default=_READ_OR_LOG_IN, after="", hierarchic=True)
    acls = {
        NAMESPACE_DEFAULT: rights,
        NAMESPACE_USERS: rights,
        NAMESPACE_USERPROFILES: AclConfig(before="All:", default="", after="", hierarchic=False),
    }
    namespace_mapping, backend_mapping, acl_mapping = create_mapping(
        storage, namespaces, dict.fromkeys(namespaces.values(), storage), acls
    )
    return type(
        "DemoWikiConfig",
        (DefaultConfig,),
        {
            "instance_dir": str(data_dir),
            "data_dir": str(data_dir / "data"),
            "index_storage": IndexStorageConfig(name="FileStorage", args=(str(data_dir / "index"),), kwargs={}),
            "wiki_local_dir": str(data_dir / "local"),
            # Whatever is listed here is served to everybody: only moin's own libraries are.
            "serve_files": get_xstatic_module_path_map(["font_awesome", "svgedit_moin", "pygments"]),
            "interwikiname": "DemoWiki",
            "interwiki_map": {"DemoWiki": f"{wiki_url}/", "Self": f"{wiki_url}/"},
            "sitename": "Demo wiki",
            "admin_emails": [],
            "email_tracebacks": False,
            "acl_functions": f"{SUPERUSER}:superuser",
            "namespace_mapping": namespace_mapping,
            "backend_mapping": backend_mapping,
            "acl_mapping": acl_mapping,
            "default_root": "Home",
            "root_mapping": {},
            "content_security_policy_report_only": "",  # moin's own default reports its own inline scripts
            "auth": auth,
        },
    )
