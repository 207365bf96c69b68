"""The layers of a file: the files that it extends, the file itself, and the keys that a profile changes.

Layers are ordered lowest first. Each one remembers its document, because paths in it are relative to that document.
Mappings merge key by key; every other value replaces the one below it.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from personactl.document.document import Document, Problem, Trouble
from personactl.document.file_reader import read_document
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode, Span, to_json
from personactl.files.repository import real_folder, real_path
from personactl.json_value import JsonObject
from personactl.persona.read.referenced_files import locate, shown_path
from personactl.persona.schema.field_checks import key_problems
from personactl.persona.schema.fields import EXCLUSIVE_PAIRS

BaseCheck: TypeAlias = Callable[[MappingNode], Iterator[Problem]]
"""Yields the problems of a file that others extend, checked by itself."""

_COMPONENT_PAIRS: Final = (("config.documentFolderIds", "config.knowledge"), ("secret.env", "secret.keyring"))
"""The `EXCLUSIVE_PAIRS` of tools and LLMs."""

_PAIRS: Final = (*EXCLUSIVE_PAIRS, *_COMPONENT_PAIRS)
_OTHER_PLACE: Final = MappingProxyType({"env": "keyring", "keyring": "env"})
"""The places of a secret, of which a reference names one."""
_EXCLUDED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        path: tuple(second if first == path else first for first, second in _PAIRS if path in {first, second})
        for pair in _PAIRS
        for path in pair
    }
)


_MOST_BASES: Final = 10
"""How many files in a row may extend each other. Each of them is merged for each file that extends it."""


MOST_PROFILES: Final = 50
"""How many profiles of a file are checked. All rules look at a file once more for each of them."""


class Layer(msgspec.Struct, frozen=True):
    """A mapping of keys and the document that contains it: the root of the document, or a profile in it."""

    document: Document
    node: MappingNode

    def text(self, name: str) -> Scalar | None:
        """Return the value of the key `name` if it is text that is not blank."""
        match self.node.get(name):
            case Entry(value=Scalar(value=str(text)) as found) if text.strip():
                return found
            case _:
                return None


class Bases(msgspec.Struct, frozen=True):
    """The files that a file extends.

    layers:  one layer for each file, lowest first; empty if there is a problem
    problem: what is wrong with them, with the span of the file's own `extends`; or None
    """

    layers: tuple[Layer, ...]
    problem: Problem | None


def read_bases(layer: Layer, root: Path, check: BaseCheck = key_problems) -> Bases:
    """Read the files that `layer` extends, directly and indirectly. Each of them must pass `check`."""
    extends = layer.text("extends")
    if extends is None:
        return Bases((), None)
    found: list[Layer] = []
    seen = {Path(real_path(layer.document.path))}
    current = layer
    while (name := current.text("extends")) is not None:
        folder = real_folder(current.document.path)
        path = locate(str(name.value), folder, root)
        if not isinstance(path, Trouble) and path in seen:
            message = f"the files extend each other in a cycle, through {name.value}"
            path = Trouble("R204", message, "Remove extends from one of the files.")
        if len(found) == _MOST_BASES:
            message = f"more than {_MOST_BASES} files extend each other in a row"
            path = Trouble("R203", message, "Write what several of these files say into one of them.")
        if isinstance(path, Trouble):
            return Bases((), path.at(extends.span))
        shown = shown_path(str(name.value), folder, path)
        base = _read_base(shown, Path(os.path.relpath(path, real_path(root))), check)
        if isinstance(base, Trouble):
            return Bases((), base.at(extends.span))
        seen.add(path)
        found.insert(0, base)
        current = base
    return Bases(tuple(found), None)


def overlays(layer: Layer, profile: str | None = None) -> Iterator[tuple[str, Layer]]:
    """Yield the name and layer of each of the first `MOST_PROFILES` in `layer`, or of the given profile only."""
    entry = layer.node.get("profiles")
    profiles = entry.value if entry is not None else None
    entries = profiles.entries if isinstance(profiles, MappingNode) else ()
    for inner in entries if profile is not None else entries[:MOST_PROFILES]:
        if isinstance(inner.value, MappingNode) and profile in {None, inner.name}:
            yield inner.name, Layer(layer.document, inner.value)


_ABOUT_LAYERS = frozenset({"extends", "profiles"})


def merged(layers: Sequence[Layer]) -> JsonObject:
    """Return the merged values of `layers` without `extends` and `profiles`."""
    config: JsonObject = {}
    for layer in layers:
        # The profiles are left out first: a file may have thousands, and each of many views merges it.
        own = {entry.name: to_json(entry.value) for entry in layer.node.entries if entry.name not in _ABOUT_LAYERS}
        config = _merge(config, own, "") if config else own
    return config


def _merge(lower: JsonObject, upper: JsonObject, prefix: str) -> JsonObject:
    result = dict(lower)
    for name in upper:
        for path in excluded_by(prefix + name):
            result.pop(path.removeprefix(prefix), None)
    for name, value in upper.items():
        below = result.get(name)
        if isinstance(below, dict) and isinstance(value, dict):
            result[name] = _merge(below, value, f"{prefix}{name}.")
        else:
            result[name] = value
    return result


def merged_node(layers: Sequence[Layer], own: Document, elsewhere: Span) -> MappingNode:
    """Return the merged layers as a node, with `extends` and `profiles`.

    Nodes of documents other than `own` get the span `elsewhere`.
    """
    node = layers[0].node
    for index, layer in enumerate(layers):
        upper = layer.node if layer.document is own else _moved_mapping(layer.node, elsewhere)
        node = upper if index == 0 else _merge_nodes(node, upper, "")
    return node


def _merge_nodes(lower: MappingNode, upper: MappingNode, prefix: str) -> MappingNode:
    excluded = {path.removeprefix(prefix) for entry in upper.entries for path in excluded_by(prefix + entry.name)}
    entries = {entry.name: entry for entry in lower.entries if entry.name not in excluded}
    for entry in upper.entries:
        below = entries.pop(entry.name, None)
        entries[entry.name] = entry if below is None else _merge_entries(below, entry, f"{prefix}{entry.name}.")
    return MappingNode(tuple(entries.values()), upper.span)


def _merge_entries(lower: Entry, upper: Entry, prefix: str) -> Entry:
    if isinstance(lower.value, MappingNode) and isinstance(upper.value, MappingNode):
        return Entry(upper.key, _merge_nodes(lower.value, upper.value, prefix))
    return upper


def _moved_mapping(node: MappingNode, span: Span) -> MappingNode:
    return MappingNode(
        tuple(Entry(entry.key._replace(span=span), _moved(entry.value, span)) for entry in node.entries), span
    )


def _moved(node: Node, span: Span) -> Node:
    match node:
        case Scalar():
            return node._replace(span=span)
        case SequenceNode(items=items):
            return SequenceNode(tuple(_moved(item, span) for item in items), span)
        case MappingNode():
            return _moved_mapping(node, span)


def excluded_by(path: str) -> tuple[str, ...]:
    """Return the paths that cannot be used with `path`. A layer that has `path` removes them from the layers below."""
    above, _, key = path.rpartition(".")
    if key in _OTHER_PLACE and (above.startswith("config.headers.") or above == "secret"):
        return (f"{above}.{_OTHER_PLACE[key]}",)
    return _EXCLUDED.get(path, ())


def _read_base(path: Path, shown: Path, check: BaseCheck) -> Layer | Trouble:
    """Read a file that others extend. `shown` is its path in messages."""
    document = read_document(path)
    if isinstance(document.root, MappingNode):
        problem = next(chain(document.problems, check(document.root)), None)
        if problem is None:
            return Layer(document, document.root)
    else:
        problem = next(iter(document.problems), None)
    if problem is None:
        return Trouble("R203", f"{shown} contains no keys and values", "Write the keys that the files share into it.")
    place = f"{shown}:{problem.span.start.line}:{problem.span.start.column}"
    return Trouble("R203", f"{place} {problem.message}", problem.hint)
