"""Reads ignore comments: `# personactl: ignore[P401]`.

A comment on its own line covers the next line, any other comment covers its own line; it also covers all keys and list
items that begin there. In a Markdown prompt the comment is `<!-- personactl: ignore[P401] -->`, and on the first line
it covers the whole file. A comment at a `systemPromptFile` key also covers the prompt file.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from personactl.document.document import Document
from personactl.document.line_index import Lines, SourcePart
from personactl.document.node import MappingNode, Node, Scalar, SequenceNode, Span
from personactl.persona.read.ignore_comments import IGNORE_COMMENT

_WORD: Final = "personactl:"
_IN_YAML = re.compile(r"(?:^|(?<=\s))#[ \t]*+personactl:[ \t]*+ignore\b(?:\[(?P<rules>[^\]#\r\n]*+)\])?", re.M)
_LINE_END = re.compile(r"[ \t]*(?:\r\n|\r|\n)")
_RULE = re.compile(r"[^,\s]+")
_TO_THE_END: Final = 2**31

EVERY_LINE: Final = (1, _TO_THE_END)


class Ignore(msgspec.Struct, frozen=True, array_like=True):
    """One rule of one ignore comment.

    path: the file with the comment.
    span: the place of the rule in the comment.
    rule: the rule as it is written, or None if the comment does not name one.
    first: the first line that the comment covers.
    last: the last line that the comment covers.
    removal: the source to delete to remove only this rule.
    source: the source line of the comment.
    also: other files that the comment covers as a whole.
    """

    path: Path
    span: Span
    rule: str | None
    first: int
    last: int
    removal: Span
    source: SourcePart
    also: frozenset[Path] = frozenset()


def ignores_in(document: Document, prompts: Mapping[int, Path]) -> Iterator[Ignore]:
    """Yield the ignore comments of a YAML file.

    prompts: the prompt files by the line of the key that names them.
    """
    if _WORD not in document.text or document.root is None:
        return
    lines = document.lines
    texts = sorted(_text_range(lines, scalar) for scalar in _scalars(document.root))
    last_lines, targets = _last_lines(document.root), _targets(lines)
    for match in _IN_YAML.finditer(lines.text):
        before = bisect_right(texts, (match.start(), _TO_THE_END)) - 1
        if before >= 0 and match.start() < texts[before][1]:
            continue
        line = lines.place(match.start()).line
        first = targets.get(line, line)
        last = last_lines.get(first, first)
        also = frozenset(path for line, path in prompts.items() if first <= line <= last)
        yield from _ignores(document.path, lines, match, first, last, also)


def ignores_in_prompt(path: Path, lines: Lines) -> Iterator[Ignore]:
    if _WORD not in lines.text:
        return
    for match in IGNORE_COMMENT.finditer(lines.text):
        line = lines.place(match.end()).line
        last = line + 1 if _alone(lines, match) else line
        yield from _ignores(path, lines, match, line, last if line > 1 else _TO_THE_END, frozenset())


def _ignores(
    path: Path, lines: Lines, match: re.Match[str], first: int, last: int, also: frozenset[Path]
) -> Iterator[Ignore]:
    source = lines.source_part(lines.place(match.end()))
    rules = list(_RULE.finditer(lines.text, *match.span("rules"))) if match["rules"] else []
    whole = _whole(lines, match)
    if not rules:
        yield Ignore(path, lines.span(*match.span()), None, first, last, whole, source, also)
    for number, rule in enumerate(rules):
        if len(rules) == 1:
            removal = whole
        elif number == 0:
            removal = lines.span(rule.start(), rules[1].start())
        else:
            removal = lines.span(rules[number - 1].end(), rule.end())
        yield Ignore(path, lines.span(*rule.span()), rule.group(), first, last, removal, source, also)


def _whole(lines: Lines, match: re.Match[str]) -> Span:
    """Return the span of the comment with the white space before it, or its whole line if nothing else is on it."""
    begin, (start, end) = _line_start(lines, match.start()), match.span()
    if not _alone(lines, match):
        return lines.span(begin + len(lines.text[begin:start].rstrip(" \t")), end)
    line_end = _LINE_END.match(lines.text, end)
    return lines.span(begin, line_end.end() if line_end else end)


def _alone(lines: Lines, match: re.Match[str]) -> bool:
    before = lines.text[_line_start(lines, match.start()) : match.start()]
    after = lines.source_line(lines.place(match.end()).line)[lines.place(match.end()).column - 1 :]
    return not before.strip() and not after.strip()


def _line_start(lines: Lines, offset: int) -> int:
    return offset - lines.place(offset).column + 1


def _targets(lines: Lines) -> dict[int, int]:
    """Return for each line with only a comment the next line with content, or the last line if there is none."""
    found: dict[int, int] = {}
    below = last = lines.place(len(lines.text)).line
    for number in range(last, 0, -1):
        text = lines.source_line(number).lstrip()
        if text.startswith("#"):
            found[number] = below
        elif text:
            below = number
    return found


def _text_range(lines: Lines, scalar: Scalar) -> tuple[int, int]:
    """Return the offsets of the source in which a `#` does not begin a comment."""
    start, end = lines.offset(scalar.span.start), lines.offset(scalar.span.end)
    if scalar.style in {"literal", "folded"}:
        start += len(re.split(r"[\r\n]", scalar.raw, maxsplit=1)[0])
    return start, end


def _nodes(root: Node) -> Iterator[tuple[Span, Node]]:
    """Yield every entry, starting at its key, and every list item, with its place."""
    waiting = [root]
    while waiting:
        match waiting.pop():
            case MappingNode(entries=entries):
                for entry in entries:
                    yield entry.key.span, entry.value
                    waiting.append(entry.value)
            case SequenceNode(items=items):
                for item in items:
                    yield item.span, item
                    waiting.append(item)
            case Scalar():
                pass


def _scalars(root: Node) -> Iterator[Scalar]:
    if isinstance(root, Scalar):
        yield root
    for _, node in _nodes(root):
        if isinstance(node, Scalar):
            yield node


def _last_lines(root: Node) -> dict[int, int]:
    """Return for each line on which keys or items begin the last line of all of them."""
    found: dict[int, int] = {}
    for span, node in _nodes(root):
        line = span.start.line
        found[line] = max(found.get(line, line), _last_line(node))
    return found


def _last_line(node: Node) -> int:
    """Return the last line of a node. A block text ends at the start of the next line."""
    end = node.span.end
    return end.line - 1 if end.column == 1 and end > node.span.start else end.line
