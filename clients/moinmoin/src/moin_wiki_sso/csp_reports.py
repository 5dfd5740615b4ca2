"""Reports of content security policies: any browser may send them, so they are untrusted."""

from __future__ import annotations

import json

from flask import Response, abort, request
from moin import log
from moin.apps.frontend.views import limit_csp_reports

logging = log.getLogger(__name__)

MAX_REPORT_BYTES = 8192
_MAX_LOGGED_CHARACTERS = 2000


def take_csp_report() -> Response:
    """View: log a report on one line of printable ASCII, or refuse it (400, 413)."""
    if request.mimetype != "application/csp-report":
        abort(400, "expected a report of the type application/csp-report")
    if (request.content_length or 0) > MAX_REPORT_BYTES:
        abort(413)
    body = request.stream.read(MAX_REPORT_BYTES + 1)
    if len(body) > MAX_REPORT_BYTES:
        abort(413)
    try:
        report = json.loads(body)["csp-report"]
        if not isinstance(report, dict):
            raise TypeError
    except (KeyError, RecursionError, TypeError, ValueError):
        abort(400, 'expected JSON with an object "csp-report"')
    if not limit_csp_reports():
        logging.warning("CSP report: %s", ascii(report)[:_MAX_LOGGED_CHARACTERS])
    return Response(status=204)
