"""Run the tests on several versions of Django: ``python tests/matrix.py [VERSION …]`` in ``clients/django``.

``--newest [--junitxml FILE]`` runs them once, on the newest Python of this machine and the newest Django tried.
Without versions: the oldest and the newest of every series that this Python can have; run it with each
Python that matters. Every pair gets a virtual environment of its own under ``.matrix``, kept for the next
run; delete it when the client has changed. One line a version, exit code 1 if any failed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
#: The client that the app needs, as this checkout has it.
CLIENT = HERE.parent / "python"
ENVIRONMENTS = Path(os.environ.get("WIKI_SSO_MATRIX_ENVIRONMENTS", HERE / ".matrix"))
OLDEST_SERIES = (5, 2)
#: The newest Django that was tried, by the oldest Python that takes it.
NEWEST = {(3, 12): "6.1.3", (3, 11): "5.2.19"}
PYTHONS = ((3, 13), (3, 12), (3, 11))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Run the tests on several versions of Django.")
    parser.add_argument("versions", nargs="*", metavar="VERSION")
    parser.add_argument("--newest", action="store_true", help="once, on the newest Python and Django")
    parser.add_argument("--junitxml", metavar="FILE", help="with --newest: where to write the results")
    options = parser.parse_args(arguments)
    if options.newest:
        python, number = newest_python()
        version = next(django for oldest, django in NEWEST.items() if number >= oldest)
        report = [] if options.junitxml is None else ["--junitxml", options.junitxml]
        return 0 if run(python, number, version, report) else 1
    number = sys.version_info[:2]
    outcomes = [run(sys.executable, number, version, []) for version in options.versions or edges_of_each_series()]
    return 0 if all(outcomes) else 1


def run(base: str, number: tuple[int, int], version: str, report: list[str]) -> bool:
    """The whole suite on one Python and one Django; True when it passed. The outcome goes to standard output."""
    python = environment_with(base, number, version)
    ended = subprocess.run(
        [python, "-W", "error::DeprecationWarning:django_wiki_sso", "-m", "pytest", "-q", "--tb=short", *report],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    last_line = (ended.stdout.strip().splitlines() or [ended.stderr])[-1]
    print(f"Django {version} on Python {number[0]}.{number[1]}: {last_line}", flush=True)
    if ended.returncode != 0:
        print(ended.stdout, ended.stderr, file=sys.stderr)
    return ended.returncode == 0


def newest_python() -> tuple[str, tuple[int, int]]:
    """The newest of 3.11 to 3.13 on the PATH or in pyenv that can make environments; else the one that runs this."""
    probe = "import sys, venv, ensurepip; print(sys.executable)"
    for major, minor in PYTHONS:
        named = shutil.which(f"python{major}.{minor}")
        kept = sorted(Path.home().glob(f".pyenv/versions/{major}.{minor}.*/bin/python"))
        for candidate in [*([named] if named else []), *map(str, kept)]:
            found = subprocess.run([candidate, "-c", probe], capture_output=True, text=True, check=False)
            if found.returncode == 0:
                return found.stdout.strip(), (major, minor)
    return sys.executable, sys.version_info[:2]


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


def environment_with(base: str, number: tuple[int, int], version: str) -> Path:
    """The Python of an environment that holds this Django, this checkout's client, and pytest."""
    directory = ENVIRONMENTS / f"python-{number[0]}.{number[1]}-django-{version}"
    python = directory / "bin" / "python"
    if not (directory / "complete").exists():
        subprocess.run([base, "-m", "venv", "--clear", directory], check=True)
        wanted = [f"Django=={version}", "-e", str(CLIENT), *pinned("pytest", "pytest-django")]
        subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)
        (directory / "complete").touch()
    return python


def pinned(*names: str) -> list[str]:
    """As the third-party tests have them."""
    lines = (HERE / "third_party" / "requirements.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line.partition("==")[0].lower() in names]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
