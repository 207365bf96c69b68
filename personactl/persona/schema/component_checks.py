"""Is this document a tool, knowledge or an LLM that the platform would take? Every reason why not, with its place.

The field tables say what fits, of a file put together with what it extends and under each of its profiles. Of the
documents that knowledge names only the way is looked at here: it stays inside the project.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final

from personactl.document.document import Document, Problem, Trouble
from personactl.document.node import MappingNode, Place, Scalar, SequenceNode, Span
from personactl.document.parser import MAX_PROBLEMS
from personactl.persona.read.layers import BaseCheck, Layer, bases, merged_node, overlays
from personactl.persona.read.referenced_files import locate
from personactl.persona.schema.component_fields import PARTIAL, WHOLE
from personactl.persona.schema.field_checks import field_problems
from personactl.persona.schema.field_shapes import Field, Table, Tagged
from personactl.persona.schema.file_kind import SavedKind
from personactl.persona.schema.key_checks import NOT_IN_PROFILES
from personactl.persona.schema.persona_checks import is_part

_HINTS: Final = MappingProxyType(
    {
        "tool": "Write name, description, type and config.",
        "knowledge": "Write name, description and documents.",
        "llm": "Write displayName, llmFormat, modelName, urls and secret.",
    }
)
_TOP: Final = Span(Place(1, 1), Place(1, 1))


def check_saved(document: Document, kind: SavedKind, root: Path) -> Iterator[Problem]:
    """As `checking.check` for personas: in file order, without the document's own problems, not more than so many."""
    match document.root:
        case MappingNode() as node:
            found = islice(_problems(Layer(document, node), kind, root), MAX_PROBLEMS)
            yield from sorted(found, key=lambda problem: problem.span.start)
        case None if document.problems:
            return
        case None:
            yield Problem("S112", "the file is empty", _HINTS[kind], _TOP)
        case node:
            yield Problem("S112", "the file holds no keys and values", _HINTS[kind], node.span)


def base_check(kind: SavedKind) -> BaseCheck:
    """What a file of this kind must fulfil that others extend."""
    return partial(_shape_problems, kind=kind, shape=PARTIAL[kind])


def document_names(node: MappingNode) -> Iterator[Scalar]:
    """What stands in `documents`, as far as it is text: names and patterns of files."""
    entry = node.get("documents")
    for item in entry.value.items if entry is not None and isinstance(entry.value, SequenceNode) else ():
        if isinstance(item, Scalar) and isinstance(item.value, str) and item.value.strip():
            yield item


def _problems(own: Layer, kind: SavedKind, root: Path) -> Iterator[Problem]:
    under = bases(own, root, base_check(kind))
    if under.problem is not None:
        yield under.problem
    # What a base that cannot be read supplies is unknown, so nothing counts as missing then.
    complete = under.problem is None and not is_part(own.document.path)
    shape = (WHOLE if complete else PARTIAL)[kind]
    layers = (*under.layers, own)
    found: dict[Problem, None] = {}
    for stack in (layers, *_profiled(layers)):
        node = merged_node(stack, own.document, _extends(own))
        found |= dict.fromkeys(_shape_problems(node, kind=kind, shape=shape))
    yield from found
    profiles = [layer for _, layer in overlays(own)]
    for profile in profiles:
        yield from _misplaced(profile)
    for layer in (own, *profiles) if kind == "knowledge" else ():
        yield from _document_problems(layer, root)


def _profiled(layers: Sequence[Layer]) -> Iterator[tuple[Layer, ...]]:
    """The layers under each profile that any of them has."""
    for name in dict.fromkeys(name for layer in layers for name, _ in overlays(layer)):
        yield (*layers, *(overlay for layer in layers for _, overlay in overlays(layer, name)))


def _shape_problems(node: MappingNode, *, kind: SavedKind, shape: Table | Tagged) -> Iterator[Problem]:
    """What the file as a whole lacks is shown at its first key, not all over it."""
    for problem in field_problems(kind, node, Field("local", shape)):
        whole = problem.span == node.span and node.entries
        yield problem._replace(span=node.entries[0].key.span) if whole else problem


def _misplaced(profile: Layer) -> Iterator[Problem]:
    for entry in profile.node.entries:
        if entry.name in NOT_IN_PROFILES:
            message = f"a profile has no key {entry.name!r}"
            yield Problem("S101", message, "Write it at the top of the file.", entry.key.span)


def _document_problems(layer: Layer, root: Path) -> Iterator[Problem]:
    for name in document_names(layer.node):
        place = locate(str(name.value), layer.document.path.parent, root)
        if isinstance(place, Trouble):
            yield place.at(name.span)


def _extends(own: Layer) -> Span:
    """Where problems of what the file extends are shown."""
    entry = own.node.get("extends")
    return own.node.span if entry is None else entry.value.span
