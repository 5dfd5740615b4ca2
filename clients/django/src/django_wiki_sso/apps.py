"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class WikiSsoConfig(AppConfig):
    """Connects the signals and registers the checks."""

    name = "django_wiki_sso"
    label = "wiki_sso"
    verbose_name = _("Wiki single sign-on")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signals and register the checks, once the models are loaded."""
        from django.contrib.auth.signals import user_logged_in, user_logged_out
        from django.core.signals import request_finished
        from django.db.models.signals import post_delete, post_save, pre_save

        from . import checks
        from .internal import accounts, outbox, wiki_session

        register(checks.check_settings)
        register(checks.check_middleware)
        register(checks.check_urls)
        register(checks.check_cookie_names, deploy=True)
        user_logged_in.connect(wiki_session.note_login, dispatch_uid="django_wiki_sso")
        user_logged_out.connect(wiki_session.note_logout, dispatch_uid="django_wiki_sso")
        request_finished.connect(outbox.deliver_some_if_due, dispatch_uid="django_wiki_sso")
        for model in accounts.user_models():
            pre_save.connect(accounts.remember_before, sender=model, dispatch_uid="django_wiki_sso")
            post_save.connect(accounts.revoke_if_changed, sender=model, dispatch_uid="django_wiki_sso")
            post_delete.connect(accounts.revoke_deleted, sender=model, dispatch_uid="django_wiki_sso")
