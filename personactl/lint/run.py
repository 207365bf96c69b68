"""Checks files and returns a report. Each file is checked on its own, so that one file never hides another.

Problems of the layers below and the findings of the rules become findings of the report. The selection decides which
findings are reported, and with which severity.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from personactl.document.display_text import shortened_message
from personactl.document.document import Document
from personactl.document.line_index import Lines, SourcePart, part_around
from personactl.document.node import Span
from personactl.document.plain_text import is_plain_text
from personactl.lint.component_view import ComponentView, components_in
from personactl.lint.finding import Finding, Fix, RuleFinding
from personactl.lint.lint_report import Report
from personactl.lint.persona_view import PersonaView, persona_views
from personactl.lint.project_facts import FileFacts, component_facts, persona_facts
from personactl.lint.prompt_alone import prompt_facts, prompt_findings, prompt_ignores
from personactl.lint.rule_registry import FAMILIES, RULES, Check
from personactl.lint.rule_selection import DEFAULT, Selection
from personactl.lint.rules.schema_fixes import SchemaFixes
from personactl.lint.suppress.comments import ignores_in, ignores_in_prompt
from personactl.lint.suppress.limit import limited
from personactl.lint.suppress.one_per_value import one_per_value
from personactl.lint.suppress.suppression import IgnoreUse, apply_ignores, ineffective_ignores, merged_ignore_uses
from personactl.lint.text.secret_search import masked
from personactl.persona.read.layers import Layer
from personactl.persona.read.referenced_files import read_in_repository
from personactl.persona.schema.component_checks import component_problems
from personactl.persona.schema.file_kind import FileKind, kind_of
from personactl.persona.schema.literal_headers import without_header_values
from personactl.persona.schema.literal_secrets import without_secrets
from personactl.persona.schema.persona_checks import persona_problems

if TYPE_CHECKING:
    from personactl.lint.target_catalogue import Catalogue

_CREDENTIAL: Final = "T626"


class FileResult(msgspec.Struct, frozen=True):
    """The result of checking one file.

    findings: the findings in the file, its prompt file and the files that it extends.
    facts: what the rules about the whole project need of the file.
    ignore_uses: its ignore comments.
    """

    findings: tuple[Finding, ...]
    facts: FileFacts
    ignore_uses: tuple[IgnoreUse, ...]


def lint_files(
    files: Sequence[Path], root: Path, selection: Selection = DEFAULT, catalogue: "Catalogue | None" = None
) -> Report:
    """Check the files of one project.

    files: the files to check.
    root: the folder of the project, in which references are looked up.
    selection: the selected rules.
    catalogue: the target's catalogue, for online rules.
    """
    results = [lint_document(read_in_repository(path, root), root, selection, catalogue) for path in files]
    return report_of(files, results, root, selection)


def lint_document(
    document: Document, root: Path, selection: Selection, catalogue: "Catalogue | None" = None
) -> FileResult:
    """Check one document from any source. Findings may be in its prompt file and in files that it extends."""
    kind = kind_of(document.path, root)
    if is_plain_text(document.path):
        return _lint_text(document, root, kind, selection)
    personas: tuple[PersonaView, ...] = ()
    components: tuple[ComponentView, ...] = ()
    if not document.problems and kind == "persona":
        personas = tuple(persona_views(document, root, selection.codes, catalogue, selection.limits))
    elif not document.problems and kind != "persona":
        components = tuple(components_in(document, root, kind, selection.codes, catalogue))
    stacks = [*(persona.layers for persona in personas), *(component.layers for component in components)]
    layers = [layer for stack in stacks for layer in stack]
    texts = _texts(document, layers, personas, kind)
    found = [*_problems(document, root, kind), *_persona_findings(personas), *_component_findings(components)]
    facts = persona_facts(document, personas) if kind == "persona" else component_facts(document, kind, components)
    return _result(found, _ignore_uses(document, layers, personas), facts, texts, selection)


def _lint_text(document: Document, root: Path, kind: FileKind, selection: Selection) -> FileResult:
    """Check a prompt file by itself. A text among components, such as a document of knowledge, is not a prompt."""
    found = [RuleFinding(one.code, one.message, one.hint, document.path, one.span) for one in document.problems]
    if kind == "persona" and not found:
        found += prompt_findings(document, root, selection)
    return _result(found, prompt_ignores(document), prompt_facts(document), {document.path: document.lines}, selection)


def _result(
    found: Iterable[RuleFinding],
    ignore_uses: Iterable[IgnoreUse],
    facts: FileFacts,
    texts: Mapping[Path, Lines],
    selection: Selection,
) -> FileResult:
    remaining, used = apply_ignores(found, ignore_uses)
    lines = cache(partial(_masked_line, texts))
    several = limited((one, _source(one, lines)) for one in remaining if _selected(one, selection))
    return FileResult(one_per_value(_reported(one, source, selection) for one, source in several), facts, used)


def report_of(files: Sequence[Path], results: Sequence[FileResult], root: Path, selection: Selection) -> Report:
    """Return the report on files of one project, with the findings of the rules about the whole project."""
    project = project_rule_findings(results, root, selection)
    return Report.of(files, [*(finding for result in results for finding in result.findings), *project])


def project_rule_findings(results: Sequence[FileResult], root: Path, selection: Selection) -> list[Finding]:
    """Return the findings of the rules that compare all files of a project."""
    facts = [result.facts for result in results]
    checks = [family.check_project for family in FAMILIES if family.check_project and selection.any_of(family.rules)]
    found, ignore_uses = apply_ignores(
        [finding for check_project in checks for finding in check_project(facts, root)],
        merged_ignore_uses(use for result in results for use in result.ignore_uses),
    )
    sources = _sources(facts) if found else {}
    with_source = [(finding, sources.get((finding.path, finding.span), SourcePart(""))) for finding in found]
    with_source += ineffective_ignores(ignore_uses, selection)
    several = limited(one for one in with_source if _selected(one[0], selection))
    return [_reported(one, source._replace(text=masked(source.text)), selection) for one, source in several]


def _sources(facts: Sequence[FileFacts]) -> dict[tuple[Path, Span | None], SourcePart]:
    """Return the source lines of all places in findings about the whole project, by path and span."""
    found = {(one.path, one.name_span): one.line for one in facts}
    found |= {(name.path, name.span): name.line for one in facts for name in one.references}
    return found | {(voice.path, voice.span): voice.line for one in facts for voice in one.voices}


def _problems(document: Document, root: Path, kind: FileKind) -> Iterator[RuleFinding]:
    found = persona_problems(document, root) if kind == "persona" else component_problems(document, kind, root)
    fixes = SchemaFixes(document)
    for problem in (*document.problems, *found):
        fix = fixes.fix(problem)
        yield RuleFinding(problem.code, problem.message, problem.hint, document.path, problem.span, fix)


def _persona_findings(personas: Iterable[PersonaView]) -> Iterator[RuleFinding]:
    for persona in personas:
        for check_one in _checks(persona.codes):
            yield from check_one(persona)


@lru_cache(maxsize=16)
def _checks(codes: frozenset[str]) -> tuple[Check, ...]:
    """Return the checks with at least one selected rule."""
    selected = (family for family in FAMILIES if any(rule.code in codes for rule in family.rules))
    return tuple(family.check for family in selected if family.check is not None)


def _component_findings(components: Iterable[ComponentView]) -> Iterator[RuleFinding]:
    for component in components:
        for family in FAMILIES:
            if family.check_component is not None and component.any_selected(*(rule.code for rule in family.rules)):
                yield from family.check_component(component)


def _ignore_uses(document: Document, layers: Iterable[Layer], personas: Sequence[PersonaView]) -> Iterator[IgnoreUse]:
    """Yield the ignore comments of every file that may have findings."""
    prompt_keys: dict[Path, dict[int, Path]] = {}
    prompts: dict[Path, Lines] = {}
    for persona in personas:
        key = persona.located("systemPromptFile")
        if key is not None and persona.prompt is not None:
            prompt_keys.setdefault(key.path, {})[key.key_span.start.line] = persona.prompt.path
            prompts[persona.prompt.path] = persona.prompt.lines
    documents = {layer.document.path: layer.document for layer in layers}
    for path, each in {**documents, document.path: document}.items():
        yield from (IgnoreUse(ignore, used=False) for ignore in ignores_in(each, prompt_keys.get(path, {})))
    for path, lines in prompts.items():
        yield from (IgnoreUse(ignore, used=False) for ignore in ignores_in_prompt(path, lines))


def _texts(
    document: Document, layers: Iterable[Layer], personas: Iterable[PersonaView], kind: FileKind
) -> Mapping[Path, Lines]:
    """Return the text of every file that may have findings, without the secrets of LLM files and of headers."""
    documents = [*(layer.document for layer in layers), document]
    texts = {one.path: without_secrets(one) if kind == "llm" else without_header_values(one) for one in documents}
    prompts = (persona.prompt for persona in personas if persona.prompt is not None)
    return {prompt.path: prompt.lines for prompt in prompts} | texts  # a prompt may be in the persona's own file


def _masked_line(texts: Mapping[Path, Lines], path: Path, number: int) -> str:
    text = texts.get(path)
    return "" if text is None else masked(text.source_line(number))


def _source(finding: RuleFinding, lines: Callable[[Path, int], str]) -> SourcePart:
    """Return the source line of a finding with its secrets masked; of a very long line the part around it."""
    start, end = finding.span.start, finding.span.end
    line, skipped = part_around(lines(finding.path, start.line), start.column)
    if finding.code == _CREDENTIAL:  # its value is secret, whatever it looks like
        begin = start.column - 1 - skipped
        until = min(end.column - 1 - skipped, len(line)) if end.line == start.line else len(line)
        line = line[:begin] + "*" * (until - begin) + line[until:]
    return SourcePart(line, skipped)


def _selected(finding: RuleFinding, selection: Selection) -> bool:
    return finding.code in selection.codes_in(finding.path)


def _reported(finding: RuleFinding, source: SourcePart, selection: Selection) -> Finding:
    return Finding(
        path=finding.path,
        span=finding.span,
        code=finding.code,
        severity=selection.severity(RULES[finding.code]),
        message=shortened_message(masked(finding.message)),
        hint=shortened_message(finding.hint),
        source=source.text,
        fix=_without_secrets(finding.fix),
        skipped=source.skipped,
    )


def _without_secrets(fix: Fix | None) -> Fix | None:
    """Return the fix unless it contains a secret, because reports show the edits of fixes."""
    return None if fix is None or any(masked(edit.text) != edit.text for edit in fix.edits) else fix
