"""What only a look at several files can tell: a persona's key is its file's stem, and a project has each key once."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from personactl.document.node import Place, Span
from personactl.lint.project_facts import Facts
from personactl.lint.rule_finding import RuleFinding
from personactl.lint.rules.file_references import SAME_PERSONA_TWICE

_TOP = Span(Place(1, 1), Place(1, 1))


def personas_twice(files: Iterable[Facts], root: Path) -> Iterator[RuleFinding]:
    """A hit on every file whose key an earlier one of `files`, all of the project at `root`, has already."""
    first: dict[str, Path] = {}
    for path in sorted((facts.path for facts in files if facts.is_persona), key=lambda path: path.parts):
        known = first.setdefault(path.stem, path)
        if known is not path:
            yield RuleFinding(
                code=SAME_PERSONA_TWICE.code,
                message=f"{path.stem!r} is also the key of {known}",
                hint="Rename one of the two: the lock file and the commands know a persona by its file's name.",
                path=path,
                span=_TOP,
            )
