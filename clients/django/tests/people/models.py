from __future__ import annotations

from django.contrib.auth.models import User


class Person(User):
    """The same table under another class."""

    class Meta:
        proxy = True
