"""The result of an import: the personas, the texts of their files, and what a person has to look at."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from personactl.document.node import Place
from personactl.persona.foreign.remark import RemarkKind


class Location(Struct, frozen=True):
    """A place in a file."""

    path: Path
    place: Place


class ImportFinding(Struct, frozen=True):
    """Something that a person has to look at after an import.

    kind: what it is.
    severity: "warning", or "info" if the files are complete without it.
    message: one line on it.
    hint: one line on what to do.
    source: where it is in the source.
    written: where it is in a written file, or None.
    """

    kind: RemarkKind
    severity: str
    message: str
    hint: str
    source: Location
    written: Location | None


class ImportedPersona(Struct, frozen=True):
    """A persona that was imported.

    key: its key in the project.
    name: its name, or "" if that is not known.
    source: where its object is.
    path: its file.
    others: its prompt file and the files of its tools.
    """

    key: str
    name: str
    source: Location
    path: Path
    others: tuple[Path, ...]


class Import(Struct, frozen=True):
    """What an import made.

    personas: the personas, in the order of the source.
    texts: every file with its text.
    findings: what a person has to look at, in the order of the source.
    """

    personas: tuple[ImportedPersona, ...]
    texts: Mapping[Path, str]
    findings: tuple[ImportFinding, ...]

    @property
    def complete(self) -> bool:
        """Return whether nobody has to complete or check anything."""
        return not any(finding.severity == "warning" for finding in self.findings)
