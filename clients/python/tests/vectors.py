"""The vectors of the contract, from the checkout that these tests are in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[3] / "docs" / "contract-vectors.json").read_text("utf-8"))
