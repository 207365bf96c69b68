"""A file of any kind, read, checked and merged: its layers, the merged values, and the position of each value.

Reading a persona or a component begins here.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import msgspec

from personactl.command_hint import command_hint
from personactl.document.document import Document, Problem
from personactl.document.node import MappingNode, Node, Scalar, SequenceNode, Span
from personactl.errors import UsageError
from personactl.files.repository import real_name
from personactl.json_value import JsonObject
from personactl.persona.read.layers import Layer, merged, overlays, read_bases
from personactl.persona.read.referenced_files import read_in_repository
from personactl.persona.schema.component_checks import base_check, component_problems
from personactl.persona.schema.field_checks import key_problems
from personactl.persona.schema.file_kind import FileKind, is_part
from personactl.persona.schema.persona_checks import persona_problems


class LayeredFile(msgspec.Struct, frozen=True):
    """A file with the files that it extends and the profile that applies.

    path:   the file itself
    layers: the layers, lowest first: bases, the file, profiles
    config: the merged values of the layers
    """

    path: Path
    layers: tuple[Layer, ...]
    config: JsonObject

    def layer_with(self, key: str) -> Layer:
        """Return the uppermost layer that has the top-level key, or the layer of the file itself."""
        own = next(layer for layer in self.layers if layer.document.path == self.path)
        return next((layer for layer in reversed(self.layers) if layer.node.get(key) is not None), own)

    def location(self, key: str, *steps: int | str) -> str:
        """Return the location of a value: of the value of `key`, or of the value inside it that `steps` lead to.

        A step is the name of a key or the index of an item. A step that leads nowhere is ignored.
        """
        layer = self.layer_with(key)
        entry = layer.node.get(key)
        node: Node = layer.node if entry is None else entry.value
        for step in steps:
            node = _inner(node, step)
        return location(layer.document.path, node.span)


def read_layered_file(path: Path, root: Path, profile: str | None, kind: FileKind) -> LayeredFile:
    """Return the file at `path` with the files that it extends and, if any of them has it, the profile.

    Raise `UsageError` with the place of the first problem, and for a part.
    """
    if is_part(path):
        hint = "give a file that extends it"
        raise UsageError("this file is a part, which only other files use", where=str(path), hint=hint)
    document = read_in_repository(path, root)
    problem = next(chain(document.problems, _problems(document, root, kind)), None)
    if problem is not None:
        hint = f"run '{command_hint('validate', str(path), profile=None)}' to see all problems of the file"
        raise UsageError(problem.message, where=location(real_name(path, root), problem.span), hint=hint)
    layers = _layers(document, root, profile, kind)
    return LayeredFile(path, layers, merged(layers))


def location(path: Path, span: Span) -> str:
    """Return the start of `span` as PATH:LINE:COLUMN."""
    return f"{path}:{span.start.line}:{span.start.column}"


def _problems(document: Document, root: Path, kind: FileKind) -> Iterator[Problem]:
    return persona_problems(document, root) if kind == "persona" else component_problems(document, kind, root)


def _layers(document: Document, root: Path, profile: str | None, kind: FileKind) -> tuple[Layer, ...]:
    """Return the layers of a document that passed its check, so that it is a mapping with readable bases."""
    assert isinstance(document.root, MappingNode)
    own = Layer(document, document.root)
    bases = read_bases(own, root, key_problems if kind == "persona" else base_check(kind))
    if bases.problem is not None:  # a base was changed after the check
        where = location(document.path, bases.problem.span)
        raise UsageError(bases.problem.message, where=where, hint=bases.problem.hint)
    layers = (*bases.layers, own)
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
