"""Prints the ElastiCache token that botocore, AWS's own library, makes of a request on standard input."""

import datetime
import json
import sys
from unittest import mock

import botocore.session
from botocore.credentials import Credentials
from botocore.model import ServiceId
from botocore.signers import RequestSigner

request = json.load(sys.stdin)
now = datetime.datetime.strptime(request["now"], "%Y-%m-%dT%H:%M:%S.000Z")
credentials = request["credentials"]
signer = RequestSigner(
    ServiceId("elasticache"),
    request["region"],
    "elasticache",
    "v4",
    Credentials(credentials["accessKeyId"], credentials["secretAccessKey"], credentials.get("sessionToken")),
    botocore.session.get_session().get_component("event_emitter"),
)
query = f"Action=connect&User={request['userId']}&ResourceType=ServerlessCache"
with mock.patch("botocore.auth.get_current_datetime", lambda remove_tzinfo=True: now):
    url = signer.generate_presigned_url(
        {
            "method": "GET",
            "url": f"http://{request['cacheName']}/?{query}",
            "body": {},
            "headers": {},
            "context": {},
        },
        operation_name="connect",
        expires_in=900,
        region_name=request["region"],
    )
print(url.removeprefix("http://"), end="")
