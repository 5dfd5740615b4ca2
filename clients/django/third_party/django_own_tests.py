"""Django's own tests of accounts, sessions and the admin, with the app installed.

``python -m third_party.django_own_tests`` fetches Django's source archive, which contains its tests, and runs them with
the app. A test that does not end as Django expects runs again without the app; it fails if its outcome differs there.
Exit code 1 if one fails or nothing ran; the last line is ``N passed, N failed``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import django

HERE = Path(__file__).resolve().parent
LABELS = ["auth_tests", "sessions_tests", "admin_views"]

SOURCES = [str(HERE.parent / "src"), str(HERE.parents[1] / "python" / "src")]

#: Outcomes of a test that needs no second look.
AS_EXPECTED = ("ok", "skipped", "expected failure")

#: A test's line; its outcome may stand on a later one, after the docstring or what was logged meanwhile.
TEST = re.compile(r"^(?P<name>\w+) \((?P<case>[\w.]+)\)")
OUTCOME = re.compile(r"(?:^|\.\.\. )(ok|FAIL|ERROR|skipped|expected failure|unexpected success)\b")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--cache", type=Path, default=HERE.parent / ".matrix" / "django-source", help="where the source is kept"
    )
    options.add_argument("--result", type=Path, help="file for the counts, as JSON")
    options.add_argument("labels", nargs="*", default=LABELS)
    chosen = options.parse_args()
    tests = source(chosen.cache) / "tests"
    ours = run(tests, chosen.labels, with_app=True)
    differing = [name for name, outcome in sorted(ours.items()) if outcome not in AS_EXPECTED]
    if differing:
        plain = run(tests, differing, with_app=False)
        for name in differing:
            say(f"{name}: {plain.get(name)} without the app, {ours[name]} with it")
        differing = [name for name in differing if plain.get(name) != ours[name]]
    passed = sum(outcome == "ok" for outcome in ours.values())
    failed = len(differing) if passed else 1
    if chosen.result:
        chosen.result.write_text(json.dumps({"passed": passed, "failed": failed, "skipped": 0}))
    say(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def source(cache: Path) -> Path:
    """The unpacked source archive of the Django that is installed here."""
    version = django.get_version()
    folder = cache / f"django-{version}"
    if folder.exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:"),
            *("-d", str(cache), f"Django=={version}"),
        ],
        check=True,
    )
    archive = next(cache.glob(f"[dD]jango-{version}.tar.gz"))
    with tarfile.open(archive) as packed:
        # Python 3.11 has filters only since 3.11.4; before, this attribute has no effect.
        packed.extraction_filter = getattr(tarfile, "data_filter", None)
        packed.extractall(cache)
    return folder


def run(tests: Path, labels: list[str], *, with_app: bool) -> dict[str, str]:
    """Each test's outcome by its dotted name."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(HERE.parent), *SOURCES, str(tests), *sys.path]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "third_party.django_own_run", str(int(with_app)), *labels],
        cwd=tests,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    outcomes: dict[str, str] = {}
    name = ""
    for line in ended.stderr.splitlines():
        if test := TEST.match(line):
            name = f"{test['case'].removesuffix('.' + test['name'])}.{test['name']}"
        if name and (outcome := OUTCOME.search(line)):
            outcomes[name] = outcome[1]
            name = ""
    if not outcomes:
        say(ended.stderr[-4000:])
    return outcomes


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
