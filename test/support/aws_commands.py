"""Reports mistakes in commands of the AWS CLI.

Reads a JSON list of lists of words from stdin and writes a JSON list of texts to stdout.

The CLI makes its services, operations and options from the models of botocore, which this reads.
"""

import json
import sys

import botocore.session
from botocore import xform_name

GLOBAL = {"--query", "--output", "--region", "--profile", "--no-cli-pager", "--no-paginate", "--generate-cli-skeleton"}
SESSION = botocore.session.get_session()


def wrong(words: list[str]) -> list[str]:
    """What the CLI would refuse of ``aws SERVICE OPERATION --option …``."""
    _, service, operation, *rest = words
    if service not in SESSION.get_available_services():
        return [f"there is no service {service}"]
    model = SESSION.get_service_model(service)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    if operation not in names:
        return [f"{service} has no operation {operation}"]
    shape = model.operation_model(names[operation]).input_shape
    members = shape.members if shape else {}
    options = GLOBAL | {f"--{xform_name(name, '-')}" for name in members}
    options |= {f"--no-{xform_name(n, '-')}" for n, member in members.items() if member.type_name == "boolean"}
    given = {word for word in rest if word.startswith("--")}
    required = {f"--{xform_name(name, '-')}" for name in (shape.required_members if shape else [])}
    return [f"{operation} has no option {o}" for o in sorted(given - options)] + [
        f"{operation} lacks {o}" for o in sorted(required - given - {"--client-request-token"})
    ]


print(json.dumps([wrong(words) for words in json.load(sys.stdin)]))
