"""Makes many changes of a YAML text at once: its layout is read once, and the changes are made from its end.

    document, changes > ordered by their places, the last first > text

A change leaves everything before it where it is, so that the places of the other changes stay right. The result is
not checked.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec

from personactl.document.document import Document
from personactl.document.edit.emit import IndentStyle
from personactl.document.edit.in_place import WrittenDocument, in_place
from personactl.document.edit.value_diff import Change, Drop, Insert, KeyPath, Put, value_at
from personactl.json_value import JsonValue

_Order = tuple[int, int, int, int]


def text_with(document: Document, changes: Sequence[Change], indent_style: IndentStyle) -> str | None:
    """Return the text of `document` with all changes, each in its best way; None if one cannot be made at its place."""
    written = WrittenDocument(document)
    ordered: list[tuple[_Order, Change]] = []
    for number, change in enumerate(_beside_old_keys(written, changes)):
        order = _order(written, change, number)
        if order is None:
            return None
        ordered.append((order, change))
    text: str | None = document.text
    for _, change in sorted(ordered, key=lambda one: one[0]):
        text = next(in_place(written, change, indent_style, text), None)
        if text is None:
            return None
    return text


def in_groups(changes: Sequence[Change], value: JsonValue) -> tuple[Sequence[Change], Sequence[Change]]:
    """Return two groups to make one after the other.

    The first are the new keys of mappings that lose all their old keys: no mapping may become empty.
    """
    dropped = Counter(one.path[:-1] for one in changes if isinstance(one, Drop) and isinstance(one.path[-1], str))
    emptied = {path for path, number in dropped.items() if number == _size(value, path)}
    first = [one for one in changes if isinstance(one, Put) and one.path[:-1] in emptied]
    return first, [one for one in changes if not (isinstance(one, Put) and one.path[:-1] in emptied)]


def _size(value: JsonValue, path: KeyPath) -> int:
    found = value_at(value, path)
    return len(found) if isinstance(found, dict) else 0


def _beside_old_keys(written: WrittenDocument, changes: Sequence[Change]) -> list[Change]:
    """Return the changes, with new keys after a key that the file has already, which is where they go together."""
    made: list[Change] = []
    after: dict[KeyPath, str | None] = {}
    for change in changes:
        parent = written.parent(change.path) if isinstance(change, Put) and change.path else None
        if isinstance(change, Put) and parent is not None and written.index(parent, change.path[-1]) is None:
            before = None if change.after is None else (*change.path[:-1], change.after)
            old = change.after if before is None else after.get(before, change.after)
            after[change.path] = old
            change = msgspec.structs.replace(change, after=old)
        made.append(change)
    return made


def _order(written: WrittenDocument, change: Change, number: int) -> _Order | None:
    """Return what sorts a change before those at places further up in the text; None if its place is not known.

    Of changes at the same place, what is added after a part comes first, the outer part before those in it; then what
    changes there; then what is added before it. What is added together is added from its end.
    """
    parent = written.parent(change.path) if change.path else None
    if parent is None:
        return None
    step, depth = change.path[-1], len(change.path)
    index = written.index(parent, step)
    if not isinstance(change, Insert) and index is not None:
        return -parent.parts[index].begin, 1, -depth, number
    if isinstance(change, Put) and isinstance(step, str):
        before, number = written.index(parent, change.after), -number
        place = 0 if before is None else before + 1
    elif isinstance(change, Insert) and isinstance(step, int):
        place = step
    else:
        return None
    if place:
        return -parent.parts[place - 1].end, 0, depth, number
    return -(parent.parts[0].begin if parent.parts else parent.start), 2, -depth, number
