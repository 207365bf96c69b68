"""Edits of whole keys and values for fixes. A function returns None if the edit is not exact.

For edits inside a text see `text_findings.replacement_edit`.
"""

from collections.abc import Iterator

from personactl.document.document import Document
from personactl.document.edit.remove import entry_cut, item_cut, written_here
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode, Span
from personactl.lint.finding import Edit, Fix


def fix(title: str, *edits: Edit | None, safe: bool) -> Fix | None:
    """Return a fix of all `edits`, or None if one of them is None."""
    made = tuple(edit for edit in edits if edit is not None)
    return Fix(made, safe, title) if len(made) == len(edits) else None


def replace_value(document: Document, entry: Entry, source: str) -> Edit | None:
    """Return the edit that replaces the value of `entry` with other `source`, which is YAML including quotes."""
    changes = not isinstance(entry.value, Scalar) or entry.value.raw != source
    return Edit(document.path, entry.value.span, source) if changes and written_here(document.lines, entry) else None


def rename_key(document: Document, entry: Entry, name: str) -> Edit:
    return Edit(document.path, entry.key.span, name)


def remove_entry(document: Document, entry: Entry) -> Edit | None:
    """Return the edit that removes the key and value of `entry`."""
    parent = _parent(document, entry)
    return _without(document, None if parent is None else entry_cut(document.lines, parent, entry))


def remove_item(document: Document, sequence: SequenceNode, index: int) -> Edit | None:
    return _without(document, item_cut(document.lines, sequence, index))


def _without(document: Document, cut: Span | None) -> Edit | None:
    return None if cut is None else Edit(document.path, cut, "")


def _parent(document: Document, entry: Entry) -> MappingNode | None:
    """Return the mapping of `entry`, or None if aliases put it into several mappings."""
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
