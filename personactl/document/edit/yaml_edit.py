"""A YAML file with other values in it, all else being as it was, to the byte: comments, order, quotes, line ends.

What is to change is found by comparing values, each change is made where the value stands, and what came of it is
parsed again: a change that would mean anything else than it should is made another way. The last of these ways
writes the surrounding collection anew, so that the result always holds what was wanted.
"""

from collections.abc import Iterator

from personactl.document.document import Document
from personactl.document.edit.emit import Manner, UnwritableError, emitted
from personactl.document.edit.insert import manner_of, with_item, with_key, with_value, without
from personactl.document.edit.layout import Part, Written, layout
from personactl.document.edit.reword import reworded
from personactl.document.edit.value_diff import Change, Drop, Insert, KeyPath, Put, changed, changes, found, same
from personactl.document.node import to_json
from personactl.document.parser import parse
from personactl.json_value import JsonMapping, JsonValue


def spliced(document: Document, wanted: JsonMapping) -> str:
    """The text of `document` once its value is `wanted`. A new key goes behind the one that precedes it in `wanted`.

    `document` has no problems and holds a mapping or nothing; its text has no byte order mark, and neither has the
    result. Raises `UnwritableError` for a value that YAML can't hold.
    """
    current = document
    value: JsonValue = {} if document.root is None else to_json(document.root)
    manner = manner_of(document.text)
    if document.root is None or not isinstance(value, dict):
        return _appended(document.text, wanted, manner)
    for change in changes(value, dict(wanted)):
        value = changed(value, change)
        current = _made(current, change, value, manner)
    return current.text


def _appended(text: str, wanted: JsonMapping, manner: Manner) -> str:
    """For a file of comments."""
    if not wanted:
        return text
    lead = text if not text or text.endswith(("\n", "\r")) else f"{text}\n"
    return lead + emitted(wanted, manner)


def _made(document: Document, change: Change, value: JsonValue, manner: Manner) -> Document:
    for attempt in _attempts(document, change, value, manner):
        made = parse(attempt, document.path)
        if not made.problems and made.root is not None and same(to_json(made.root), value):
            return made
    raise UnwritableError(f"no way to write {change.path}")


def _attempts(document: Document, change: Change, value: JsonValue, manner: Manner) -> Iterator[str]:
    """Every way to make `change`, best first; `value` is what the whole document then holds."""
    yield from _in_place(document, change, manner)
    apart = _unshared(document, change, manner)
    if apart is not None:
        yield from _in_place(apart, change, manner)
    path = change.path
    while path:
        path = path[:-1]
        yield from _in_place(document, Put(path, found(value, path)), manner)


def _in_place(document: Document, change: Change, manner: Manner) -> Iterator[str]:
    text, root = document.text, layout(document.text)
    if root is None:
        return
    if not change.path:
        assert isinstance(change, Put)
        assert isinstance(change.value, dict)
        yield emitted(change.value, manner)
        return
    parent = _within(root, change.path[:-1])
    if parent is None:
        return
    part = _part(parent, change.path[-1])
    match change, change.path[-1]:
        case Drop(), _ if part is not None:
            yield from without(text, parent, part)
        case Insert(value=value), int(index):
            yield from with_item(text, parent, index, value, manner)
        case Put(value=value), _ if part is not None:
            yield from reworded(document, change.path, value)
            yield from with_value(text, parent, part, value, manner)
        case Put(value=value, after=after), str(key):
            yield from with_key(text, parent, (key, value), after, manner)


def _within(written: Written, path: KeyPath) -> Written | None:
    """The collection at `path`; None where the way there leads through an alias."""
    for step in path:
        part = _part(written, step)
        if part is None:
            return None
        written = part.value
    return written if written.form in {"mapping", "list"} else None


def _part(written: Written, step: str | int) -> Part | None:
    if isinstance(step, int):
        return written.parts[step] if written.form == "list" and step < len(written.parts) else None
    return next((part for part in written.parts if part.key == step), None)


def _unshared(document: Document, change: Change, manner: Manner) -> Document | None:
    """The document with a copy of its own wherever an alias leads to, into or out of what is about to change."""
    root = layout(document.text)
    assert root is not None
    assert document.root is not None
    names = set(_anchors(root, change.path))
    aliases = [path for path, one in _all(root, ()) if one.form == "alias" and one.name in names]
    value = to_json(document.root)
    for path in reversed(aliases):
        for attempt in _in_place(document, Put(path, found(value, path)), manner):
            made = parse(attempt, document.path)
            if not made.problems and made.root is not None and same(to_json(made.root), value):
                document = made
                break
    return document if aliases else None


def _anchors(root: Written, path: KeyPath) -> Iterator[str]:
    """The anchors of what `path` leads through and of all that stands at its end."""
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


def _all(written: Written, path: KeyPath) -> Iterator[tuple[KeyPath, Written]]:
    yield path, written
    for index, part in enumerate(written.parts):
        yield from _all(part.value, (*path, index if part.key is None else part.key))
