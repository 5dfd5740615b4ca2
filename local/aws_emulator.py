"""Starts the AWS emulator with three of its deviations from CloudFormation mended.

Its ``AWS::SecretsManager::Secret`` has the name where CloudFormation has the ARN as the value of ``Ref``, so
that templates that take an ARN apart fail; it generates punctuation where ``ExcludePunctuation`` is set; and
it refuses alarms on metric math.
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

alarm = _RESOURCE_HANDLERS["AWS::CloudWatch::Alarm"]
create_simple_alarm, update_simple_alarm = alarm["create"], alarm["update"]


def create_alarm(logical_id: str, props: Properties, stack_name: str) -> Result:
    """Create an alarm, also one on metric math, which the emulator does not know."""
    return create_simple_alarm(logical_id, without_metric_math(props), stack_name)


def update_alarm(
    name: str, old_props: Properties, new_props: Properties, stack_name: str, logical_id: str | None = None
) -> Result:
    """Update an alarm."""
    old_props, new_props = without_metric_math(old_props), without_metric_math(new_props)
    return update_simple_alarm(name, old_props, new_props, stack_name, logical_id)


def without_metric_math(props: Properties) -> Properties:
    """Put a metric that nothing writes in place of an expression: the alarm exists and never fires."""
    if not props.get("Metrics"):
        return props
    stand_in = {"Namespace": "local", "MetricName": "metric-math", "Statistic": "Sum", "Period": 300}
    return {**{key: value for key, value in props.items() if key != "Metrics"}, **stand_in}


alarm.update(create=create_alarm, update=update_alarm)

if __name__ == "__main__":
    main()
