"""Hide the values of a webhook's headers in the text of a file, where they are written in place of a reference.

The credential of somebody's own service is in a header of any name, so all values are hidden but those of headers that
are known to be harmless. A file with a problem is also searched line by line.
"""

from collections.abc import Iterator
from typing import Final

from personactl.document.document import Document
from personactl.document.line_index import Lines
from personactl.document.node import MappingNode, Node, Scalar, SequenceNode
from personactl.persona.schema.public_headers import is_public_header

_HEADERS: Final = "headers"
_REFERENCE: Final = frozenset({"env", "keyring"})


def without_header_values(document: Document) -> Lines:
    """Return the document's text with an asterisk for each character of the value of a header, safe to show."""
    text = document.lines.text
    if _HEADERS not in text:
        return document.lines
    offset = document.lines.offset
    found = () if document.root is None else _values(document.root)
    parts, at = [], 0
    for start, end in sorted({(offset(one.span.start), offset(one.span.end)) for one in found}):
        if start >= at:
            parts += [text[at:start], _stars(text[start:end])]
            at = end
    text = "".join([*parts, text[at:]])
    if document.problems:  # a key that is repeated, for example, has no node
        text = _searched(text)
    return document.lines if text == document.lines.text else Lines(text)


def _values(node: Node) -> Iterator[Scalar]:
    match node:
        case MappingNode(entries=entries):
            for entry in entries:
                if entry.name == _HEADERS and isinstance(entry.value, MappingNode):
                    for header in entry.value.entries:
                        yield from () if is_public_header(header.name) else _literal(header.value)
                else:
                    yield from _values(entry.value)
        case SequenceNode(items=items):
            for item in items:
                yield from _values(item)
        case _:
            pass


def _literal(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case SequenceNode(items=items):
            for item in items:
                yield from _literal(item)
        case MappingNode(entries=entries):
            for entry in entries:
                yield from () if entry.name in _REFERENCE else _literal(entry.value)


def _searched(text: str) -> str:
    """Return a text without what stands behind names below `headers:`."""
    lines: list[str] = []
    block: int | None = None
    for line in text.splitlines(keepends=True):
        indent = len(line) - len(line.lstrip(" \t"))
        name, colon, value = line.partition(":")
        word = name.strip(" \t-\"'")
        if colon and word == _HEADERS:
            block = indent
            lines.append(f"{name}:{_stars(value)}")
            continue
        if block is not None and line.strip() and indent <= block:
            block = None
        if block is None or is_public_header(word):
            lines.append(line)
        else:
            lines.append(f"{name}:{_stars(value)}" if colon else _stars(line))
    return "".join(lines)


def _stars(text: str) -> str:
    return "".join(character if character in " \t\r\n" else "*" for character in text)
