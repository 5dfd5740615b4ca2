"""The Django app."""

from django.apps import AppConfig
from django.core import checks


class WikiSsoConfig(AppConfig):
    """Connects the signals and registers the checks."""

    name = "django_wiki_sso"
    label = "wiki_sso"
    verbose_name = "Wiki single sign-on"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from .checks import check_middleware, check_setting
        from .receivers import log_out_of_wiki, note_login

        checks.register(check_setting)
        checks.register(check_middleware)
        user_logged_in.connect(note_login, dispatch_uid="django_wiki_sso.note_login")
        user_logged_out.connect(log_out_of_wiki, dispatch_uid="django_wiki_sso.log_out_of_wiki")
