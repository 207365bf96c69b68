"""Findings and edits in the protocol's own values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from lsprotocol.types import (
    AnnotatedTextEdit,
    Diagnostic,
    DiagnosticSeverity,
    OptionalVersionedTextDocumentIdentifier,
    SnippetTextEdit,
    TextDocumentEdit,
    TextEdit,
    WorkspaceEdit,
)

from personactl.lint.finding import Edit, Finding, Severity
from personactl.lsp.position_encoding import Grid

_SEVERITIES: Final = MappingProxyType(
    {
        Severity.error: DiagnosticSeverity.Error,
        Severity.warning: DiagnosticSeverity.Warning,
        Severity.info: DiagnosticSeverity.Information,
    }
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as the editor knows it; `version` is None where it is not open."""

    uri: str
    version: int | None
    grid: Grid


def diagnostic(finding: Finding, grid: Grid) -> Diagnostic:
    return Diagnostic(
        range=grid.range(finding.span),
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        source="personactl",
        message="\n".join(part for part in (finding.message, finding.hint) if part),
    )


def workspace_edit(edits: Sequence[Edit], sheets: Mapping[Path, Sheet], *, versioned: bool) -> WorkspaceEdit:
    """`sheets` has every file of `edits`. `versioned`: the editor takes edits of one version, and refuses late ones."""
    by_path: dict[Path, list[TextEdit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(TextEdit(sheets[edit.path].grid.range(edit.span), edit.text))
    if not versioned:
        return WorkspaceEdit(changes={sheets[path].uri: made for path, made in by_path.items()})
    return WorkspaceEdit(document_changes=[_versioned(sheets[path], made) for path, made in by_path.items()])


def _versioned(sheet: Sheet, edits: Iterable[TextEdit]) -> TextDocumentEdit:
    document = OptionalVersionedTextDocumentIdentifier(sheet.uri, sheet.version)
    made: list[TextEdit | AnnotatedTextEdit | SnippetTextEdit] = list(edits)
    return TextDocumentEdit(document, made)
