"""Every rule there is: one literal table of families. A code is never reused, not even that of a rule that is gone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from personactl.lint.facts import Facts
from personactl.lint.hit import Hit
from personactl.lint.rule import Rule
from personactl.lint.rules.reading import READING_RULES
from personactl.lint.rules.references import REFERENCE_RULES
from personactl.lint.rules.schema import SCHEMA_RULES
from personactl.lint.subject import Subject
from personactl.lint.uniqueness import personas_twice

Check: TypeAlias = Callable[[Subject], Iterator[Hit]]
CheckTogether: TypeAlias = Callable[[Sequence[Facts], Path], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Family:
    """`check` looks at one persona, `together` at all files of a project that a run looks at.

    A family without either has its findings from the layers below.
    """

    rules: tuple[Rule, ...]
    check: Check | None = None
    together: CheckTogether | None = None


FAMILIES: Final = (
    Family(READING_RULES),
    Family(SCHEMA_RULES),
    Family(REFERENCE_RULES, together=personas_twice),
)

RULES: Final = MappingProxyType({rule.code: rule for family in FAMILIES for rule in family.rules})
