"""T621-T625: the documents that a file of `knowledge/` names: are they there, and does the platform take them?

A pattern speaks of the files that it matches now; hidden ones never count. What cannot be looked at is passed over.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from personactl.document.document import Trouble
from personactl.document.node import Scalar
from personactl.document.quotation import quoted
from personactl.document.read_log import note_failure
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import Severity
from personactl.lint.rule import Rule
from personactl.lint.rule_finding import RuleFinding
from personactl.lint.text.pattern import Pattern
from personactl.persona.read.knowledge_files import matching_files
from personactl.persona.read.referenced_files import locate
from personactl.persona.schema.component_checks import document_names

MOST_BYTES: Final = 50 * 1024 * 1024
"""Of one document (docs/platform.md#documents)."""

_TAKEN: Final = frozenset({".pdf", ".txt", ".md", ".docx", ".csv"})
_PERHAPS: Final = frozenset({".json", ".log"})
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
        summary="a document that is not there, or a pattern that no file matches",
        severity=Severity.error,
        why="The persona has nothing to look up, and answers from what the model happens to know.",
        bad=_project("store/*.md", "shop/hours.md"),
        good=_project("store/*.md", "store/hours.md"),
        source="personactl",
    ),
    Rule(
        code="T622",
        name="document-type",
        summary="a document of a type that the platform does not take",
        severity=Severity.error,
        why="The platform takes PDF, TXT, MD, DOCX and CSV, and refuses the upload of anything else.",
        bad=_project("store/hours.html", "store/hours.html"),
        good=_project("store/hours.md", "store/hours.md"),
        source=_CONTRACT,
    ),
    Rule(
        code="T623",
        name="doubtful-document-type",
        summary="a JSON or LOG document, which the platform's contract leaves out",
        severity=Severity.warning,
        why="Guides of the platform mention them for one way of uploading only; the other may refuse them.",
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
        summary="a document whose name says nothing about what is in it",
        severity=Severity.info,
        why="Answers and lists show documents by name, and a document1 tells neither people nor models what it is.",
        bad=_project("store/document1.md", "store/document1.md"),
        good=_project("store/opening-hours.md", "store/opening-hours.md"),
        source="the platform's documentation of knowledge",
    ),
)


def check_saved(saved: ComponentView) -> Iterator[RuleFinding]:
    if saved.kind != "knowledge":
        return
    # Which files there are, and how large, is not among what a kept result knows of.
    note_failure()
    seen: set[Path] = set()
    for name in document_names(saved.node):
        pattern = str(name.value)
        if isinstance(locate(pattern, saved.document.path.parent, saved.root), Trouble):
            continue
        found = matching_files(saved.document.path.parent, pattern)
        if found is not None and not found:
            hint = "Check the name; it counts from this file's folder."
            yield _hit(saved, "T621", f"no file matches {quoted(pattern)}", hint, name)
        for path in found or ():
            if path not in seen and path.name != saved.document.path.name:  # a group in a pattern of its own
                seen.add(path)
                yield from _document(saved, path, name)


def _document(saved: ComponentView, path: Path, name: Scalar) -> Iterator[RuleFinding]:
    ending, shown = path.suffix.lower(), quoted(path.name)
    if ending in _PERHAPS:
        message = f"the platform may not take {shown}: its contract knows no {ending} files"
        yield _hit(saved, "T623", message, "Write it as .csv, .md or .txt.", name)
    elif ending not in _TAKEN:
        hint = "Write it as PDF, TXT, MD, DOCX or CSV."
        yield _hit(saved, "T622", f"the platform takes no {ending or 'files without ending'}: {shown}", hint, name)
    size = _size(path)
    if size > MOST_BYTES:
        message = f"{shown} has {size / 1024 / 1024:,.0f} MB; the platform takes 50"
        yield _hit(saved, "T624", message, "Split it up.", name)
    if _IDLE_NAME.fullmatch(path.stem.lower()):
        hint = "Name it after what is in it, such as opening-hours."
        yield _hit(saved, "T625", f"the name {shown} does not say what is in it", hint, name)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _hit(saved: ComponentView, code: str, message: str, hint: str, name: Scalar) -> RuleFinding:
    return RuleFinding(code, message, hint, saved.document.path, name.span)
