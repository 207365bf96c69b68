"""Files -> a report. Each file is read and checked on its own, so that whatever one holds hides nothing of the others.

Problems of the layers below and hits of the rules become findings here; the selection says which, and how bad.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personactl.document.document import Document
from personactl.document.file_reader import read_document
from personactl.document.lines import Lines
from personactl.document.node import Span
from personactl.lint.component_view import ComponentView, components_in
from personactl.lint.finding import Finding
from personactl.lint.lint_report import Report
from personactl.lint.persona_view import PersonaView, subjects
from personactl.lint.project_facts import Facts, facts_of, saved_facts
from personactl.lint.registry import FAMILIES, RULES, Check
from personactl.lint.rule_finding import Fix, RuleFinding
from personactl.lint.rule_selection import DEFAULT, Selection
from personactl.lint.rules.schema_fixes import SchemaFixes
from personactl.lint.suppress.apply import Silence, idle, joined, silenced
from personactl.lint.suppress.comments import ignores_in, ignores_in_prompt
from personactl.lint.text.secret_search import masked
from personactl.persona.read.layers import Layer
from personactl.persona.schema.component_checks import check_saved
from personactl.persona.schema.file_kind import FileKind, kind_of
from personactl.persona.schema.literal_secrets import without_secrets
from personactl.persona.schema.persona_checks import check

if TYPE_CHECKING:
    from personactl.lint.target_catalogue import Catalogue


class Checked(NamedTuple):
    """What one file gave: its findings, what the rules about the whole project need of it, and its ignore comments."""

    findings: tuple[Finding, ...]
    facts: Facts
    silences: tuple[Silence, ...]


def lint_files(
    files: Sequence[Path], root: Path, selection: Selection = DEFAULT, catalogue: "Catalogue | None" = None
) -> Report:
    """Check `files`, all of the project at `root`; what they refer to is looked up below it."""
    checked = [lint_document(read_document(path), root, selection, catalogue) for path in files]
    return reported(files, checked, root, selection)


def lint_document(
    document: Document, root: Path, selection: Selection, catalogue: "Catalogue | None" = None
) -> Checked:
    """Check one file, wherever its text came from. Findings may lie in its prompt file and in files it extends."""
    kind = kind_of(document.path, root)
    personal = kind == "persona" and not document.problems
    found = tuple(subjects(document, root, selection.codes, catalogue, selection.limits)) if personal else ()
    saved = (
        ()
        if kind == "persona" or document.problems
        else tuple(components_in(document, root, kind, selection.codes, catalogue))
    )
    layers = [layer for stack in (*(one.layers for one in found), *(one.layers for one in saved)) for layer in stack]
    texts = _texts(document, layers, found, kind)
    hits, silences = silenced(
        [*_problems(document, root, kind), *_hits(found), *_saved_hits(saved)], _silences(document, layers, found)
    )
    findings = tuple(_finding(hit, _line(hit, texts), selection) for hit in hits if _asked(hit, selection))
    facts = facts_of(document, found) if kind == "persona" else saved_facts(document, kind, saved)
    return Checked(findings, facts, silences)


def reported(files: Sequence[Path], checked: Sequence[Checked], root: Path, selection: Selection) -> Report:
    """The report on `files`, all of one project, with what only a look at all of them can tell."""
    late = found_together(checked, root, selection)
    return Report.of(files, [*(finding for one in checked for finding in one.findings), *late])


def found_together(checked: Sequence[Checked], root: Path, selection: Selection) -> list[Finding]:
    """What only a look at all files of a project, or at all that were asked for, can tell."""
    facts = [one.facts for one in checked]
    asked = [family.together for family in FAMILIES if family.together and selection.any_of(family.rules)]
    hits, silences = silenced(
        [hit for together in asked for hit in together(facts, root)],
        joined(silence for one in checked for silence in one.silences),
    )
    sources = _sources(facts) if hits else {}
    late = [(hit, sources.get((hit.path, hit.span), "")) for hit in hits]
    late += idle(silences, selection)
    return [_finding(hit, masked(source), selection) for hit, source in late if _asked(hit, selection)]


def _sources(facts: Sequence[Facts]) -> dict[tuple[Path, Span | None], str]:
    """The source lines of all that rules about a whole project may point at, by path and span."""
    found = {(one.path, one.name_span): one.line for one in facts}
    found |= {(name.path, name.span): name.line for one in facts for name in one.references}
    return found | {(voice.path, voice.span): voice.line for one in facts for voice in one.voices}


def _problems(document: Document, root: Path, kind: FileKind) -> Iterator[RuleFinding]:
    found = check(document, root) if kind == "persona" else check_saved(document, kind, root)
    fixes = SchemaFixes(document)
    for problem in (*document.problems, *found):
        mend = fixes.fix(problem)
        yield RuleFinding(problem.code, problem.message, problem.hint, document.path, problem.span, mend)


def _hits(found: Iterable[PersonaView]) -> Iterator[RuleFinding]:
    for subject in found:
        for check_one in _checks(subject.codes):
            yield from check_one(subject)


@lru_cache(maxsize=16)
def _checks(codes: frozenset[str]) -> tuple[Check, ...]:
    """Those that any of `codes` asks for."""
    asked = (family for family in FAMILIES if any(rule.code in codes for rule in family.rules))
    return tuple(family.check for family in asked if family.check is not None)


def _saved_hits(saved: Iterable[ComponentView]) -> Iterator[RuleFinding]:
    for one in saved:
        for family in FAMILIES:
            if family.saved is not None and one.wants(*(rule.code for rule in family.rules)):
                yield from family.saved(one)


def _silences(document: Document, layers: Iterable[Layer], found: Sequence[PersonaView]) -> Iterator[Silence]:
    """The ignore comments of every file that a hit may lie in."""
    named: dict[Path, dict[int, Path]] = {}
    prompts: dict[Path, Lines] = {}
    for subject in found:
        key = subject.located("systemPromptFile")
        if key is not None and subject.prompt is not None:
            named.setdefault(key.path, {})[key.key_span.start.line] = subject.prompt.path
            prompts[subject.prompt.path] = subject.prompt.lines
    documents = {layer.document.path: layer.document for layer in layers}
    for path, each in {**documents, document.path: document}.items():
        yield from (Silence(ignore, used=False) for ignore in ignores_in(each, named.get(path, {})))
    for path, lines in prompts.items():
        yield from (Silence(ignore, used=False) for ignore in ignores_in_prompt(path, lines))


def _texts(
    document: Document, layers: Iterable[Layer], found: Iterable[PersonaView], kind: FileKind
) -> Mapping[Path, Lines]:
    """The text of every file that a hit may lie in, as far as it may be shown."""
    documents = [*(layer.document for layer in layers), document]
    texts = {one.path: one.lines if kind != "llm" else without_secrets(one) for one in documents}
    texts |= {subject.prompt.path: subject.prompt.lines for subject in found if subject.prompt is not None}
    return texts


def _line(hit: RuleFinding, texts: Mapping[Path, Lines]) -> str:
    """The source line of a hit, with its secrets masked."""
    text = texts.get(hit.path)
    return "" if text is None else masked(text.source_line(hit.span.start.line))


def _asked(hit: RuleFinding, selection: Selection) -> bool:
    return hit.code in selection.codes_in(hit.path)


def _finding(hit: RuleFinding, source: str, selection: Selection) -> Finding:
    return Finding(
        path=hit.path,
        span=hit.span,
        code=hit.code,
        severity=selection.severity(RULES[hit.code]),
        message=masked(hit.message),
        hint=hit.hint,
        source=source,
        fix=_shown(hit.fix),
    )


def _shown(fix: Fix | None) -> Fix | None:
    """The fix, unless it would write a secret out anew: reports show what fixes write."""
    return None if fix is None or any(masked(edit.text) != edit.text for edit in fix.edits) else fix
