"""Where a Markdown text shows code: inside backticks and fences nothing is meant as it reads."""

import re
from collections.abc import Iterator
from typing import Final

from personactl.lint.text.pattern import Pattern
from personactl.lint.text.stretch import Stretch

_FENCE: Final = Pattern(r"^(?P<mark>[ \t]{0,3}(`{3,}|~{3,})).*?(?:^[ \t]{0,3}\2|\Z)", re.MULTILINE | re.DOTALL)
_SPAN: Final = Pattern(r"(?<!`)(`{1,2})(?!`)[^\n]+?(?<!`)\1(?!`)")


def code(text: str) -> tuple[Stretch, ...]:
    """Fenced blocks and `spans`, in the order of the text; none where there is no backtick."""
    if "`" not in text and "~~~" not in text:
        return ()
    fences = tuple(Stretch(match.start(), match.end(), "a code block") for match in _FENCE.finditer(text))
    return (*fences, *_spans(text, fences))


def _spans(text: str, fences: tuple[Stretch, ...]) -> Iterator[Stretch]:
    for match in _SPAN.finditer(text):
        span = Stretch(match.start(), match.end(), "code")
        if not any(span.touches(fence) for fence in fences):
            yield span
