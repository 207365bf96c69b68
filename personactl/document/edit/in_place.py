"""The ways to make one change at its place in a YAML text, the best first. `yaml_edit` checks the results."""

from collections.abc import Iterator

from personactl.document.document import Document
from personactl.document.edit.emit import IndentStyle, to_yaml
from personactl.document.edit.insert import with_item, with_key, with_value
from personactl.document.edit.layout import Part, WrittenNode, layout
from personactl.document.edit.remove import without
from personactl.document.edit.reword import reworded
from personactl.document.edit.value_diff import Change, Drop, Insert, KeyPath, Put, Step


class WrittenDocument:
    """A document with its layout. A part is found by its key without a look at the other parts."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.root = layout(document.text)
        self._indices: dict[int, dict[Step, int]] = {}

    def parent(self, path: KeyPath) -> WrittenNode | None:
        """Return the collection that holds `path`, or None if the path leads through an alias."""
        written = self.root
        for step in path[:-1]:
            index = None if written is None else self.index(written, step)
            if written is None or index is None:
                return None
            written = written.parts[index].value
        return written if written is not None and written.form in {"mapping", "list"} else None

    def index(self, parent: WrittenNode, step: Step | None) -> int | None:
        """Return the number of parts before the one with the key or index `step`, which may not exist."""
        if isinstance(step, int):
            return step if parent.form == "list" and step < len(parent.parts) else None
        if id(parent) not in self._indices:
            keys = ((part.key, number) for number, part in enumerate(parent.parts))
            self._indices[id(parent)] = {key: number for key, number in keys if key is not None}
        return None if step is None else self._indices[id(parent)].get(step)


def in_place(
    written: WrittenDocument, change: Change, indent_style: IndentStyle, text: str | None = None
) -> Iterator[str]:
    """Yield the texts that may be the result.

    text: the text to change, if it differs from that of `written` after the place of the change.
    """
    original = written.document.text
    text = original if text is None else text
    if written.root is None:
        return
    if not change.path:
        assert isinstance(change, Put)
        assert isinstance(change.value, dict)
        yield to_yaml(change.value, indent_style)
        return
    parent = written.parent(change.path)
    if parent is None:
        return
    index = written.index(parent, change.path[-1])
    match change, change.path[-1]:
        case Drop(), _ if index is not None:
            yield from without(text, parent, index, original)
        case Insert(value=value), int(place):
            yield from with_item(text, parent, place, value, indent_style)
        case Put(value=value), _ if index is not None:
            yield from reworded(written.document, change.path, value, text)
            yield from with_value(text, parent, parent.parts[index], value, indent_style)
        case Put(value=value, after=after), str(key):
            before = written.index(parent, after)
            place = 0 if before is None else before + 1
            yield from with_key(text, parent, (key, value), place, indent_style)


def part_at(written: WrittenNode, step: Step) -> Part | None:
    if isinstance(step, int):
        return written.parts[step] if written.form == "list" and step < len(written.parts) else None
    return next((part for part in written.parts if part.key == step), None)
