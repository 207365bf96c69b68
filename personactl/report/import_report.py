"""What an import made, for people and as JSON."""

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from personactl.document.parser import parse
from personactl.document.plain_text import is_plain_text
from personactl.persona.schema.literal_headers import without_header_values
from personactl.report.findings.finding_locations import display_path
from personactl.report.text.printable import one_line, printable

if TYPE_CHECKING:
    from personactl.json_value import JsonObject, JsonValue
    from personactl.persona.foreign.imported import Import, ImportFinding, Location

_COLOURS = {"warning": "bold yellow", "info": "bold blue"}


def import_text(imported: "Import", cwd: Path) -> list[Text]:
    """Return the files, and below them the findings with their places in the source and in the files."""
    lines: list[Text] = []
    for persona in imported.personas:
        source = f"{persona.source.path}:{persona.source.place.line}"
        lines.append(Text.assemble((_path(persona.path, cwd), "bold"), (f"  from {one_line(source)}", "dim")))
        lines += (Text(f"  {_path(other, cwd)}") for other in persona.others)
    for finding in imported.findings:
        lines += [Text(), *_finding(finding, cwd)]
    return lines


def import_files_text(imported: "Import", cwd: Path) -> list[Text]:
    """Return every file with its text, as a dry run shows it, without values of headers."""
    lines: list[Text] = []
    for path, text in imported.texts.items():
        lines.append(Text(f"--- {_path(path, cwd)}", style="bold"))
        shown = text if is_plain_text(path) else without_header_values(parse(text, path)).text
        lines += (Text(printable(line)) for line in shown.removesuffix("\n").split("\n"))
    return [*lines, Text()]


def import_summary(imported: "Import", *, dry_run: bool) -> str:
    """Return one sentence on the result."""
    count, open_points = len(imported.personas), sum(one.severity == "warning" for one in imported.findings)
    done = "dry run, nothing was written: " if dry_run else "import: "
    personas = f"{count} persona{'' if count == 1 else 's'} in {len(imported.texts)} files"
    if len(imported.texts) == 1:
        personas = personas.removesuffix("s")
    return f"{done}{personas}, {open_points} to look at" if open_points else f"{done}{personas}"


def import_json(imported: "Import", cwd: Path, *, next_step: str, dry_run: bool) -> "JsonObject":
    """Return the result as JSON."""
    personas: list[JsonValue] = [
        {
            "key": persona.key,
            "name": persona.name or None,
            "path": _path(persona.path, cwd),
            "otherPaths": [_path(other, cwd) for other in persona.others],
            "source": _location(persona.source, cwd),
        }
        for persona in imported.personas
    ]
    files: list[JsonValue] = [{"path": _path(path, cwd), "text": text} for path, text in imported.texts.items()]
    return {
        "written": not dry_run,
        "complete": imported.complete,
        "personas": personas,
        "newFiles": files,
        "findings": [_finding_json(finding, cwd) for finding in imported.findings],
        "next": next_step,
    }


def _finding(finding: "ImportFinding", cwd: Path) -> list[Text]:
    place = finding.source.place
    lines = [
        Text.assemble(
            (f"{_path(finding.source.path, cwd)}:{place.line}:{place.column}", "bold"),
            " ",
            (finding.kind, _COLOURS[finding.severity]),
            " " if finding.severity == "warning" else " info: ",
            one_line(finding.message),
        )
    ]
    if finding.written is not None:
        written = finding.written
        lines.append(Text(f"  written: {_path(written.path, cwd)}:{written.place.line}:{written.place.column}"))
    lines.append(Text.assemble(("  = ", "dim"), one_line(finding.hint)))
    return lines


def _finding_json(finding: "ImportFinding", cwd: Path) -> "JsonObject":
    return {
        "kind": finding.kind,
        "severity": finding.severity,
        "message": finding.message,
        "next": finding.hint,
        "source": _location(finding.source, cwd),
        "writtenPlace": _location(finding.written, cwd) if finding.written is not None else None,
    }


def _location(location: "Location", cwd: Path) -> "JsonObject":
    place = location.place
    return {"path": _path(location.path, cwd), "line": place.line, "column": place.column}


def _path(path: Path, cwd: Path) -> str:
    """Return the path relative to the current folder, if it is below it."""
    return display_path(path.relative_to(cwd) if path.is_absolute() and path.is_relative_to(cwd) else path)
