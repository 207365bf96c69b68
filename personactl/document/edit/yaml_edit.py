"""Changes values in a YAML file and leaves everything else unchanged to the byte: comments, order, quotes, line ends.

The changes are found by comparing values, and each is made at its place. The result is parsed again: if its value is
wrong, the change is made in another way. The last way rewrites the surrounding collection, so that the result
always holds the new value.
"""

from collections.abc import Iterator

from personactl.document.document import Document
from personactl.document.edit.emit import IndentStyle, UnwritableError, to_yaml
from personactl.document.edit.insert import indent_style_of, with_item, with_key, with_value
from personactl.document.edit.layout import Part, WrittenNode, layout
from personactl.document.edit.remove import without
from personactl.document.edit.reword import reworded
from personactl.document.edit.value_diff import (
    Change,
    Drop,
    Insert,
    KeyPath,
    Put,
    fewer_changes,
    is_same,
    value_at,
    value_changes,
    with_change,
)
from personactl.document.node import to_json
from personactl.document.parser import parse
from personactl.json_value import JsonMapping, JsonValue


def edited_yaml(document: Document, new_value: JsonMapping) -> str:
    """Return the text of `document` with a new value. A new key is added after its predecessor in `new_value`.

    A file with very many changes is written in larger parts, because each change reads the whole file again.

    The document has no problems and holds a mapping or nothing. Neither its text nor the result has a byte order mark.
    Raises `UnwritableError` for a value that YAML cannot represent.
    """
    current = document
    value: JsonValue = {} if document.root is None else to_json(document.root)
    indent_style = indent_style_of(document.text)
    if document.root is None or not isinstance(value, dict):
        return _appended(document.text, new_value, indent_style)
    for change in fewer_changes(list(value_changes(value, dict(new_value))), dict(new_value)):
        value = with_change(value, change)
        current = _made(current, change, value, indent_style)
    return current.text


def _appended(text: str, new_value: JsonMapping, indent_style: IndentStyle) -> str:
    """Return the text for a file that only holds comments."""
    if not new_value:
        return text
    lead = text if not text or text.endswith(("\n", "\r")) else f"{text}\n"
    return lead + to_yaml(new_value, indent_style)


def _made(document: Document, change: Change, value: JsonValue, indent_style: IndentStyle) -> Document:
    for attempt in _attempts(document, change, value, indent_style):
        made = parse(attempt, document.path)
        if not made.problems and made.root is not None and is_same(to_json(made.root), value):
            return made
    raise UnwritableError(f"no way to write {change.path}")


def _attempts(document: Document, change: Change, value: JsonValue, indent_style: IndentStyle) -> Iterator[str]:
    """Yield every way to make `change`, the best first; `value` is the value of the whole document afterwards."""
    yield from _in_place(document, change, indent_style)
    apart = _unshared(document, change, indent_style)
    if apart is not None:
        yield from _in_place(apart, change, indent_style)
    path = change.path
    while path:
        path = path[:-1]
        yield from _in_place(document, Put(path, value_at(value, path)), indent_style)


def _in_place(document: Document, change: Change, indent_style: IndentStyle) -> Iterator[str]:
    text, root = document.text, layout(document.text)
    if root is None:
        return
    if not change.path:
        assert isinstance(change, Put)
        assert isinstance(change.value, dict)
        yield to_yaml(change.value, indent_style)
        return
    parent = _within(root, change.path[:-1])
    if parent is None:
        return
    part = _part(parent, change.path[-1])
    match change, change.path[-1]:
        case Drop(), _ if part is not None:
            yield from without(text, parent, part)
        case Insert(value=value), int(index):
            yield from with_item(text, parent, index, value, indent_style)
        case Put(value=value), _ if part is not None:
            yield from reworded(document, change.path, value)
            yield from with_value(text, parent, part, value, indent_style)
        case Put(value=value, after=after), str(key):
            yield from with_key(text, parent, (key, value), after, indent_style)


def _within(written: WrittenNode, path: KeyPath) -> WrittenNode | None:
    """Return the collection at `path`, or None if the path leads through an alias."""
    for step in path:
        part = _part(written, step)
        if part is None:
            return None
        written = part.value
    return written if written.form in {"mapping", "list"} else None


def _part(written: WrittenNode, step: str | int) -> Part | None:
    if isinstance(step, int):
        return written.parts[step] if written.form == "list" and step < len(written.parts) else None
    return next((part for part in written.parts if part.key == step), None)


def _unshared(document: Document, change: Change, indent_style: IndentStyle) -> Document | None:
    """Return the document with copies instead of the aliases that share a value with the change."""
    root = layout(document.text)
    assert root is not None
    assert document.root is not None
    names = set(_anchors(root, change.path))
    aliases = [path for path, one in _all(root, ()) if one.form == "alias" and one.name in names]
    value = to_json(document.root)
    for path in reversed(aliases):
        for attempt in _in_place(document, Put(path, value_at(value, path)), indent_style):
            made = parse(attempt, document.path)
            if not made.problems and made.root is not None and is_same(to_json(made.root), value):
                document = made
                break
    return document if aliases else None


def _anchors(root: WrittenNode, path: KeyPath) -> Iterator[str]:
    """Yield the anchors along `path` and below its end."""
    written = root
    for step in path:
        if written.name is not None and written.form != "alias":
            yield written.name
        part = _part(written, step)
        if part is None:
            return
        written = part.value
    for _, one in _all(written, ()):
        if one.name is not None and one.form != "alias":
            yield one.name


def _all(written: WrittenNode, path: KeyPath) -> Iterator[tuple[KeyPath, WrittenNode]]:
    yield path, written
    for index, part in enumerate(written.parts):
        yield from _all(part.value, (*path, index if part.key is None else part.key))
