"""A file that was read, fits, and is put together: the layers it is made of, and where in them a value stands.

Everything that turns files into what is sent begins here, whatever kind of file it is.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import msgspec

from personactl.document.document import Document, Problem
from personactl.document.file_reader import read_document
from personactl.document.node import MappingNode, Node, Scalar, SequenceNode, Span
from personactl.errors import UsageError
from personactl.json_value import JsonObject
from personactl.persona.read.layers import Layer, bases, merged, overlays
from personactl.persona.schema.component_checks import base_check, check_saved
from personactl.persona.schema.file_kind import FileKind
from personactl.persona.schema.key_checks import key_problems
from personactl.persona.schema.persona_checks import check, is_part


class LayeredFile(msgspec.Struct, frozen=True):
    """`layers` lie on each other, deepest first; `config` is what they say together."""

    path: Path
    layers: tuple[Layer, ...]
    config: JsonObject

    def speaker(self, key: str) -> Layer:
        """The uppermost layer that has the top key `key`, else the file itself."""
        own = next(layer for layer in self.layers if layer.document.path == self.path)
        return next((layer for layer in reversed(self.layers) if layer.node.get(key) is not None), own)

    def place(self, key: str, *steps: int | str) -> str:
        """Where the value under `key` stands, or what the steps below it lead to: the name of a key, a list's place.

        A step that leads nowhere is passed over.
        """
        layer = self.speaker(key)
        entry = layer.node.get(key)
        node: Node = layer.node if entry is None else entry.value
        for step in steps:
            node = _inner(node, step)
        return place(layer.document.path, node.span)


def read_stack(path: Path, root: Path, profile: str | None, kind: FileKind) -> LayeredFile:
    """The file at `path` with what it extends and what `profile` changes if the file has such a profile.

    Raises `UsageError` with the place of the first problem, and for a part.
    """
    if is_part(path):
        hint = "name a file that extends it"
        raise UsageError("this file is a part of others, and nothing of its own", where=str(path), hint=hint)
    document = read_document(path)
    problem = next(chain(document.problems, _problems(document, root, kind)), None)
    if problem is not None:
        hint = f"run personactl validate {path}"
        raise UsageError(problem.message, where=place(path, problem.span), hint=hint)
    layers = _layers(document, root, profile, kind)
    return LayeredFile(path, layers, merged(layers))


def place(path: Path, span: Span) -> str:
    return f"{path}:{span.start.line}:{span.start.column}"


def _problems(document: Document, root: Path, kind: FileKind) -> Iterator[Problem]:
    return check(document, root) if kind == "persona" else check_saved(document, kind, root)


def _layers(document: Document, root: Path, profile: str | None, kind: FileKind) -> tuple[Layer, ...]:
    """A file that passed its check is a mapping whose bases can be read."""
    assert isinstance(document.root, MappingNode)
    own = Layer(document, document.root)
    under = bases(own, root, key_problems if kind == "persona" else base_check(kind))
    if under.problem is not None:  # it passed the check a moment ago: somebody is editing it
        where = place(document.path, under.problem.span)
        raise UsageError(under.problem.message, where=where, hint=under.problem.hint)
    layers = (*under.layers, own)
    if profile is None:
        return layers
    return (*layers, *(overlay for layer in layers for _, overlay in overlays(layer, profile)))


def _inner(node: Node, step: int | str) -> Node:
    match node:
        case SequenceNode(items=items) if isinstance(step, int) and step < len(items):
            return items[step]
        case MappingNode() if isinstance(step, str):
            entry = node.get(step)
            return node if entry is None else entry.value
        case Scalar() | SequenceNode() | MappingNode():
            return node
