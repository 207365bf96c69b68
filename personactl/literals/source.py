"""Opens a source: its code, parsed as well as it can be, with the names that it defines. Nothing of it is run."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from personactl.document.line_index import Lines
from personactl.document.node import Place
from personactl.literals.expression_reader import Reader
from personactl.literals.javascript import JavaScriptReader
from personactl.literals.python_source import PythonReader
from personactl.literals.scopes import Scope, ScopedNodes
from personactl.literals.source_blocks import Block, code_blocks
from personactl.literals.source_language import SourceLanguage
from personactl.literals.syntax import Grammar, Syntax, parse, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_GRAMMARS: Final[dict[SourceLanguage, tuple[Grammar, ...]]] = {
    "javascript": ("javascript", "tsx", "typescript"),
    "typescript": ("typescript", "tsx"),
    "tsx": ("tsx", "typescript"),
    "json": ("javascript",),
    "python": ("python",),
}
_LONE_OBJECT: Final = ("(", "\n)")
_LONE_MEMBERS: Final = ("({", "\n})")
_OBJECTS: Final = frozenset({"object", "dictionary"})


class Code(Struct, frozen=True):
    """A piece of code that was parsed.

    syntax: its tree.
    reader: reads its expressions.
    scoped: its nodes, their scopes and their parents.
    """

    syntax: Syntax
    reader: Reader
    scoped: ScopedNodes

    @property
    def nodes(self) -> "list[tuple[Node, Scope]]":
        return self.scoped.nodes

    def parent(self, node: "Node") -> "Node | None":
        return self.scoped.parents.get(node.id)


def open_source(text: str, language: SourceLanguage) -> list[Code]:
    """Return the code of a file, in order."""
    lines = Lines(text)
    return [_code(block, lines) for block in code_blocks(text, language)]


def _code(block: Block, lines: Lines) -> Code:
    syntax = _best(block, lines)
    if syntax.grammar == "python":
        from personactl.literals.python_names import scoped_nodes as python_nodes

        return Code(syntax, PythonReader(syntax), python_nodes(syntax))
    from personactl.literals.javascript_names import scoped_nodes

    return Code(syntax, JavaScriptReader(syntax), scoped_nodes(syntax))


def _best(block: Block, lines: Lines) -> Syntax:
    """Return the tree with the fewest errors: an object that was copied alone is not a program of its own."""
    first = lines.place(block.start)
    grammars = _GRAMMARS[block.language]
    wraps = [("", ""), _LONE_OBJECT, _LONE_MEMBERS]
    if block.language == "json":
        wraps = [_LONE_OBJECT, _LONE_MEMBERS, ("", "")]
    if block.language == "python":
        wraps = [("", ""), ("{", "\n}"), ("dict(", "\n)")]
    attempts: list[tuple[int, int, Syntax]] = []
    for wrap in wraps:
        for grammar in grammars:
            syntax = parse(block.text, grammar, first, wrap)
            if syntax is None:
                continue
            errors = syntax.errors()
            attempts.append((errors, len(attempts), syntax))
            if not errors and _has_object(syntax):
                return syntax
    if not attempts:
        attempts.append((0, 0, _empty(grammars[0], first)))
    with_object = [attempt for attempt in attempts if _has_object(attempt[2])]
    return min(with_object or attempts, key=lambda attempt: attempt[:2])[2]


def _empty(grammar: Grammar, first: Place) -> Syntax:
    syntax = parse("", grammar, first)
    assert syntax is not None, "an empty text has no errors to repair"
    return syntax


def _has_object(syntax: Syntax) -> bool:
    return any(node.type in _OBJECTS or node.type == "keyword_argument" for node in _nodes(syntax))


def _nodes(syntax: Syntax) -> "Iterable[Node]":
    return walk(syntax.root)
