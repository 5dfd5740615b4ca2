"""Puts the contract's vectors into wheel and sdist: the checkout has them once, in docs/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGED = "wiki_sso_client/testing/contract-vectors.json"


class VectorsBuildHook(BuildHookInterface[Any]):
    """Adds one file; an sdist already has it, and an editable install reads docs/ itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before each target."""
        if version == "editable" or (Path(self.root) / "src" / PACKAGED).exists():
            return
        vectors = Path(self.root).parents[1] / "docs" / "contract-vectors.json"
        if not vectors.exists():
            raise FileNotFoundError(f"expected the contract's vectors at {vectors}")
        inside = PACKAGED if self.target_name == "wheel" else f"src/{PACKAGED}"
        build_data["force_include"][str(vectors)] = inside
