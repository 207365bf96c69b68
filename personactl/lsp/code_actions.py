"""Findings to what an editor offers about them: the fix of each, all safe ones at once, a comment to ignore it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from lsprotocol.types import CodeAction, CodeActionKind, Diagnostic, WorkspaceEdit

from personactl.document.lines import Lines
from personactl.document.node import MappingNode, Node, Place, SequenceNode, Span
from personactl.lint.finding import Edit, Finding, Fix
from personactl.lint.rules.yaml_file import READING_RULES

FIX_ALL: Final = "source.fixAll.personactl"
_READING: Final = frozenset(rule.code for rule in READING_RULES)

Rewrite: TypeAlias = Callable[[Sequence[Edit]], WorkspaceEdit]
Shown: TypeAlias = Callable[[Finding], Diagnostic]


def fix_actions(findings: Iterable[Finding], rewrite: Rewrite, shown: Shown) -> Iterator[CodeAction]:
    for finding in findings:
        fix = finding.fix
        if fix is not None and fix.edits:
            yield CodeAction(
                title=fix.title if fix.safe else f"{fix.title} (unsafe)",
                kind=CodeActionKind.QuickFix,
                diagnostics=[shown(finding)],
                is_preferred=fix.safe,
                edit=rewrite(fix.edits),
            )


def fix_all_action(findings: Iterable[Finding], path: Path, rewrite: Rewrite) -> Iterator[CodeAction]:
    """Every safe fix that stays in the file at `path`; of those that touch each other, the first."""
    chosen: dict[Fix, None] = {}
    taken: list[Span] = []
    for fix in (finding.fix for finding in findings):
        if fix is None or not fix.safe or not fix.edits or any(edit.path != path for edit in fix.edits):
            continue
        spans = [edit.span for edit in fix.edits]
        if not any(_touch(span, other) for span in spans for other in taken):
            chosen[fix] = None
            taken += spans
    if chosen:
        edits = [edit for fix in chosen for edit in fix.edits]
        yield CodeAction("Fix all that is safe to fix", FIX_ALL, edit=rewrite(edits))


def ignore_actions(
    findings: Iterable[Finding], lines: Lines, root: Node | None, rewrite: Rewrite, shown: Shown
) -> Iterator[CodeAction]:
    """A comment on a line of its own above what the finding is about; `root` is None for a prompt.

    At the top of a prompt it would speak of the whole file, and what cannot be read cannot be ignored.
    """
    for finding in findings:
        line = finding.span.start.line if root is None else _owner(root, finding.span.start)
        if finding.code in _READING or (root is None and line == 1):
            continue
        text = lines.source_line(line)
        indent = text[: len(text) - len(text.lstrip(" "))]
        words = f"personactl: ignore[{finding.code}]"
        comment = f"# {words}" if root is not None else f"<!-- {words} -->"
        end = "\r\n" if "\r\n" in lines.text else "\n"
        start = Place(line, 1)
        edit = Edit(finding.path, Span(start, start), f"{indent}{comment}{end}")
        title = f"Ignore {finding.code} here"
        yield CodeAction(title, CodeActionKind.QuickFix, diagnostics=[shown(finding)], edit=rewrite([edit]))


def _owner(root: Node, place: Place) -> int:
    """The line on which the innermost entry or list item around `place` begins."""
    line, waiting = place.line, [root]
    while waiting:
        parts: list[tuple[Place, Node]] = []
        match waiting.pop():
            case MappingNode(entries=entries):
                parts = [(entry.key.span.start, entry.value) for entry in entries]
            case SequenceNode(items=items):
                parts = [(item.span.start, item) for item in items]
            case _:
                pass
        for start, node in parts:
            if start <= place <= max(start, node.span.end):
                line = start.line
                waiting = [node]
    return line


def _touch(one: Span, other: Span) -> bool:
    return (one.start < other.end and other.start < one.end) or one.start == other.start
