"""Template marks that nothing fills in: the platform sends and speaks them as they stand.

Source: docs/platform.md#prompting. Code shown in backticks or fences is left alone, and so is LaTeX.
"""

from collections.abc import Iterator
from typing import Final

from personactl.lint.text.code import code
from personactl.lint.text.pattern import Pattern
from personactl.lint.text.stretch import Stretch, apart, beside

_NAME: Final = r"[^\W\d][\w.\-\[\]'\"]*"
_TEMPLATE: Final = Pattern(
    rf"(?<![\w\\{{}}])\{{\{{\{{?[#/^&>~-]?\s*{_NAME}(?:\s*\|[^{{}}\n]{{1,60}}|\s+{_NAME}){{0,3}}\s*\}}?\}}\}}"
    rf"|\$\{{\s*{_NAME}(?:\([^()\n]{{0,40}}\))?\s*(?::?-[^{{}}\n]{{0,40}})?\}}"
    r"|\{%-?\s*(?:if|elif|else|endif|for|endfor|set|include|block|endblock|extends|macro|raw|endraw)\b[^%\n]{0,120}-?%\}"
    r"|<%[=-]?\s*[^\n%]{1,80}?-?%>"
    r"|%\([A-Za-z_]\w{0,40}\)[sdrf]\b"
)
_SINGLE: Final = Pattern(r"(?<![\w{$\\])\{[A-Za-z_][\w. -]{0,40}\}(?!\})")


def templates(text: str) -> Iterator[Stretch]:
    """In a text for a model, in its order."""
    if not ("{{" in text or "${" in text or "{%" in text or "<%" in text or "%(" in text):
        return
    found = (Stretch(match.start(), match.end(), match[0]) for match in _TEMPLATE.finditer(text))
    yield from apart(beside(found, code(text)))


def braces(text: str) -> Iterator[Stretch]:
    """`{name}` in a text that is spoken as it stands. In a prompt it may be a slot that the model fills in."""
    if "{" in text:
        for match in _SINGLE.finditer(text):
            yield Stretch(match.start(), match.end(), match[0])
