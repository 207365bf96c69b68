"""J91: comments that ask for silence and get none. The runner finds them, because only it knows what was found."""

from typing import Final

from personactl.lint.finding import Severity
from personactl.lint.rule import Fixability, Rule

_WHO: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"

UNUSED_IGNORE: Final = Rule(
    code="J910",
    name="unused-ignore",
    summary="a comment that silences a rule which finds nothing there",
    severity=Severity.warning,
    why="It will silence the next mistake of that kind, which nobody has looked at.",
    bad=f"{_WHO}skipGreeting: true  # personactl: ignore[S104]\n",
    good=f'{_WHO}skipGreeting: "yes"  # personactl: ignore[S104]\n',
    source="personactl",
    fixability=Fixability.safe,
)
UNUSABLE_IGNORE: Final = Rule(
    code="J911",
    name="unusable-ignore",
    summary="a comment that silences a rule which does not exist, or names none",
    severity=Severity.warning,
    why="The comment has no effect, though somebody counts on it.",
    bad=f'{_WHO}skipGreeting: "yes"  # personactl: ignore[S-104]\n',
    good=f'{_WHO}skipGreeting: "yes"  # personactl: ignore[S104]\n',
    source="personactl",
)

IGNORE_RULES: tuple[Rule, ...] = (UNUSED_IGNORE, UNUSABLE_IGNORE)
