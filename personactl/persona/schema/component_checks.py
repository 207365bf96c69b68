"""Check that a document is a tool, knowledge or an LLM that the platform accepts.

The field tables are compared with the file merged with the files that it extends, once without and once with each of
its profiles. Of the documents that knowledge names, only the paths are checked: they must stay inside the project.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from personactl.document.document import Document, Problem, Trouble
from personactl.document.node import MappingNode, Place, Scalar, SequenceNode, Span, kind
from personactl.document.parser import MAX_PROBLEMS
from personactl.files.repository import real_folder
from personactl.persona.read.knowledge_files import matching_files
from personactl.persona.read.layers import BaseCheck, Layer, merged_node, overlays, read_bases
from personactl.persona.read.referenced_files import locate
from personactl.persona.schema.component_fields import PARTIAL_FILES, WHOLE_FILES
from personactl.persona.schema.field_checks import NOT_IN_PROFILES, field_problems, not_in_profiles
from personactl.persona.schema.field_shapes import Field, Table, Tagged
from personactl.persona.schema.file_kind import ComponentKind, is_part

_HINTS: Final = MappingProxyType(
    {
        "tool": "Write name, description, type and config.",
        "knowledge": "Write name, description and documents.",
        "llm": "Write displayName, llmFormat, modelName, urls and secret.",
    }
)
_START: Final = Span(Place(1, 1), Place(1, 1))


def component_problems(document: Document, component: ComponentKind, root: Path) -> Iterator[Problem]:
    """Yield the problems of a component's file, as `persona_checks.persona_problems` gives those of a persona."""
    match document.root:
        case MappingNode() as node:
            found = islice(_problems(Layer(document, node), component, root), MAX_PROBLEMS)
            yield from sorted(found, key=lambda problem: problem.span.start)
        case None if document.problems:
            return
        case None:
            yield Problem("S112", "the file is empty", _HINTS[component], _START)
        case node:
            message = f"the file must contain keys and values, not {kind(node)}"
            yield Problem("S112", message, _HINTS[component], node.span)


def base_check(component: ComponentKind) -> BaseCheck:
    """Return the check of a file that components of this kind extend."""
    return partial(_shape_problems, component=component, shape=PARTIAL_FILES[component])


def document_names(node: MappingNode) -> Iterator[Scalar]:
    """Yield the texts in `documents`, which are names and patterns of files."""
    entry = node.get("documents")
    for item in entry.value.items if entry is not None and isinstance(entry.value, SequenceNode) else ():
        if isinstance(item, Scalar) and isinstance(item.value, str) and item.value.strip():
            yield item


def _problems(own: Layer, component: ComponentKind, root: Path) -> Iterator[Problem]:
    bases = read_bases(own, root, base_check(component))
    if bases.problem is not None:
        yield bases.problem
    # It is unknown what an unreadable base supplies, so that nothing counts as missing then.
    complete = bases.problem is None and not is_part(own.document.path)
    shape = (WHOLE_FILES if complete else PARTIAL_FILES)[component]
    layers = (*bases.layers, own)
    found: dict[Problem, None] = {}
    for stack in (layers, *_with_each_profile(layers)):
        node = merged_node(stack, own.document, _extends_span(own))
        found |= dict.fromkeys(_shape_problems(node, component=component, shape=shape))
    yield from found
    profiles = [layer for _, layer in overlays(own)]
    for profile in profiles:
        yield from (not_in_profiles(entry) for entry in profile.node.entries if entry.name in NOT_IN_PROFILES)
    for layer in (own, *profiles) if component == "knowledge" else ():
        yield from _document_problems(layer, root)


def _with_each_profile(layers: Sequence[Layer]) -> Iterator[tuple[Layer, ...]]:
    """Yield the layers with each profile that any of them has."""
    for name in dict.fromkeys(name for layer in layers for name, _ in overlays(layer)):
        yield (*layers, *(overlay for layer in layers for _, overlay in overlays(layer, name)))


def _shape_problems(node: MappingNode, *, component: ComponentKind, shape: Table | Tagged) -> Iterator[Problem]:
    """A problem of the file as a whole gets the span of its first key instead of the whole file."""
    for problem in field_problems(component, node, Field("local", shape)):
        whole = problem.span == node.span and node.entries
        yield replace(problem, span=node.entries[0].key.span) if whole else problem


def _document_problems(layer: Layer, root: Path) -> Iterator[Problem]:
    folder = real_folder(layer.document.path)
    for name in document_names(layer.node):
        place = locate(str(name.value), folder, root)
        if isinstance(place, Trouble):
            yield place.at(name.span)
            continue
        for file in matching_files(folder, str(name.value)) or ():
            trouble = locate(str(file), Path(), root)
            if isinstance(trouble, Trouble):
                yield trouble.at(name.span)


def _extends_span(own: Layer) -> Span:
    """Return the span for problems of the files that `own` extends."""
    entry = own.node.get("extends")
    return own.node.span if entry is None else entry.value.span
