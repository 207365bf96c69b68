"""Template variables and expressions that nothing fills in, because the platform has no templates.

`${...}` of JavaScript may hold any expression, with nested braces and texts; LaTeX between dollar signs is left alone.
Code in backticks or fences is not reported. Source: docs/platform.md#prompting.
"""

from collections.abc import Iterator
from typing import Final

from personactl.lint.text.markup import code
from personactl.lint.text.text_range import Ranges, TextRange, not_touching, without_overlaps
from personactl.pattern import Pattern

_NAME: Final = r"[^\W\d][\w.\-\[\]'\"]*"
_REST: Final = (
    rf"(?:\s++{_NAME}){{0,3}}(?:\s*+(?:\|\|?|\?\?|\?\.?|[+(\[]|&&|==|(?:or|and|if|is|in)\b)[^{{}}\n]{{0,360}})?"
)
_TEMPLATE: Final = Pattern(
    rf"(?<![\w\\{{}}])\{{\{{\{{?[#/^&>~-]?\s*{_NAME}{_REST}\s*\}}?\}}\}}"
    r"|\{%-?\s*(?:if|elif|else|endif|for|endfor|set|include|block|endblock|extends|macro|raw|endraw)\b[^%\n]{0,120}-?%\}"
    r"|<%[=-]?\s*[^\n%]{1,80}?-?%>"
    r"|%\([A-Za-z_]\w{0,40}\)[sdrf]\b"
    r"|#\{\s*[a-z_@][^{}\n]{0,80}\}"
)
_SINGLE: Final = Pattern(r"(?<![\w{$\\])\{[A-Za-z_][\w. -]{0,40}\}(?!\})")
_HINTS: Final = ("{{", "${", "{%", "<%", "%(", "#{")
_DOLLAR: Final = "${"
_LONGEST: Final = 600
_DEEPEST: Final = 8
_QUOTES: Final = frozenset("\"'`")
_LATEX: Final = Pattern(r"\\(?:[A-Za-z]{2,}|[^\w\s])")
_EXPRESSION: Final = Pattern(r"\s*(?:[^\W\d]|[$(!\[\"'`@*#]|[-+]?\d)")


def templates(text: str) -> Iterator[TextRange]:
    """Yield the template variables and expressions in a text for a model, in order."""
    if not any(hint in text for hint in _HINTS):
        return
    found = [TextRange(match.start(), match.end(), match[0]) for match in _TEMPLATE.finditer(text)]
    spans = code(text)
    in_code = Ranges(spans)
    found += (one for one in _expressions(text) if not in_code.hold(one))
    around = Ranges(found)
    inside = [span for span in spans if not around.hold(span)]
    yield from without_overlaps(not_touching(found, inside))


def braces(text: str) -> Iterator[TextRange]:
    """Yield `{name}` in a text that is spoken unchanged. In a prompt it may be a slot that the model fills in."""
    if "{" in text:
        for match in _SINGLE.finditer(text):
            yield TextRange(match.start(), match.end(), match[0])


def _expressions(text: str) -> Iterator[TextRange]:
    start = text.find(_DOLLAR)
    while start >= 0:
        end = _end_of_expression(text, start + len(_DOLLAR))
        inner = text[start + len(_DOLLAR) : end - 1]
        escaped = start > 0 and text[start - 1] == "\\"
        mathematics = (_LATEX.search(inner) is not None and _QUOTES.isdisjoint(inner)) or (
            text.startswith("$", end) and not text.startswith(_DOLLAR, end)
        )
        if end and not escaped and not mathematics and _EXPRESSION.match(inner):
            yield TextRange(start, end, text[start:end])
        start = text.find(_DOLLAR, max(end, start + 1))


def _end_of_expression(text: str, start: int) -> int:
    """Return the end of the expression that begins at `start`, after its brace; 0 if it has no end.

    An apostrophe may be one of a text, so an expression in which quotes do not match ends at the first brace.
    """
    depth, quote = 1, ""
    for at in range(start, min(len(text), start + _LONGEST)):
        sign = text[at]
        if quote:
            quote = "" if sign == quote and text[at - 1] != "\\" else quote
        elif sign in _QUOTES:
            quote = sign
        elif sign == "{":
            depth += 1
            if depth > _DEEPEST:
                break
        elif sign == "}":
            depth -= 1
            if depth == 0:
                return at + 1
    first, line_end = text.find("}", start, start + _LONGEST), text.find("\n", start, start + _LONGEST)
    return first + 1 if first >= 0 and (line_end < 0 or first < line_end) else 0
