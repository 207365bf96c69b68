"""J910, J911, J912: ignore comments without effect. The run finds them, because only it knows all findings."""

from typing import Final

from personactl.lint.finding import Severity
from personactl.lint.rule import PERSONA, Fixability, Rule

UNUSED_IGNORE: Final = Rule(
    code="J910",
    name="unused-ignore",
    summary="an ignore comment for a rule that finds nothing there",
    severity=Severity.warning,
    why="It will hide the next mistake of that kind, without a review.",
    bad=f"{PERSONA}skipGreeting: true  # personactl: ignore[S104]\n",
    good=f'{PERSONA}skipGreeting: "yes"  # personactl: ignore[S104]\n',
    source="personactl",
    fixability=Fixability.safe,
)
UNUSABLE_IGNORE: Final = Rule(
    code="J911",
    name="unusable-ignore",
    summary="an ignore comment with an unknown rule or without a rule",
    severity=Severity.warning,
    why="The comment has no effect, although its author relies on it.",
    bad=f'{PERSONA}skipGreeting: "yes"  # personactl: ignore[S-104]\n',
    good=f'{PERSONA}skipGreeting: "yes"  # personactl: ignore[S104]\n',
    source="personactl",
)
_LOOKS_LIKE_A_KEY: Final = "_".join(("ghp", "A9f3kQ7LmZ2xVb8NtYr4WcEu6HsJd1Gp0RiT"))
"""Joined at run time, so that secret scanners do not report this file."""

IGNORED_SECRET: Final = Rule(
    code="J912",
    name="ignored-secret",
    summary="an ignore comment for a secret, which does not let a push send it",
    severity=Severity.info,
    why="A secret and its comment come from the same file, so only the command line of a push can allow the secret.",
    bad=f"{PERSONA}description: Opens with {_LOOKS_LIKE_A_KEY}  # personactl: ignore[X801]\n",
    good=f"{PERSONA}description: Opens with a key that the server has\n",
    source="personactl",
)

IGNORE_RULES: tuple[Rule, ...] = (UNUSED_IGNORE, UNUSABLE_IGNORE, IGNORED_SECRET)
