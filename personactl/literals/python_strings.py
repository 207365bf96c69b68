"""The letters of Python's string literals, f-strings included."""

import ast
import re
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tree_sitter import Node

    from personactl.literals.syntax import Syntax

_STAND_INS: Final = range(0xF0000, 0xFFFFE)
_PREFIX: Final = re.compile(r"[A-Za-z]*")


def string_parts(syntax: "Syntax", node: "Node") -> "list[str | Node] | None":
    """Return the letters of the literal, and the nodes of its interpolations, in order; None if it is not a text."""
    source = syntax.text(node)
    prefix = _PREFIX.match(source)
    kind = prefix[0].lower() if prefix else ""
    if "b" in kind:
        return None
    holes = [child for child in node.named_children if child.type == "interpolation"]
    free = (chr(code) for code in _STAND_INS if chr(code) not in source)
    marks = dict(zip(free, holes, strict=False))
    plain = _literal(_with_marks(syntax, node, marks), kind)
    letters = _evaluated(plain)
    if letters is None:
        return None
    parts = re.split(f"([{''.join(marks)}])", letters) if marks else [letters]
    formatted = "f" in kind
    return [
        marks[part] if part in marks else part.replace("{{", "{").replace("}}", "}") if formatted else part
        for part in parts
    ]


def _with_marks(syntax: "Syntax", node: "Node", marks: "dict[str, Node]") -> str:
    return "".join(_pieces(syntax, node, marks))


def _pieces(syntax: "Syntax", node: "Node", marks: "dict[str, Node]") -> Iterator[str]:
    at = node.start_byte
    for mark, hole in marks.items():
        yield syntax.data[at : hole.start_byte].decode("utf-8", "replace") + mark
        at = hole.end_byte
    yield syntax.data[at : node.end_byte].decode("utf-8", "replace")


def _literal(source: str, kind: str) -> str:
    return ("r" if "r" in kind else "") + source[len(kind) :]


def _evaluated(source: str) -> str | None:
    """Return the letters of a literal without interpolations; Python itself reads its escapes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an escape that Python does not know stays as it is
            value = ast.literal_eval(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, str) else None
