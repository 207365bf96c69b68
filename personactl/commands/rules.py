"""The lint rules that a code, a name or the beginning of codes selects."""

from typing import TYPE_CHECKING

from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.lint.rule import Rule


def find_rules(text: str | None) -> "list[Rule]":
    """Return the matching rules sorted by code, or all rules in the order of the registry.

    text: a rule's code or name, or the beginning of codes such as "P" or "S1"; None for all rules.

    Raises `UsageError`, with a similar name if there is one, if no rule matches.
    """
    from personactl.lint.rule_registry import RULES
    from personactl.lint.rule_settings import closest_rule, codes_of

    if text is None:
        return list(RULES.values())
    codes = codes_of(text.strip()) if text.strip() else set()
    if not codes:
        similar = closest_rule(text)
        raise UsageError(
            f"there is no rule {text!r}",
            where="the command line of 'personactl rule'",
            hint=f"did you mean {similar}?" if similar else "run 'personactl rule' to list all rules",
        )
    return [RULES[code] for code in sorted(codes)]
