"""Where the findings of an import are in the files that were written."""

from collections.abc import Sequence
from pathlib import Path

from personactl.document.line_index import Lines
from personactl.document.node import MappingNode, Node, Scalar, SequenceNode
from personactl.document.parser import parse
from personactl.lint.text.secret_search import masked
from personactl.persona.foreign.imported import Location
from personactl.persona.foreign.remark import Path as ValuePath
from personactl.persona.foreign.remark import Remark


def written_places(remarks: Sequence[Remark], path: Path, text: str, prompts: dict[Path, str]) -> list[Location | None]:
    """Return the place of each remark: in the prompt file, or in the persona's file, or None if nothing is written.

    path: the persona's file.
    text: its text.
    prompts: its prompt file with its text, if it has one.
    """
    document = parse(text, path)
    after: dict[tuple[ValuePath, str | None], int] = {}
    places: list[Location | None] = []
    for remark in remarks:
        begin = after.get((remark.path, remark.written), 0)
        if remark.path == ("systemPrompt",) and prompts:
            (prompt, content), *_ = prompts.items()
            offset = _offset(content, remark.written, begin)
            places.append(Location(prompt, Lines(content).place(offset)))
        elif remark.path and (node := _node(document.root, remark.path)) is not None:
            start = document.lines.offset(node.span.start)
            offset = _offset(document.text, remark.written, max(start, begin))
            offset = offset if offset < document.lines.offset(node.span.end) else start
            places.append(Location(path, document.lines.place(offset)))
        else:
            offset = _comment_offset(text, remark)
            places.append(Location(path, document.lines.place(offset)) if offset >= 0 else None)
            continue
        if remark.written is not None:
            after[remark.path, remark.written] = offset + 1
    return places


def _offset(text: str, written: str | None, begin: int) -> int:
    """Return where `written` is in the text, from `begin` on; its first line if it has several."""
    found = text.find(written.split("\n")[0], begin) if written else -1
    return found if found >= 0 else begin


def comment(remark: Remark) -> str:
    """Return the line of the persona's file that tells what was left out."""
    return f"# not imported, line {remark.place.line} of the source: {' '.join(masked(remark.message).split())}\n"


def _comment_offset(text: str, remark: Remark) -> int:
    return text.find(comment(remark)) if remark.kind == "left-out" else -1


def _node(root: Node | None, path: ValuePath) -> Node | None:
    """Return the node at a path; for a key that has no place of its own, the value above it."""
    node = root
    for number, step in enumerate(path):
        match node, step:
            case MappingNode(), str():
                entry = node.get(step)
                if entry is None:
                    return node if number else None
                node = entry.value
                if number == len(path) - 1 and isinstance(node, Scalar) and node.value is None:
                    return entry.key
            case SequenceNode(items=items), int() if step < len(items):
                node = items[step]
            case _:
                return node
    return node
