"""Lines of styled text, each put together in one go.

Rich can append part by part, at many times the cost, and the plan of a large project has tens of thousands of parts.
"""

from itertools import chain
from typing import TypeAlias

from rich.text import Span, Text

Part: TypeAlias = str | tuple[str, str]
"""A text that is printable already; as a pair with its style."""


def line(*parts: Part) -> Text:
    """As `Text.assemble`."""
    plain: list[str] = []
    spans: list[Span] = []
    at = 0
    for part in parts:
        text, style = (part, "") if isinstance(part, str) else part
        if text and style:
            spans.append(Span(at, at + len(text), style))
        plain.append(text)
        at += len(text)
    return Text("".join(plain), spans=spans)


def joined(first: Text, second: Text) -> Text:
    """As `first + second`: the style of the whole `first` is that of the whole line."""
    at = len(first)
    whole = [Span(at, at + len(second), second.style)] if second.style and second else []
    moved = (Span(span.start + at, span.end + at, span.style) for span in second.spans)
    return Text(first.plain + second.plain, style=first.style, spans=[*chain(first.spans, whole, moved)])
