"""Run the tests on several versions of Django: ``python tests/matrix.py [VERSION …]`` in ``clients/django``.

Without versions: the oldest and the newest of every series that this Python can have; run it with each
Python that matters. Every pair gets a virtual environment of its own under ``.matrix``, kept for the next
run. One line a version, exit code 1 if any failed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
ENVIRONMENTS = HERE / ".matrix"
OLDEST_SERIES = (5, 2)


def main(versions: list[str]) -> int:
    failed = 0
    for version in versions or edges_of_each_series():
        python = environment_with(version)
        ended = subprocess.run(
            [python, "-W", "error::DeprecationWarning:django_wiki_sso", "-m", "pytest", "-q", "--tb=short"],
            cwd=HERE,
            capture_output=True,
            text=True,
            check=False,
        )
        last_line = (ended.stdout.strip().splitlines() or [ended.stderr])[-1]
        print(f"Django {version} on Python {sys.version.split()[0]}: {last_line}", flush=True)
        if ended.returncode != 0:
            failed = 1
            print(ended.stdout, ended.stderr, file=sys.stderr)
    return failed


def edges_of_each_series() -> list[str]:
    """Such as ``5.2`` and ``5.2.19``, as the package index lists them for this Python."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "index", "versions", "Django"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    series: dict[tuple[int, int], list[str]] = {}
    for version in re.findall(r"\b\d+\.\d+(?:\.\d+)?\b", listed.partition("Available versions:")[2].splitlines()[0]):
        major, minor = (int(number) for number in version.split(".")[:2])
        if (major, minor) >= OLDEST_SERIES:
            series.setdefault((major, minor), []).append(version)
    edges = [edge for _key, newest_first in sorted(series.items()) for edge in (newest_first[-1], newest_first[0])]
    return list(dict.fromkeys(edges))


def environment_with(version: str) -> Path:
    """The Python of an environment that holds this Django, the package's other needs, and pytest."""
    directory = ENVIRONMENTS / f"python-{sys.version_info.major}.{sys.version_info.minor}-django-{version}"
    python = directory / "bin" / "python"
    if not (directory / "complete").exists():
        venv.create(directory, with_pip=True, clear=True)
        wanted = [f"Django=={version}", "standardwebhooks>=1.0.1", "pytest>=8", "pytest-django>=4.9"]
        subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)
        (directory / "complete").touch()
    return python


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
