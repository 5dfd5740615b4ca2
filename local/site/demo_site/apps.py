"""The demo site as a Django app: for its style sheet, and to listen to the hooks being called."""

from django.apps import AppConfig


class DemoSiteConfig(AppConfig):
    """Installs the listener."""

    name = "demo_site"

    def ready(self) -> None:
        """Runs once, at the start."""
        from .lessons import recorder

        recorder.install()
