"""What a file is put together from: the files it extends, itself, and what a profile changes.

Layers lie on each other, deepest first; every one remembers its document, so that a file named in it is looked for
beside it. Mappings merge key by key, everything else is replaced.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from personactl.document.document import Document, Problem, Trouble
from personactl.document.file_reader import read_document
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode, Span
from personactl.document.plain_values import to_object
from personactl.json_value import JsonObject
from personactl.persona.read.referenced_files import locate, shown_path
from personactl.persona.schema.fields import RIVALS
from personactl.persona.schema.key_checks import key_problems

BaseCheck: TypeAlias = Callable[[MappingNode], Iterator[Problem]]
"""What is wrong with a file that others extend, looked at alone."""

# Of a tool and of an LLM: as `RIVALS`, which are those of a persona.
_SAVED_RIVALS: Final = (("config.documentFolderIds", "config.knowledge"), ("secret.env", "secret.keyring"))
_PAIRS: Final = (*RIVALS, *_SAVED_RIVALS)
_RIVALS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        path: tuple(second if first == path else first for first, second in _PAIRS if path in {first, second})
        for pair in _PAIRS
        for path in pair
    }
)


class Layer(msgspec.Struct, frozen=True):
    """A mapping of keys: the root of its document, or one profile in it."""

    document: Document
    node: MappingNode

    def text(self, name: str) -> Scalar | None:
        """The scalar under `name`, if it is text and not blank."""
        match self.node.get(name):
            case Entry(value=Scalar(value=str(text)) as found) if text.strip():
                return found
            case _:
                return None


class Bases(msgspec.Struct, frozen=True):
    """What a file extends, deepest first; `problem`, if any, stands at the file's own `extends`."""

    layers: tuple[Layer, ...]
    problem: Problem | None


def bases(layer: Layer, root: Path, check: BaseCheck = key_problems) -> Bases:
    """What `layer` extends, each of which must pass `check`; one that does not is a problem of the whole."""
    written = layer.text("extends")
    if written is None:
        return Bases((), None)
    found: list[Layer] = []
    seen = {layer.document.path.resolve()}
    current = layer
    while (name := current.text("extends")) is not None:
        path = locate(str(name.value), current.document.path.parent, root)
        if not isinstance(path, Trouble) and path in seen:
            path = Trouble("R204", f"{name.value} leads back to a file that extends it", "Break the circle.")
        if isinstance(path, Trouble):
            return Bases((), path.at(written.span))
        shown = shown_path(str(name.value), current.document.path.parent, path)
        base = _base(shown, path.relative_to(root.resolve()), check)
        if isinstance(base, Trouble):
            return Bases((), base.at(written.span))
        seen.add(path)
        found.insert(0, base)
        current = base
    return Bases(tuple(found), None)


def overlays(layer: Layer, profile: str | None = None) -> Iterator[tuple[str, Layer]]:
    """The profiles of a layer, or the one named, each as a layer."""
    entry = layer.node.get("profiles")
    profiles = entry.value if entry is not None else None
    for inner in profiles.entries if isinstance(profiles, MappingNode) else ():
        if isinstance(inner.value, MappingNode) and profile in {None, inner.name}:
            yield inner.name, Layer(layer.document, inner.value)


def merged(layers: Sequence[Layer]) -> JsonObject:
    """All values of `layers`, later ones over earlier ones, without the keys that only say how to merge."""
    config: JsonObject = {}
    for layer in layers:
        config = _over(config, to_object(layer.node), "") if config else to_object(layer.node)
    return {name: value for name, value in config.items() if name not in {"extends", "profiles"}}


def _over(under: JsonObject, over: JsonObject, prefix: str) -> JsonObject:
    result = dict(under)
    for name in over:
        for rival in rivals(prefix + name):
            result.pop(rival.removeprefix(prefix), None)
    for name, value in over.items():
        below = result.get(name)
        if isinstance(below, dict) and isinstance(value, dict):
            result[name] = _over(below, value, f"{prefix}{name}.")
        else:
            result[name] = value
    return result


def merged_node(layers: Sequence[Layer], own: Document, elsewhere: Span) -> MappingNode:
    """As `merged`, as a node: what other files than `own` say stands `elsewhere`. `extends` and `profiles` stay."""
    node = layers[0].node
    for at, layer in enumerate(layers):
        over = layer.node if layer.document is own else _moved_mapping(layer.node, elsewhere)
        node = over if at == 0 else _node_over(node, over, "")
    return node


def _node_over(under: MappingNode, over: MappingNode, prefix: str) -> MappingNode:
    gone = {rival.removeprefix(prefix) for entry in over.entries for rival in rivals(prefix + entry.name)}
    entries = {entry.name: entry for entry in under.entries if entry.name not in gone}
    for entry in over.entries:
        below = entries.pop(entry.name, None)
        entries[entry.name] = entry if below is None else _entry_over(below, entry, f"{prefix}{entry.name}.")
    return MappingNode(tuple(entries.values()), over.span)


def _entry_over(under: Entry, over: Entry, prefix: str) -> Entry:
    if isinstance(under.value, MappingNode) and isinstance(over.value, MappingNode):
        return Entry(over.key, _node_over(under.value, over.value, prefix))
    return over


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


def rivals(path: str) -> tuple[str, ...]:
    """The paths that can't stand beside `path`: a layer that says one takes the others away from those below it."""
    return _RIVALS.get(path, ())


def _base(path: Path, shown: Path, check: BaseCheck) -> Layer | Trouble:
    """`shown` is how a message names the file."""
    document = read_document(path)
    if isinstance(document.root, MappingNode):
        problem = next(chain(document.problems, check(document.root)), None)
        if problem is None:
            return Layer(document, document.root)
    else:
        problem = next(iter(document.problems), None)
    if problem is None:
        return Trouble("R203", f"{shown} holds no keys and values", "Write into it what its users share.")
    place = f"{shown}:{problem.span.start.line}:{problem.span.start.column}"
    return Trouble("R203", f"{place} {problem.message}", problem.hint)
