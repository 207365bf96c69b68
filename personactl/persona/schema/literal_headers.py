"""Hide the values of a webhook's headers in the text of a file, where they are written in place of a reference.

The credential of somebody's own service is in a header of any name, so all values are hidden but those of headers that
are known to be harmless. A file with a problem is also searched line by line.
"""

import re
from collections.abc import Iterator
from typing import Final

from personactl.document.document import Document
from personactl.document.line_index import Lines
from personactl.document.node import MappingNode, Node, Scalar, SequenceNode
from personactl.persona.schema.public_headers import is_public_header

_HEADERS: Final = "headers"
_REFERENCE: Final = frozenset({"env", "keyring"})
_BLOCK: Final = re.compile(r"(?P<indent>[ \t]*)(?:- +)?[\"']?headers[\"']?[ \t]*:(?P<rest>.*)")
_ENTRY: Final = re.compile(r"(?P<indent>[ \t]*)[\"']?(?P<name>[^\s\"':#][^\"':]*)[\"']?[ \t]*:[ \t]+(?P<value>.*)")


def without_header_values(document: Document) -> Lines:
    """Return the document's text with an asterisk for each character of the value of a header, safe to show."""
    text = document.lines.text
    if _HEADERS not in text:
        return document.lines
    for scalar in () if document.root is None else _values(document.root):
        start, end = document.lines.offset(scalar.span.start), document.lines.offset(scalar.span.end)
        text = text[:start] + _stars(text[start:end]) + text[end:]
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
        if (begun := _BLOCK.match(line)) is not None:
            block = len(begun["indent"])
            lines.append(line[: begun.start("rest")] + _stars(line[begun.start("rest") :]))
            continue
        entry = _ENTRY.match(line)
        if block is not None and line.strip() and len(line) - len(line.lstrip()) <= block:
            block = None
        hidden = block is not None and not (entry is not None and is_public_header(entry["name"]))
        start = entry.start("value") if entry is not None else 0
        lines.append(line[:start] + _stars(line[start:]) if hidden else line)
    return "".join(lines)


def _stars(text: str) -> str:
    return "".join(character if character in " \t\r\n" else "*" for character in text)
