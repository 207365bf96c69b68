"""Escape untrusted text for Markdown in GitHub's dialect, where a table cell is one line."""

import re
from typing import Final

from personactl.report.text.printable import one_line

_MARKS: Final = re.compile(r"([\\`*_\[\]~|$])")
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;"})
_BACKTICKS: Final = re.compile(r"`+")


def escaped(text: str) -> str:
    """Return one line of prose in which marks, tags, mentions and cell borders are escaped."""
    return _MARKS.sub(r"\\\1", one_line(text).translate(_ENTITIES))


def code(text: str, *, in_table: bool = True) -> str:
    """Return one line of inline code. In a table `|` is escaped, because GitHub splits cells before it parses code."""
    line = one_line(text)
    fence = "`" * (max((len(run) for run in _BACKTICKS.findall(line)), default=0) + 1)
    padding = " " if line.startswith("`") or line.endswith("`") else ""
    inside = line.replace("|", "\\|") if in_table else line
    return f"{fence}{padding}{inside}{padding}{fence}"


def block(text: str, language: str = "") -> str:
    """Return a fenced code block that ends with a newline."""
    fence = "`" * max(3, max((len(run) for run in _BACKTICKS.findall(text)), default=0) + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}\n"
