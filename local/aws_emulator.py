"""Starts the AWS emulator with two of its deviations from CloudFormation mended.

Its ``AWS::SecretsManager::Secret`` has the name where CloudFormation has the ARN as the value of ``Ref``, so
that templates that take an ARN apart fail; and it generates punctuation where ``ExcludePunctuation`` is set.
"""

import string
from collections.abc import Mapping
from typing import Any

from ministack.app import main
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

Properties = dict[str, Any]
Result = tuple[str, Mapping[str, str]]

secret = _RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
create_by_name, update_by_name, delete_by_name = secret["create"], secret["update"], secret["delete"]


def create(logical_id: str, props: Properties, stack_name: str) -> Result:
    """Create a secret whose physical id is its ARN."""
    _, attributes = create_by_name(logical_id, without_punctuation(props), stack_name)
    return attributes["Arn"], attributes


def update(
    arn: str, old_props: Properties, new_props: Properties, stack_name: str, logical_id: str | None = None
) -> Result:
    """Update the secret of that ARN; a renamed one is another, with another ARN."""
    old_props, new_props = without_punctuation(old_props), without_punctuation(new_props)
    _, attributes = update_by_name(name_of(arn), old_props, new_props, stack_name, logical_id)
    return attributes["Arn"], attributes


def delete(arn: str, props: Properties) -> None:
    """Delete the secret of that ARN."""
    delete_by_name(name_of(arn), props)


def name_of(arn: str) -> str:
    """Return the secret's name: the ARN's last field without the dash and six characters that AWS adds."""
    return arn.partition(":secret:")[2][:-7]


def without_punctuation(props: Properties) -> Properties:
    """Say ``ExcludePunctuation`` in the way that the emulator understands."""
    generate = props.get("GenerateSecretString")
    if not generate or str(generate.get("ExcludePunctuation")).lower() != "true":
        return props
    excluded = generate.get("ExcludeCharacters", "") + string.punctuation
    return {**props, "GenerateSecretString": {**generate, "ExcludeCharacters": excluded}}


secret.update(create=create, update=update, delete=delete)

if __name__ == "__main__":
    main()
