"""Files -> a report. Each file is read and checked on its own, so that whatever one holds hides nothing of the others.

Problems come from the layers below, each with its code; the rule of that code gives it its severity. A later rule
that looks at documents itself adds its problems in `_problems`, and nothing else here changes.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from personactl.document.document import Document, Problem
from personactl.document.reading import read_document
from personactl.lint.finding import Finding
from personactl.lint.registry import RULES
from personactl.lint.report import Report
from personactl.lint.uniqueness import personas_twice
from personactl.persona.checking import check, is_part


def lint_files(files: Sequence[Path], root: Path) -> Report:
    """Check `files`, all of the project at `root`; what they refer to is looked up below it."""
    alone = (finding for path in files for finding in _findings(path, root))
    together = personas_twice(path for path in files if not is_part(path))
    return Report.of(files, chain(alone, together))


def _findings(path: Path, root: Path) -> Iterator[Finding]:
    document = read_document(path)
    lines: dict[int, str] = {}
    for problem in _problems(document, root):
        number = problem.span.start.line
        if number not in lines:
            lines[number] = document.source_line(number)
        yield Finding(
            path=path,
            span=problem.span,
            code=problem.code,
            severity=RULES[problem.code].severity,
            message=problem.message,
            hint=problem.hint,
            source=lines[number],
        )


def _problems(document: Document, root: Path) -> Iterator[Problem]:
    yield from document.problems
    yield from check(document, root)
