"""``path("wiki-sso/", include("django_wiki_sso.urls"))`` gives ``wiki_sso:enter``."""

from django.urls import path

from .views import enter

app_name = "wiki_sso"

urlpatterns = [path("enter", enter, name="enter")]
