"""X8: what should not be in a persona file, or what it lays open."""

from collections.abc import Iterator
from itertools import chain

from personactl.lint.hit import Hit
from personactl.lint.rule import Rule
from personactl.lint.rules.security import exposure, hidden_text, secrets
from personactl.lint.saved import Saved
from personactl.lint.subject import Subject

_GROUPS = (secrets, hidden_text, exposure)

SECURITY_RULES: tuple[Rule, ...] = tuple(chain.from_iterable(group.RULES for group in _GROUPS))


def check_security(subject: Subject) -> Iterator[Hit]:
    for group in _GROUPS:
        if subject.wants(*(rule.code for rule in group.RULES)):
            yield from group.check(subject)


def check_saved_security(saved: Saved) -> Iterator[Hit]:
    for group in _GROUPS:
        if saved.wants(*(rule.code for rule in group.RULES)):
            yield from group.check_saved(saved)
