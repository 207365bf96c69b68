"""T621-T625: the documents that a file of `knowledge/` names: whether they exist and whether the platform accepts them.

A pattern means the files that it matches now, without hidden files. Files that cannot be read are skipped.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from personactl.document.display_text import quoted
from personactl.document.document import Trouble
from personactl.document.file_reader import has_utf8_name
from personactl.document.node import Scalar
from personactl.files.read_log import note_failure
from personactl.files.repository import real_folder
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.rule import Rule
from personactl.pattern import Pattern
from personactl.persona.read.knowledge_files import DOCUMENT_SUFFIXES, matching_files
from personactl.persona.read.referenced_files import locate
from personactl.persona.schema.component_checks import document_names

MOST_BYTES: Final = 50 * 1024 * 1024
"""The maximum size of one document, in bytes (docs/platform.md#documents)."""

_PERHAPS: Final = frozenset({".json", ".log"})
_TAKEN: Final = DOCUMENT_SUFFIXES - _PERHAPS
_IDLE_NAME: Final = Pattern(
    r"(?:copy[ _-]of[ _-])?(?:document|doc|file|scan|untitled|unnamed|new|download)"
    r"[ _-]*(?:\(?[0-9]*\)?|copy|final|new)"
)
_CONTRACT: Final = "the platform's published API contract"


def _project(documents: str, file: str) -> str:
    persona = "name: Cara\navatar: Cara\nvoice: Lucy\nknowledge: [store]\n"
    group = f"name: Store\ndescription: What guests ask about the store.\ndocuments: [{documents}]\n"
    return f"{persona}#> knowledge/store.yaml\n{group}#> knowledge/{file}\nWe open at nine.\n"


RULES: Final = (
    Rule(
        code="T621",
        name="missing-document",
        summary="a missing document, or a pattern without matching files",
        severity=Severity.error,
        why="The persona cannot look anything up, and answers with what the model happens to know.",
        bad=_project("store/*.md", "shop/hours.md"),
        good=_project("store/*.md", "store/hours.md"),
        source="personactl",
    ),
    Rule(
        code="T622",
        name="document-type",
        summary="a document that the platform does not accept, because of its type or name",
        severity=Severity.error,
        why="The platform accepts PDF, TXT, MD, DOCX and CSV, and refuses to upload anything else.",
        bad=_project("store/hours.html", "store/hours.html"),
        good=_project("store/hours.md", "store/hours.md"),
        source=_CONTRACT,
    ),
    Rule(
        code="T623",
        name="doubtful-document-type",
        summary="a JSON or LOG document, which the platform may not accept",
        severity=Severity.warning,
        why="The platform's guides mention these types for one kind of upload only; the other kind may refuse them.",
        bad=_project("store/hours.json", "store/hours.json"),
        good=_project("store/hours.csv", "store/hours.csv"),
        source="the platform's published API contract against its documentation",
    ),
    Rule(
        code="T624",
        name="large-document",
        summary="a document of more than 50 MB",
        severity=Severity.error,
        why="The platform refuses the upload.",
        bad="",
        good="",
        source=_CONTRACT,
    ),
    Rule(
        code="T625",
        name="idle-document-name",
        summary="a document name that does not describe the content",
        severity=Severity.info,
        why="Answers and lists show documents by name, and document1 tells neither people nor models what it contains.",
        bad=_project("store/document1.md", "store/document1.md"),
        good=_project("store/opening-hours.md", "store/opening-hours.md"),
        source="the platform's documentation of knowledge",
    ),
)


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    if component.kind != "knowledge":
        return
    # Cached results do not record which documents exist and how large they are, so this result is not cached.
    note_failure()
    seen: set[Path] = set()
    for name in document_names(component.node):
        pattern = str(name.value)
        if isinstance(locate(pattern, real_folder(component.document.path), component.root), Trouble):
            continue
        found = matching_files(real_folder(component.document.path), pattern)
        if not found:
            hint = "Check the name; paths are relative to the folder of this file."
            yield _finding(component, "T621", f"no file matches {quoted(pattern)}", hint, name)
        for path in found or ():
            if (
                path not in seen and path.name != component.document.path.name
            ):  # a pattern may match the knowledge file itself
                seen.add(path)
                yield from _document(component, path, name)


def _document(component: ComponentView, path: Path, name: Scalar) -> Iterator[RuleFinding]:
    ending, shown = path.suffix.lower(), quoted(path.name)
    if ending in _PERHAPS:
        message = f"the platform may not accept {shown}: its API contract does not list {ending} files"
        yield _finding(component, "T623", message, "Convert it to .csv, .md or .txt.", name)
    elif ending not in _TAKEN:
        hint = "Convert it to PDF, TXT, MD, DOCX or CSV."
        yield _finding(
            component,
            "T622",
            f"the platform does not accept {ending or 'files without an extension'}: {shown}",
            hint,
            name,
        )
    if not has_utf8_name(path):
        yield _finding(component, "T622", f"the name {shown} is not UTF-8", "Rename the document.", name)
    size = _size(path)
    if size > MOST_BYTES:
        message = f"{shown} has {size / 1024 / 1024:,.0f} MB; the limit is 50 MB"
        yield _finding(component, "T624", message, "Split it into smaller documents.", name)
    if _IDLE_NAME.fullmatch(path.stem.lower()):
        hint = "Give it a name that describes its content, such as opening-hours."
        yield _finding(component, "T625", f"the name {shown} does not describe the content", hint, name)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _finding(component: ComponentView, code: str, message: str, hint: str, name: Scalar) -> RuleFinding:
    return RuleFinding(code, message, hint, component.document.path, name.span)
