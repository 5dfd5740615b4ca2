"""Keeps what a request did at the bridge, for the page that comes next."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .recorder import listening

SESSION_KEY = "demo_lesson"


class LessonMiddleware:
    """Belongs between the session's middleware and the Django app's, whose hook calls it is to hear.

    The visitor's session holds the lesson, and a new one after a logout has ended the old.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note."""
        with listening() as calls:
            response = self.get_response(request)
        # "Log out everywhere" ends another user's cookies or all of one's own, so this login's lesson omits it.
        own = [call.as_json() for call in calls if call.hook == "login" or "member" in call.sent]
        if own and response.status_code < 500:
            request.session[SESSION_KEY] = own
        return response
