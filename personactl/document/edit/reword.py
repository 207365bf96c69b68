"""Changes some words of a text with several lines and leaves its other lines as they are written.

This is for blocks, above all folded ones: a new block would break the lines elsewhere.
"""

import re
from collections.abc import Iterator
from typing import Final

from personactl.document.document import Document
from personactl.document.edit.value_diff import KeyPath
from personactl.document.node import MappingNode, Node, Scalar, SequenceNode
from personactl.document.passage import scalar_passage
from personactl.document.sequence_match import sequence_matcher
from personactl.json_value import JsonValue

_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")


def reworded(document: Document, path: KeyPath, value: JsonValue, text: str) -> Iterator[str]:
    """Yield `text` with a new text at `path`; nothing for a text on one line, or if the change is not possible.

    text: the text of `document`; it may differ from it after the text at `path`.
    """
    node = _at(document.root, path)
    if not isinstance(node, Scalar) or not isinstance(node.value, str) or not isinstance(value, str):
        return
    if "\n" not in node.raw.rstrip() or not node.value or not value:
        return
    passage = scalar_passage(document, node)
    for start, end, new in reversed(list(_differences(node.value, value))):
        rewritten = passage.rewritten(start, end, new)
        if rewritten is None:
            return
        span, source = rewritten
        text = text[: document.lines.offset(span.start)] + source + text[document.lines.offset(span.end) :]
    yield text


def _differences(old: str, new: str) -> Iterator[tuple[int, int, str]]:
    """Yield the ranges of `old` that differ, line by line, and their new text."""
    old_lines, new_lines = _LINES.findall(old), _LINES.findall(new)
    starts = [0]
    for line in old_lines:
        starts.append(starts[-1] + len(line))
    for kind, i, j, first, last in sequence_matcher(old_lines, new_lines, autojunk=False).get_opcodes():
        if kind != "equal":
            yield _trimmed(old, starts[i], starts[j], "".join(new_lines[first:last]))


def _trimmed(old: str, start: int, end: int, new: str) -> tuple[int, int, str]:
    """Return the same change without the parts that are equal at its start and end.

    Whole lines are added and removed with the line end before them, because the indentation of the next line follows
    it.
    """
    stretch = old[start:end]
    if start and old[start - 1] == "\n" and (not stretch or not new):
        if (stretch + new).endswith("\n"):
            shift = f"\n{new[:-1]}" if new else ""
            return start - 1, end - 1 if stretch else start - 1, shift
        return start, end, new
    head = 0
    while head < min(len(stretch), len(new)) and stretch[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(stretch), len(new)) - head and stretch[-1 - tail] == new[-1 - tail]:
        tail += 1
    return start + head, end - tail, new[head : len(new) - tail]


def _at(node: Node | None, path: KeyPath) -> Node | None:
    for step in path:
        match node, step:
            case MappingNode(), str():
                entry = node.get(step)
                node = entry.value if entry is not None else None
            case SequenceNode(items=items), int():
                node = items[step] if step < len(items) else None
            case _:
                return None
    return node
