"""Turns the rule settings of `personactl.yaml` and of the command line into a `Selection`.

A rule is named by its code, by a prefix of codes (`P`, `S1`), or by its name. `default` means the rules that are
enabled by default, and `all` means all rules. Rules about unreadable files (Y) cannot be turned off, because such a
file would pass unchecked.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from personactl.document.suggestion import closest_name
from personactl.errors import UsageError
from personactl.lint.file_patterns import why_never
from personactl.lint.finding import Severity
from personactl.lint.rule import Limits
from personactl.lint.rule_registry import RULES
from personactl.lint.rule_selection import Selection
from personactl.lint.rules.yaml_file import READING_RULES
from personactl.state.project_settings import PROJECT_FILE, LintTable, LocatedText

_DEFAULT: Final = frozenset(rule.code for rule in RULES.values() if rule.enabled)
_ONLINE: Final = frozenset(rule.code for rule in RULES.values() if rule.online)
_ALWAYS: Final = frozenset(rule.code for rule in READING_RULES)
_BY_NAME: Final = {rule.name: rule.code for rule in RULES.values()}


def selection_of(
    table: LintTable,
    root: Path,
    *,
    select: tuple[LocatedText, ...] | None = None,
    ignore: tuple[LocatedText, ...] = (),
    online: bool = False,
) -> Selection:
    """Return the selection for the project at `root`. Raises `UsageError` for an unknown rule or
    severity, and for a pattern that can match no file.

    table: the settings of the project file.
    root: the folder of the project.
    select: rules from the command line, which replace the selection of the project file.
    ignore: rules from the command line to ignore in addition.
    online: whether online rules can be selected.
    """
    if select is not None:
        codes = _codes(select)
    else:
        codes = (_DEFAULT if table.select is None else _codes(table.select)) - _codes(table.ignore)
    return Selection(
        codes=(codes - _codes(ignore) - (frozenset() if online else _ONLINE)) | _ALWAYS,
        severities={code: _severity(level) for rule, level in table.severities for code in sorted(_matching(rule))},
        per_file=tuple(_per_file(pattern, rules, root) for pattern, rules in table.per_file.items()),
        root=root,
        limits=Limits(table.prompt_tokens or Limits().prompt_tokens, table.greeting_words or Limits().greeting_words),
    )


def _per_file(pattern: str, rules: tuple[LocatedText, ...], root: Path) -> tuple[str, frozenset[str]]:
    codes = _codes(rules) - _ALWAYS
    never = why_never(pattern, root)
    if never is not None:
        why, hint = never
        where = rules[0].where if rules else f"{root / PROJECT_FILE}"
        raise UsageError(f"the perFile pattern {pattern!r} can match no file: {why}", where=where, hint=hint)
    return pattern, codes


def split_option(values: Iterable[str], option: str) -> tuple[LocatedText, ...]:
    """Return the comma-separated values of a command-line option, which may be repeated."""
    return tuple(LocatedText(part.strip(), option) for value in values for part in value.split(",") if part.strip())


def _codes(words: Iterable[LocatedText]) -> frozenset[str]:
    return frozenset().union(*(_matching(word) for word in words))


@cache
def _by_beginning() -> dict[str, frozenset[str]]:
    """Return the codes by their beginnings, because a comment may name thousands."""
    found: dict[str, set[str]] = {}
    for code in RULES:
        for length in range(len(code) + 1):
            found.setdefault(code.casefold()[:length], set()).add(code)
    return {beginning: frozenset(codes) for beginning, codes in found.items()}


@lru_cache(maxsize=1024)
def codes_of(name: str) -> frozenset[str]:
    """Return the codes that `name` selects; empty if there is no such rule."""
    match name.casefold():
        case "all":
            return frozenset(RULES)
        case "default":
            return _DEFAULT
        case known if known in _BY_NAME:
            return frozenset({_BY_NAME[known]})
        case beginning:
            return _by_beginning().get(beginning, frozenset())


def closest_rule(name: str) -> str | None:
    """Return the name or code that is most similar to `name`, or None."""
    return closest_name(name, [*RULES, *_BY_NAME, "default", "all"])


def _matching(word: LocatedText) -> frozenset[str]:
    codes = codes_of(word.text)
    if not codes:
        suggestion = closest_rule(word.text)
        hint = f"did you mean {suggestion}?" if suggestion else "run personactl rule to list all rules"
        raise UsageError(f"there is no rule {word.text!r}", where=word.where, hint=hint)
    return codes


def _severity(level: LocatedText) -> Severity:
    try:
        return Severity(level.text)
    except ValueError:
        suggestion = closest_name(level.text, Severity)
        hint = (
            f"did you mean {suggestion}?"
            if suggestion
            else f"write one of {', '.join(Severity)} (use ignore to turn a rule off)"
        )
        raise UsageError(f"there is no severity {level.text!r}", where=level.where, hint=hint) from None
