"""Is this document a tool, or a group of documents, that the platform would take? Every reason why not, with its place.

The field tables say what fits. Of the documents that knowledge names only the way is looked at here: it stays inside
the project.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final

from personactl.document.document import Document, Problem, Trouble
from personactl.document.node import MappingNode, Place, Scalar, SequenceNode, Span
from personactl.document.parsing import MAX_PROBLEMS
from personactl.persona.file_kind import SavedKind
from personactl.persona.fitting import misfits
from personactl.persona.knowledge_fields import KNOWLEDGE
from personactl.persona.neighbours import locate
from personactl.persona.shapes import Field
from personactl.persona.tool_fields import SAVED_TOOL

_FIELDS: Final = MappingProxyType({"tool": Field("local", SAVED_TOOL), "knowledge": Field("local", KNOWLEDGE)})
_HINTS: Final = MappingProxyType(
    {"tool": "Write name, description, type and config.", "knowledge": "Write name, description and documents."}
)
_TOP: Final = Span(Place(1, 1), Place(1, 1))


def check_saved(document: Document, kind: SavedKind, root: Path) -> Iterator[Problem]:
    """As `checking.check` for personas: in file order, without the document's own problems, not more than so many."""
    match document.root:
        case MappingNode() as node:
            found = islice(_problems(document, node, kind, root), MAX_PROBLEMS)
            yield from sorted(found, key=lambda problem: problem.span.start)
        case None if document.problems:
            return
        case None:
            yield Problem("S112", "the file is empty", _HINTS[kind], _TOP)
        case node:
            yield Problem("S112", "the file holds no keys and values", _HINTS[kind], node.span)


def document_names(node: MappingNode) -> Iterator[Scalar]:
    """What stands in `documents`, as far as it is text: names and patterns of files."""
    entry = node.get("documents")
    for item in entry.value.items if entry is not None and isinstance(entry.value, SequenceNode) else ():
        if isinstance(item, Scalar) and isinstance(item.value, str) and item.value.strip():
            yield item


def _problems(document: Document, node: MappingNode, kind: SavedKind, root: Path) -> Iterator[Problem]:
    for problem in misfits(kind, node, _FIELDS[kind]):
        # What the file as a whole lacks is shown at its first key, not all over it.
        whole = problem.span == node.span and node.entries
        yield replace(problem, span=node.entries[0].key.span) if whole else problem
    if kind == "knowledge":
        for name in document_names(node):
            place = locate(str(name.value), document.path.parent, root)
            if isinstance(place, Trouble):
                yield place.at(name.span)
