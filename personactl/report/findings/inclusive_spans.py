"""Spans, whose ends are exclusive, for formats that name the last line and column instead."""

from personactl.document.node import Span


def last_line(span: Span) -> int:
    """The last line that has something of the span; its first one where it is empty."""
    end = span.end
    return max(span.start.line, end.line - 1 if end.column == 1 else end.line)


def last_column(span: Span) -> int | None:
    """The last column of a span on one line; None where it goes over several."""
    if span.end.line != span.start.line:
        return None
    return max(span.start.column, span.end.column - 1)
