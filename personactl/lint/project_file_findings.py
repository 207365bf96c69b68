"""Findings in `personactl.yaml`, for editors. Commands that need the file refuse an invalid one themselves."""

from pathlib import Path
from typing import Final

from personactl.document.document import Document, Problem
from personactl.document.node import Place, Span
from personactl.errors import UsageError
from personactl.lint.finding import Finding, Severity
from personactl.lint.rule_settings import selection_of
from personactl.lint.rules.schema_fixes import SchemaFixes
from personactl.lint.text.secret_search import masked
from personactl.persona.schema.field_checks import field_problems
from personactl.persona.schema.field_shapes import Field
from personactl.state.project_file import read_project_settings
from personactl.state.project_schema import PROJECT

_FILE: Final = Field("local", PROJECT)
_REFUSED: Final = "S106"


def project_findings(document: Document) -> tuple[Finding, ...]:
    """Return the errors that make the settings in `document` unusable."""
    problems = list(document.problems)
    if not problems and document.root is not None:
        problems = [*field_problems("the file", document.root, _FILE)] or _refused(document.path)
    fixes = SchemaFixes(document)
    return tuple(
        Finding(
            path=document.path,
            span=problem.span,
            code=problem.code,
            severity=Severity.error,
            message=masked(problem.message),
            hint=problem.hint,
            source=masked(source.text),
            skipped=source.skipped,
            fix=fixes.fix(problem),
        )
        for problem in problems
        for source in [document.source_part(problem.span.start)]
    )


def _refused(path: Path) -> list[Problem]:
    """Return what the readers of the settings refuse although the shape is valid, such as a malformed address or
    unknown rule.
    """
    try:
        selection_of(read_project_settings(path).lint, path.parent)
    except UsageError as error:
        *_, line, column = error.where.rsplit(":", 2)
        place = Place(int(line), int(column)) if line.isdecimal() and column.isdecimal() else Place(1, 1)
        return [Problem(_REFUSED, error.message, error.hint, Span(place, place))]
    return []
