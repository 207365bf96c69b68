"""Changes values in a YAML file and leaves everything else unchanged to the byte: comments, order, quotes, line ends.

The changes are found by comparing values, and each is made at its place. The result is parsed again: if its value is
wrong, the change is made in another way. The last way rewrites the surrounding collection, so that the result
always holds the new value.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from personactl.document.document import Document
from personactl.document.edit.emit import IndentStyle, UnwritableError, to_yaml
from personactl.document.edit.in_place import WrittenDocument, in_place, part_at
from personactl.document.edit.insert import indent_style_of
from personactl.document.edit.layout import WrittenNode, layout
from personactl.document.edit.many_changes import in_groups, text_with
from personactl.document.edit.value_diff import (
    Change,
    KeyPath,
    Put,
    is_same,
    value_at,
    value_changes,
    with_change,
    with_changes,
)
from personactl.document.node import to_json
from personactl.document.parser import parse
from personactl.json_value import JsonMapping, JsonValue

FEW_CHANGES: Final = 50
"""Up to so many changes are made one by one, each of which reads the whole file again."""

MOST_ALONE: Final = 100
"""The changes of a large edit that may need a reading of their own. Aliases make them; nobody writes so many."""


class EntangledError(UnwritableError):
    """The file is written so that too many changes need a reading of their own."""


def edited_yaml(document: Document, new_value: JsonMapping, few: int = FEW_CHANGES) -> str:
    """Return the text of `document` with a new value. A new key is added after its predecessor in `new_value`.

    The document has no problems and holds a mapping or nothing. Neither its text nor the result has a byte order mark.
    Raises `UnwritableError` for a value that YAML cannot represent, and `EntangledError`.

    few: the number of changes up to which each is made and checked by itself.
    """
    value: JsonValue = {} if document.root is None else to_json(document.root)
    indent_style = indent_style_of(document.text)
    if document.root is None or not isinstance(value, dict):
        return _appended(document.text, new_value, indent_style)
    changes = list(value_changes(value, dict(new_value)))
    if len(changes) > few:
        edit = _LargeEdit(indent_style)
        for group in in_groups(changes, value):
            document, value = edit.made(document, value, group)
        return document.text
    for change in changes:
        value = with_change(value, change)
        document = _made(document, change, value, indent_style)
    return document.text


class _LargeEdit:
    """An edit with so many changes that the file cannot be read again after each of them.

    All are made at once, and one reading checks the result. If it is wrong, each half is made by itself, and so on: the
    few changes that need another way are found, and made by themselves.
    """

    def __init__(self, indent_style: IndentStyle) -> None:
        self._indent_style = indent_style
        self._alone = 0

    def made(self, document: Document, value: JsonValue, changes: Sequence[Change]) -> tuple[Document, JsonValue]:
        """Return the document and its value with all changes."""
        if not changes:
            return document, value
        after = with_changes(value, changes)
        if len(changes) == 1:
            self._alone += 1
            if self._alone > MOST_ALONE:
                raise EntangledError(f"more than {MOST_ALONE} of its changes can only be made one by one")
            return _made(document, changes[0], after, self._indent_style), after
        text = text_with(document, changes, self._indent_style)
        made = None if text is None else _read(text, document, after)
        if made is not None:
            return made, after
        half = len(changes) // 2
        for part in (changes[:half], changes[half:]):
            document, value = self.made(document, value, part)
        return document, value


def _read(text: str, document: Document, value: JsonValue) -> Document | None:
    """Return what `text` holds, or None if that is not `value`."""
    made = parse(text, document.path)
    right = not made.problems and made.root is not None and is_same(to_json(made.root), value)
    return made if right else None


def _appended(text: str, new_value: JsonMapping, indent_style: IndentStyle) -> str:
    """Return the text for a file that only holds comments."""
    if not new_value:
        return text
    lead = text if not text or text.endswith(("\n", "\r")) else f"{text}\n"
    return lead + to_yaml(new_value, indent_style)


def _made(document: Document, change: Change, value: JsonValue, indent_style: IndentStyle) -> Document:
    for attempt in _attempts(document, change, value, indent_style):
        made = _read(attempt, document, value)
        if made is not None:
            return made
    raise UnwritableError(f"no way to write {change.path}")


def _attempts(document: Document, change: Change, value: JsonValue, indent_style: IndentStyle) -> Iterator[str]:
    """Yield every way to make `change`, the best first; `value` is the value of the whole document afterwards."""
    yield from in_place(WrittenDocument(document), change, indent_style)
    apart = _unshared(document, change, indent_style)
    if apart is not None:
        yield from in_place(WrittenDocument(apart), change, indent_style)
    path = change.path
    while path:
        path = path[:-1]
        yield from in_place(WrittenDocument(document), Put(path, value_at(value, path)), indent_style)


def _unshared(document: Document, change: Change, indent_style: IndentStyle) -> Document | None:
    """Return the document with copies instead of the aliases that share a value with the change."""
    root = layout(document.text)
    assert root is not None
    assert document.root is not None
    names = set(_anchors(root, change.path))
    aliases = [path for path, one in _all(root, ()) if one.form == "alias" and one.name in names]
    value = to_json(document.root)
    for path in reversed(aliases):
        for attempt in in_place(WrittenDocument(document), Put(path, value_at(value, path)), indent_style):
            made = _read(attempt, document, value)
            if made is not None:
                document = made
                break
    return document if aliases else None


def _anchors(root: WrittenNode, path: KeyPath) -> Iterator[str]:
    """Yield the anchors along `path` and below its end."""
    written = root
    for step in path:
        if written.name is not None and written.form != "alias":
            yield written.name
        part = part_at(written, step)
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
