"""The code actions for findings: apply a fix, apply all safe fixes, or ignore a finding with a comment."""

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
        if not any(_overlap(span, other) for span in spans for other in taken):
            selected[fix] = None
            taken += spans
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
    for finding in findings:
        line = finding.span.start.line if root is None else _entry_line(root, finding.span.start)
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


def _entry_line(root: Node, place: Place) -> int:
    """Return the first line of the innermost entry or list item around `place`."""
    line, pending = place.line, [root]
    while pending:
        parts: list[tuple[Place, Node]] = []
        match pending.pop():
            case MappingNode(entries=entries):
                parts = [(entry.key.span.start, entry.value) for entry in entries]
            case SequenceNode(items=items):
                parts = [(item.span.start, item) for item in items]
            case _:
                pass
        for start, node in parts:
            if start <= place <= max(start, node.span.end):
                line = start.line
                pending = [node]
    return line


def _overlap(one: Span, other: Span) -> bool:
    return (one.start < other.end and other.start < one.end) or one.start == other.start
