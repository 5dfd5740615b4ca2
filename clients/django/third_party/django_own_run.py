"""One run of Django's own test runner, with or without the app: see django_own_tests.py."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path


def main(with_app: bool, labels: list[str]) -> None:
    import runtests
    import test_sqlite  # Django's settings for its own tests
    from django.conf import settings
    from django.core.signals import request_finished

    bridge = None
    if with_app:
        from third_party.fake_bridge import FakeBridge

        bridge = FakeBridge()
        bridge.cookie_domain = None  # the host of Django's tests has no parent domain
        test_sqlite.WIKI_SSO = {
            "HOOKS_URL": bridge.hooks_url,
            "HOOK_SECRET": bridge.secret,
            "WIKI_URLS": ["http://wiki.example.localhost:8080"],
        }
        runtests.ALWAYS_INSTALLED_APPS.append("django_wiki_sso")
        sessions = "django.contrib.sessions.middleware.SessionMiddleware"
        runtests.ALWAYS_MIDDLEWARE.insert(
            runtests.ALWAYS_MIDDLEWARE.index(sessions) + 1, "django_wiki_sso.middleware.WikiSsoMiddleware"
        )
        set_up = runtests.setup_run_tests

        def set_up_for_django(*args: object) -> object:
            result = set_up(*args)
            # Django's tests have URLconfs of their own, which lack the app's pages.
            settings.SILENCED_SYSTEM_CHECKS = [*settings.SILENCED_SYSTEM_CHECKS, "django_wiki_sso.E012"]
            # Half a minute after a queued logout the end of some request asks for it: two queries more in the
            # test of that moment, and some tests of Django's count queries.
            request_finished.disconnect(dispatch_uid="django_wiki_sso")
            return result

        runtests.setup_run_tests = set_up_for_django
    try:
        failures = runtests.django_tests(
            verbosity=2,
            interactive=False,
            failfast=False,
            keepdb=False,
            reverse=False,
            test_labels=labels,
            debug_sql=False,
            parallel=1,
            tags=[],
            exclude_tags=["selenium"],
            test_name_patterns=None,
            start_at=None,
            start_after=None,
            pdb=False,
            buffer=False,
            timing=False,
            shuffle=False,
            durations=None,
        )
    finally:
        if bridge is not None:
            bridge.stop()
    sys.exit(bool(failures))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "test_sqlite"
    os.environ["RUNNING_DJANGOS_TEST_SUITE"] = "true"
    # As runtests.py does when it is the main program.
    tempfile.tempdir = os.environ["TMPDIR"] = tempfile.mkdtemp(prefix="django_")
    sys.path.insert(0, str(Path.cwd()))
    try:
        main(sys.argv[1] == "1", sys.argv[2:])
    finally:
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
