"""The vectors travel: from the checkout into the sdist, and from there into a wheel."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]


def test_a_wheel_that_is_built_from_the_sdist_has_the_vectors_of_the_checkout(tmp_path: Path) -> None:
    build("sdist", HERE, tmp_path)
    [sdist] = tmp_path.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    [unpacked] = (path for path in tmp_path.iterdir() if path.is_dir())

    build("wheel", unpacked, tmp_path)

    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        vectors = archive.read("wiki_sso_client/testing/contract-vectors.json")
        assert b"pytest11" in archive.read("wiki_sso_client-0.1.0.dist-info/entry_points.txt")
    assert vectors == (HERE.parents[1] / "docs" / "contract-vectors.json").read_bytes()


def build(target: str, project: Path, into: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(into)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
