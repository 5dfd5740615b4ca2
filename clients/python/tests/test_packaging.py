"""The sdist and the wheel contain the vectors; the three projects share one set-up."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parents[1]

#: The keys of mypy that every project sets alike; packages and plugins are its own.
SHARED_MYPY = ("strict", "mypy_path", "explicit_package_bases")


def test_a_wheel_that_is_built_from_the_sdist_has_the_vectors_of_the_checkout(tmp_path: Path) -> None:
    build("sdist", HERE, tmp_path)
    [sdist] = tmp_path.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        # Python 3.11 has filters only since 3.11.4; before, this attribute has no effect.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(tmp_path)
    [unpacked] = (path for path in tmp_path.iterdir() if path.is_dir())

    build("wheel", unpacked, tmp_path)

    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        vectors = archive.read("wiki_sso_client/testing/contract-vectors.json")
        assert b"pytest11" in archive.read("wiki_sso_client-0.1.0.dist-info/entry_points.txt")
    assert vectors == (HERE.parents[1] / "docs" / "contract-vectors.json").read_bytes()


@pytest.mark.parametrize("name", ["django", "moinmoin", "python"])
def test_every_client_has_the_same_build_back_end_ruff_rules_and_mypy_strictness(name: str) -> None:
    project = read_project(name)
    shared = read_project("python")

    assert (
        project["build-system"]
        == shared["build-system"]
        == {
            "requires": ["hatchling>=1.25"],
            "build-backend": "hatchling.build",
        }
    )
    ruff = project["tool"]["ruff"]
    assert ruff["extend"] == "../../ruff.toml"
    assert not {"line-length", "target-version"} & ruff.keys()
    assert not {"select", "ignore"} & ruff.get("lint", {}).keys()
    mypy = [{key: each["tool"]["mypy"][key] for key in SHARED_MYPY} for each in (project, shared)]
    assert mypy[0] == mypy[1] == {"strict": True, "mypy_path": "src", "explicit_package_bases": True}


def read_project(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE.parent / name / "pyproject.toml").read_text(encoding="utf-8"))


def build(target: str, project: Path, into: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(into)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
