"""The code actions for findings: apply a fix, apply all safe fixes, or ignore a finding with a comment."""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from lsprotocol.types import CodeAction, CodeActionKind, Diagnostic, WorkspaceEdit

from personactl.document.line_index import Lines
from personactl.document.node import MappingNode, Node, Place, SequenceNode, Span
from personactl.lint.finding import Edit, Finding, Fix
from personactl.lint.rules.yaml_file import READING_RULES

FIX_ALL: Final = "source.fixAll.personactl"
_READING: Final = frozenset(rule.code for rule in READING_RULES)

MakeEdit: TypeAlias = Callable[[Sequence[Edit]], WorkspaceEdit]
MakeDiagnostic: TypeAlias = Callable[[Finding], Diagnostic]


def fix_actions(
    findings: Iterable[Finding], make_edit: MakeEdit, make_diagnostic: MakeDiagnostic
) -> Iterator[CodeAction]:
    for finding in findings:
        fix = finding.fix
        if fix is not None and fix.edits:
            yield CodeAction(
                title=fix.title if fix.safe else f"{fix.title} (unsafe)",
                kind=CodeActionKind.QuickFix,
                diagnostics=[make_diagnostic(finding)],
                is_preferred=fix.safe,
                edit=make_edit(fix.edits),
            )


def fix_all_action(findings: Iterable[Finding], path: Path, make_edit: MakeEdit) -> Iterator[CodeAction]:
    """Yield one action with every safe fix that changes only the file at `path`; of overlapping fixes, the first."""
    selected: dict[Fix, None] = {}
    taken: list[Span] = []
    for fix in (finding.fix for finding in findings):
        if fix is None or not fix.safe or not fix.edits or any(edit.path != path for edit in fix.edits):
            continue
        spans = [edit.span for edit in fix.edits]
        if not any(_overlap(span, other) for span in spans for other in _neighbours(span, taken)):
            selected[fix] = None
            for span in spans:
                insort(taken, span, key=_span_start)
    if selected:
        edits = [edit for fix in selected for edit in fix.edits]
        yield CodeAction("Apply all safe fixes", FIX_ALL, edit=make_edit(edits))


def ignore_actions(
    findings: Iterable[Finding], lines: Lines, root: Node | None, make_edit: MakeEdit, make_diagnostic: MakeDiagnostic
) -> Iterator[CodeAction]:
    """Yield actions that insert an ignore comment above the entry with the finding.

    There is no action at the top of a prompt, where the comment would apply to the whole file, and none for a finding
    about a file that cannot be read, because it cannot be ignored.

    root: the tree of a YAML file, or None for a prompt.
    """
    entries = None if root is None else _EntryLines(root)
    for finding in findings:
        line = finding.span.start.line if entries is None else entries.line(finding.span.start)
        if finding.code in _READING or (root is None and line == 1):
            continue
        text = lines.source_line(line)
        indent = text[: len(text) - len(text.lstrip(" "))]
        directive = f"personactl: ignore[{finding.code}]"
        comment = f"# {directive}" if root is not None else f"<!-- {directive} -->"
        end = "\r\n" if "\r\n" in lines.text else "\n"
        start = Place(line, 1)
        edit = Edit(finding.path, Span(start, start), f"{indent}{comment}{end}")
        title = f"Ignore {finding.code} here"
        yield CodeAction(title, CodeActionKind.QuickFix, diagnostics=[make_diagnostic(finding)], edit=make_edit([edit]))


class _EntryLines:
    """Finds the first line of the innermost entry or list item around a place; each node is listed once."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._parts: dict[int, list[tuple[Place, Node]]] = {}

    def line(self, place: Place) -> int:
        line, node = place.line, self._root
        while parts := self._parts_of(node):
            number = bisect_right(parts, place, key=_start) - 1
            start, inner = parts[max(number, 0)]
            if not start <= place <= max(start, inner.span.end):
                break
            line, node = start.line, inner
        return line

    def _parts_of(self, node: Node) -> list[tuple[Place, Node]]:
        parts = self._parts.get(id(node))
        if parts is None:
            parts = self._parts[id(node)] = sorted(_parts(node), key=_start)
        return parts


def _parts(node: Node) -> list[tuple[Place, Node]]:
    match node:
        case MappingNode(entries=entries):
            return [(entry.key.span.start, entry.value) for entry in entries]
        case SequenceNode(items=items):
            return [(item.span.start, item) for item in items]
        case _:
            return []


def _start(part: tuple[Place, Node]) -> Place:
    return part[0]


def _neighbours(span: Span, taken: list[Span]) -> list[Span]:
    """Return those of `taken`, which are in order and do not overlap each other, that `span` could overlap."""
    number = bisect_right(taken, span.start, key=_span_start)
    return taken[max(number - 1, 0) : number + 1]


def _span_start(span: Span) -> Place:
    return span.start


def _overlap(one: Span, other: Span) -> bool:
    return (one.start < other.end and other.start < one.end) or one.start == other.start
