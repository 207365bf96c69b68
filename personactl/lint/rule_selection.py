"""Which rules are selected, for which files, and with which severity."""

import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from personactl.files.repository import real_path
from personactl.lint.finding import Severity
from personactl.lint.rule import Limits, Rule
from personactl.lint.rule_registry import RULES

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Selection(msgspec.Struct, frozen=True):
    """The selected rules of a run.

    codes: the selected codes.
    severities: the codes with another severity than that of the rule.
    per_file: patterns as in `.gitignore`, with the codes that are ignored in matching files.
    root: the folder that patterns are relative to.
    limits: the limits that the project sets.
    """

    codes: frozenset[str]
    severities: Mapping[str, Severity] = {}
    per_file: tuple[tuple[str, frozenset[str]], ...] = ()
    root: Path = Path()
    limits: Limits = Limits()

    def any_of(self, rules: Iterable[Rule]) -> bool:
        return any(rule.code in self.codes for rule in rules)

    def severity(self, rule: Rule) -> Severity:
        return self.severities.get(rule.code, rule.severity)

    def codes_in(self, path: Path) -> frozenset[str]:
        """Return the codes that are selected for the file at `path`."""
        if not self.per_file:
            return self.codes
        try:
            inside = Path(real_path(path)).relative_to(real_path(self.root)).as_posix()
        except ValueError:  # a link leads out of the project
            inside = Path(os.path.relpath(path, self.root)).as_posix()
            if inside.startswith("../"):
                return self.codes
        return self.codes.difference(*(codes for pattern, codes in self.per_file if _spec(pattern).match_file(inside)))


DEFAULT: Final = Selection(frozenset(rule.code for rule in RULES.values() if rule.enabled and not rule.online))


@cache
def _spec(pattern: str) -> "GitIgnoreSpec":
    from personactl.files.ignore_patterns import ignore_patterns  # few projects need it

    return ignore_patterns([pattern])
