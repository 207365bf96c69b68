"""G5: the greeting, which is spoken as it stands: what a page shows, a voice reads out or swallows."""

from collections.abc import Iterator
from itertools import chain

from personactl.lint.hit import Hit
from personactl.lint.rule import Rule
from personactl.lint.rules.greeting import forms, length, marks, voice
from personactl.lint.subject import Subject

_GROUPS = (marks, forms, voice, length)

GREETING_RULES: tuple[Rule, ...] = tuple(chain.from_iterable(group.RULES for group in _GROUPS))


def check_greeting(subject: Subject) -> Iterator[Hit]:
    greeting = subject.passage("initialMessage")
    if greeting is None or not greeting.text.strip():
        return
    for group in _GROUPS:
        yield from group.check(greeting, subject)
