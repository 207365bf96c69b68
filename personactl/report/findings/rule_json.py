"""Rules for programs: all facts about each rule, in the same shape for one rule and for many."""

from collections.abc import Iterable

from personactl.json_value import JsonObject, JsonValue
from personactl.lint.rule import Rule


def rules_json(rules: Iterable[Rule]) -> JsonObject:
    """Return the rules sorted by code. `bad` and `good` are empty if text cannot show the mistake."""
    found: list[JsonValue] = [_rule(rule) for rule in sorted(rules, key=lambda rule: rule.code)]
    return {"rules": found}


def _rule(rule: Rule) -> JsonObject:
    return {
        "code": rule.code,
        "name": rule.name,
        "description": rule.summary,
        "severity": rule.severity.value,
        "fixability": rule.fixability.value,
        "enabled": rule.enabled,
        "online": rule.online,
        "rationale": rule.why,
        "bad": rule.bad,
        "good": rule.good,
        "reference": rule.source,
    }
