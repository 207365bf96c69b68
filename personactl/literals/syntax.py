"""Parses a source into a syntax tree, with tree-sitter: it reads what it can of a source that is not valid.

A tree is walked without recursion, and its size is limited by that of the source.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from msgspec import Struct

from personactl.document.node import Place

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser

Grammar: TypeAlias = Literal["javascript", "typescript", "tsx", "python"]


_CHUNK: Final = 64 * 1024
_PATIENCE: Final = 1000
"""How often the parser may report the same position; valid sources stay at one for a few reports."""


class Syntax(Struct, frozen=True):
    """A parsed source.

    root: the root of its tree.
    data: the bytes that were parsed.
    grammar: the grammar of the tree.
    before: the number of bytes that were put before the source to make it parse.
    first: the place of the source's first character.
    lines: the offsets of the lines in `data`.
    """

    root: "Node"
    data: bytes
    grammar: Grammar
    before: int
    first: Place
    lines: list[int]

    def text(self, node: "Node") -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def place(self, node: "Node") -> Place:
        """Return where the node begins in the file."""
        return self.place_at(node.start_byte)

    def place_at(self, offset: int) -> Place:
        """Return the place of a byte of `data`."""
        offset = max(offset, self.before)
        line = bisect_right(self.lines, offset) - 1
        start = max(self.lines[line], self.before)
        column = len(self.data[start:offset].decode("utf-8", "replace"))
        if line == 0:
            return Place(self.first.line, self.first.column + column)
        return Place(self.first.line + line, column + 1)

    def errors(self) -> int:
        """Return how many places of the source do not fit the grammar."""
        return sum(1 for node in walk(self.root, broken_only=True) if node.is_error or node.is_missing)

    def first_error(self, node: "Node | None" = None) -> "Node | None":
        """Return the first place in `node`, or in the source, that does not fit the grammar."""
        found = walk(node or self.root, broken_only=True)
        return next((inner for inner in found if inner.is_error or inner.is_missing), None)


def parse(source: str, grammar: Grammar, first: Place, wrap: tuple[str, str] = ("", "")) -> Syntax | None:
    """Parse `source`, which begins at `first` in its file.

    wrap: what is put around it, such as parentheses around a lone object.

    Return None if the parser makes no progress: some texts send the repair of errors around in a circle.
    """
    before, after = (part.encode() for part in wrap)
    data = before + source.encode("utf-8", "replace") + after
    lines = [0, *(match.end() for match in re.finditer(rb"\n", data))]
    root = _root(_parser(grammar), data)
    return Syntax(root, data, grammar, len(before), first, lines) if root is not None else None


def _root(parser: "Parser", data: bytes) -> "Node | None":
    at, stays = -1, 0

    def stuck(offset: int, _: bool) -> bool:
        nonlocal at, stays
        at, stays = offset, stays + 1 if offset == at else 0
        return stays > _PATIENCE

    try:
        return parser.parse(lambda offset, _: data[offset : offset + _CHUNK], progress_callback=stuck).root_node
    except ValueError:  # it was stuck
        parser.reset()
        return None


def walk(node: "Node", *, broken_only: bool = False) -> "Iterator[Node]":
    """Yield the node and all nodes inside it, in the order of the source.

    broken_only: leave out parts without errors.
    """
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if broken_only and not (current.has_error or current.is_missing):
            continue
        yield current
        waiting.extend(reversed(current.children))


@lru_cache(maxsize=4)
def _parser(grammar: Grammar) -> "Parser":
    from tree_sitter import Parser

    return Parser(_language(grammar))


def _language(grammar: Grammar) -> "Language":
    from tree_sitter import Language

    match grammar:
        case "javascript":
            from tree_sitter_javascript import language

            return Language(language())
        case "typescript":
            from tree_sitter_typescript import language_typescript

            return Language(language_typescript())
        case "tsx":
            from tree_sitter_typescript import language_tsx

            return Language(language_tsx())
        case "python":
            from tree_sitter_python import language as python

            return Language(python())
