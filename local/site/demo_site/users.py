"""The users of the demo."""

from __future__ import annotations

from django.contrib.auth.models import User


def make_demo_users(demo_user: str, password: str) -> None:
    """Make the demo users, or bring those from an earlier start up to date.

    Their names show what the bridge has to carry: plain ones, and one with a space, umlauts and no email.
    """
    emails = {
        "boss": "boss@example.com",
        "bob": "bob@example.com",
        "Zoë Müller": "",
        demo_user: f"{demo_user.replace(' ', '.')}@example.com",
    }
    for username, email in emails.items():
        _make(username, email, password, is_superuser=username == "boss")


def _make(username: str, email: str, password: str, *, is_superuser: bool) -> None:
    user = User.objects.filter(username=username).first() or User(username=username)
    before = (user.email, user.is_staff, user.is_superuser, user.is_active)
    user.email = email
    user.is_staff = user.is_superuser = is_superuser
    user.is_active = True
    # A password set anew, even the same, would end everyone's session at each start.
    password_differs = user._state.adding or not user.check_password(password)
    if password_differs:
        user.set_password(password)
    if password_differs or before != (user.email, user.is_staff, user.is_superuser, user.is_active):
        user.save()
