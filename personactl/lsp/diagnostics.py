"""Findings and edits as values of the protocol."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec
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
from personactl.lsp.position_encoding import PositionMap

_SEVERITIES: Final = MappingProxyType(
    {
        Severity.error: DiagnosticSeverity.Error,
        Severity.warning: DiagnosticSeverity.Warning,
        Severity.info: DiagnosticSeverity.Information,
    }
)


class EditorFile(msgspec.Struct, frozen=True):
    """A file for the editor.

    uri: its URI.
    version: the version of its text in the editor, or None if it is not open.
    positions: its text with the position encoding.
    """

    uri: str
    version: int | None
    positions: PositionMap


def diagnostic(finding: Finding, positions: PositionMap) -> Diagnostic:
    return Diagnostic(
        range=positions.range(finding.span),
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        source="personactl",
        message="\n".join(part for part in (finding.message, finding.hint) if part),
    )


def workspace_edit(edits: Sequence[Edit], files: Mapping[Path, EditorFile], *, versioned: bool) -> WorkspaceEdit:
    """Return the edits as one value of the protocol.

    files: every file that `edits` change, by path.
    versioned: whether the editor accepts edits of a version, and so rejects outdated ones.
    """
    by_path: dict[Path, list[TextEdit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(TextEdit(files[edit.path].positions.range(edit.span), edit.text))
    if not versioned:
        return WorkspaceEdit(changes={files[path].uri: text_edits for path, text_edits in by_path.items()})
    return WorkspaceEdit(document_changes=[_versioned(files[path], text_edits) for path, text_edits in by_path.items()])


def _versioned(file: EditorFile, edits: Iterable[TextEdit]) -> TextDocumentEdit:
    document = OptionalVersionedTextDocumentIdentifier(file.uri, file.version)
    text_edits: list[TextEdit | AnnotatedTextEdit | SnippetTextEdit] = list(edits)
    return TextDocumentEdit(document, text_edits)
