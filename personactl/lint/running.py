"""Files -> a report. Each file is read and checked on its own, so that whatever one holds hides nothing of the others.

Problems of the layers below and hits of the rules become findings here; the selection says which, and how bad.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from personactl.document.document import Document
from personactl.document.lines import Lines
from personactl.document.reading import read_document
from personactl.lint.catalogue import Catalogue
from personactl.lint.facts import Facts, facts_of
from personactl.lint.finding import Finding
from personactl.lint.hit import Hit
from personactl.lint.registry import FAMILIES, RULES
from personactl.lint.report import Report
from personactl.lint.selection import DEFAULT, Selection
from personactl.lint.subject import Subject, subjects
from personactl.persona.checking import check


@dataclass(frozen=True, slots=True)
class Checked:
    """What one file gave: its findings, and what the rules about the whole project need of it."""

    findings: tuple[Finding, ...]
    facts: Facts


def lint_files(
    files: Sequence[Path], root: Path, selection: Selection = DEFAULT, catalogue: Catalogue | None = None
) -> Report:
    """Check `files`, all of the project at `root`; what they refer to is looked up below it."""
    checked = [lint_document(read_document(path), root, selection, catalogue) for path in files]
    alone = (finding for one in checked for finding in one.findings)
    return Report.of(files, [*alone, *lint_together([one.facts for one in checked], root, selection)])


def lint_document(document: Document, root: Path, selection: Selection, catalogue: Catalogue | None = None) -> Checked:
    """Check one file, wherever its text came from. Findings may lie in its prompt file and in files it extends."""
    found = () if document.problems else tuple(subjects(document, root, selection.codes, catalogue))
    hits = [*_problems(document, root), *_hits(found)]
    return Checked(tuple(_findings(hits, selection, _lines(document, found))), facts_of(document, found))


def lint_together(files: Sequence[Facts], root: Path, selection: Selection) -> Iterator[Finding]:
    """The findings that only a look at all `files` of the project can give."""
    for family in FAMILIES:
        if family.together is not None and selection.any_of(family.rules):
            sources = {(facts.path, facts.name_span): facts.line for facts in files}
            for hit in family.together(files, root):
                yield from _findings([hit], selection, {}, sources.get((hit.path, hit.span), ""))


def _problems(document: Document, root: Path) -> Iterator[Hit]:
    for problem in (*document.problems, *check(document, root)):
        yield Hit(problem.code, problem.message, problem.hint, document.path, problem.span)


def _hits(found: Iterable[Subject]) -> Iterator[Hit]:
    for subject in found:
        for family in FAMILIES:
            if family.check is not None and any(subject.wants(rule.code) for rule in family.rules):
                yield from family.check(subject)


def _lines(document: Document, found: Iterable[Subject]) -> Mapping[Path, Lines]:
    """The text of every file that a hit may lie in."""
    lines = {layer.document.path: layer.document.lines for subject in found for layer in subject.layers}
    prompts = (subject.prompt for subject in found)
    lines |= {prompt.path: prompt.lines for prompt in prompts if prompt is not None}
    return {**lines, document.path: document.lines}


def _findings(
    hits: Iterable[Hit], selection: Selection, texts: Mapping[Path, Lines], source: str = ""
) -> Iterator[Finding]:
    lines: dict[tuple[Path, int], str] = {}
    for hit in hits:
        if hit.code not in selection.codes_in(hit.path):
            continue
        place = hit.path, hit.span.start.line
        if place not in lines:
            text = texts.get(hit.path)
            lines[place] = source if text is None else text.source_line(hit.span.start.line)
        yield Finding(
            path=hit.path,
            span=hit.span,
            code=hit.code,
            severity=selection.severity(RULES[hit.code]),
            message=hit.message,
            hint=hit.hint,
            source=lines[place],
            fix=hit.fix,
        )
