"""Code actions for many findings of one file do not go through the whole file for each of them."""

from pathlib import Path

import pytest
from lsprotocol.types import WorkspaceEdit

from personactl.document.line_index import Lines
from personactl.document.node import Node, Place, Span
from personactl.document.parser import parse
from personactl.lint.finding import Edit, Finding, Fix, Severity
from personactl.lsp import code_actions
from personactl.lsp.code_actions import fix_all_action, ignore_actions
from personactl.lsp.diagnostics import diagnostic
from personactl.lsp.position_encoding import PositionMap

FILE = Path("nora.yaml")
ITEMS = 300


def _finding(line: int, column: int = 5) -> Finding:
    span = Span(Place(line, column), Place(line, column + 1))
    fix = Fix((Edit(FILE, span, "b"),), safe=True, title="Mend it")
    return Finding(FILE, span, "T101", Severity.error, "wrong", "", "", fix)


def test_each_part_of_a_file_is_listed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[Node] = []
    parts = code_actions._parts

    def counted(node: Node) -> list[tuple[Place, Node]]:
        listed.append(node)
        return parts(node)

    monkeypatch.setattr(code_actions, "_parts", counted)
    text = "tools:\n" + "  - a\n" * ITEMS
    findings = [_finding(line) for line in range(2, ITEMS + 2)]
    positions = PositionMap(text, "utf-16")
    root = parse(text, FILE).root
    offered = [
        *ignore_actions(findings, Lines(text), root, lambda _: WorkspaceEdit(), lambda one: diagnostic(one, positions))
    ]
    assert len(offered) == ITEMS
    assert len(listed) == ITEMS + 2


def test_fixes_that_do_not_overlap_are_applied_together_in_any_order() -> None:
    chosen: list[Edit] = []

    def edit(edits: object) -> WorkspaceEdit:
        assert isinstance(edits, list)
        chosen.extend(edits)
        return WorkspaceEdit()

    places = [(4, 5), (2, 5), (3, 5), (3, 5), (2, 6), (9, 5)]
    assert len([*fix_all_action([_finding(*place) for place in places], FILE, edit)]) == 1
    lines = [(one.span.start.line, one.span.start.column) for one in chosen]
    assert lines == [(4, 5), (2, 5), (3, 5), (2, 6), (9, 5)]
