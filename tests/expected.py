"""Case files that state their expected problems: YAML whose first lines are `#! CODE line:column-line:column`.

The end may leave out its line if it is that of the start. A file without such lines has no problems.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from personactl.document.document import Problem
from personactl.document.node import Span

CASES = Path(__file__).resolve().parent / "cases"

_EXPECTATION = re.compile(r"^#! (\S+ \S+)$", re.MULTILINE)


def cases(folder: str) -> list[Path]:
    """Return the case files of `folder`. Raises an error if there are none, because the checkout is then incomplete."""
    found = sorted((CASES / folder).rglob("*.yaml"))
    assert found, f"no cases in {CASES / folder}"
    return found


def expected(path: Path) -> list[str]:
    return _EXPECTATION.findall(path.read_text(encoding="utf-8"))


def seen(problems: Iterable[Problem]) -> list[str]:
    return [f"{problem.code} {shown(problem.span)}" for problem in problems]


def shown(span: Span) -> str:
    end = f"{span.end.line}:" if span.end.line != span.start.line else ""
    return f"{span.start.line}:{span.start.column}-{end}{span.end.column}"
