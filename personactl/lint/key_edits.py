"""Edits of whole keys and values, for fixes: source text in, one edit out, or None where it is not exact.

For a stretch inside of a text see `wording.rewriting`.
"""

from collections.abc import Iterator

from personactl.document.document import Document
from personactl.document.edit.remove import entry_cut, item_cut, written_here
from personactl.document.node import Entry, MappingNode, Node, SequenceNode, Span
from personactl.lint.finding import Edit, Fix


def fix(title: str, *edits: Edit | None, safe: bool) -> Fix | None:
    """A fix of `edits`, unless one of them could not be made."""
    made = tuple(edit for edit in edits if edit is not None)
    return Fix(made, safe, title) if len(made) == len(edits) else None


def new_value(document: Document, entry: Entry, source: str) -> Edit | None:
    """`source` is YAML as it shall stand in the file, quotes included."""
    return Edit(document.path, entry.value.span, source) if written_here(document.lines, entry) else None


def new_key(document: Document, entry: Entry, name: str) -> Edit:
    return Edit(document.path, entry.key.span, name)


def no_entry(document: Document, entry: Entry) -> Edit | None:
    """Without `entry` and its value."""
    parent = _parent(document, entry)
    return _without(document, None if parent is None else entry_cut(document.lines, parent, entry))


def no_item(document: Document, sequence: SequenceNode, index: int) -> Edit | None:
    return _without(document, item_cut(document.lines, sequence, index))


def _without(document: Document, cut: Span | None) -> Edit | None:
    return None if cut is None else Edit(document.path, cut, "")


def _parent(document: Document, entry: Entry) -> MappingNode | None:
    """The mapping that `entry` stands in; None where it stands in several through aliases."""
    found = [node for node in _mappings(document.root) if any(one is entry for one in node.entries)]
    return found[0] if len(found) == 1 else None


def _mappings(root: Node | None) -> Iterator[MappingNode]:
    waiting = [root]
    while waiting:
        match waiting.pop():
            case MappingNode(entries=entries) as node:
                yield node
                waiting.extend(entry.value for entry in entries)
            case SequenceNode(items=items):
                waiting.extend(items)
            case _:
                pass
