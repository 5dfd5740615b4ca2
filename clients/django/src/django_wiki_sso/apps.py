"""The Django app."""

from django.apps import AppConfig
from django.core.checks import register


class WikiSsoConfig(AppConfig):
    """Connects the signals and registers the checks."""

    name = "django_wiki_sso"
    label = "wiki_sso"
    verbose_name = "Wiki single sign-on"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out
        from django.core.signals import request_finished
        from django.db.models.signals import post_delete, post_save, pre_save

        from . import account_changes, checks, outbox, receivers

        register(checks.check_setting)
        register(checks.check_middleware)
        user_logged_in.connect(receivers.note_login, dispatch_uid="django_wiki_sso")
        user_logged_out.connect(receivers.log_out_of_wiki, dispatch_uid="django_wiki_sso")
        request_finished.connect(outbox.deliver_some_if_due, dispatch_uid="django_wiki_sso")
        for model in account_changes.user_models():
            pre_save.connect(account_changes.remember_before, sender=model, dispatch_uid="django_wiki_sso")
            post_save.connect(account_changes.revoke_if_changed, sender=model, dispatch_uid="django_wiki_sso")
            post_delete.connect(account_changes.revoke_deleted, sender=model, dispatch_uid="django_wiki_sso")
