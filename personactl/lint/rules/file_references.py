"""R2: references to other files that are missing or unusable. R205 compares several files, the others check one."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from personactl.document.node import Place, Span
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.project_facts import FileFacts
from personactl.lint.rule import PERSONA, Rule
from personactl.persona.schema.schema_problems import CODES


def _rule(code: str, name: str, *, why: str, bad: str, good: str) -> Rule:
    return Rule(
        code=code,
        name=name,
        summary=CODES[code],
        severity=Severity.error,
        why=why,
        bad=bad,
        good=good,
        source="personactl",
    )


SAME_PERSONA_TWICE: Final = Rule(
    code="R205",
    name="same-persona-twice",
    summary="two files with the same persona key",
    severity=Severity.error,
    why="The name of a file is the key of its persona: the lock file and the commands could not tell the two apart.",
    bad=f"{PERSONA}#> personas/shop/example.yaml\n{PERSONA}",
    good=f"{PERSONA}#> personas/shop/other.yaml\n{PERSONA}",
    source="personactl",
)

REFERENCE_RULES: tuple[Rule, ...] = (
    _rule(
        "R201",
        "unreadable-prompt",
        why="The persona would be pushed without a prompt, or would keep its old one.",
        bad=f"{PERSONA}systemPromptFile: prompts/cara.md\n",
        good=f"{PERSONA}systemPromptFile: prompts/cara.md\n#> personas/prompts/cara.md\nYou are Cara.\n",
    ),
    _rule(
        "R202",
        "outside-project",
        why="A file outside the project is not under its version control, and may be anything, for example a key.",
        bad=f"{PERSONA}systemPromptFile: /etc/hostname\n",
        good=f"{PERSONA}systemPromptFile: prompts/cara.md\n#> personas/prompts/cara.md\nYou are Cara.\n",
    ),
    _rule(
        "R203",
        "unusable-extends",
        why="The values from the base are missing, so the persona is not the one that the file describes.",
        bad="extends: _base.yaml\nname: Cara\n",
        good="extends: _base.yaml\nname: Cara\n#> personas/_base.yaml\navatar: Cara\nvoice: Lucy\n",
    ),
    _rule(
        "R204",
        "circular-extends",
        why="In a circle no file is the base of the others, so no value can be determined.",
        bad="extends: _base.yaml\nname: Cara\n#> personas/_base.yaml\nextends: example.yaml\nvoice: Lucy\n",
        good="extends: _base.yaml\nname: Cara\n#> personas/_base.yaml\navatar: Cara\nvoice: Lucy\n",
    ),
    SAME_PERSONA_TWICE,
    _rule(
        "R209",
        "private-file",
        why="A push sends what the file names to the platform, and a model may say it to anybody.",
        bad=f"{PERSONA}systemPromptFile: ../.env\n#> .env\nSHOP_MODE=test\n",
        good=f"{PERSONA}systemPromptFile: prompts/cara.md\n#> personas/prompts/cara.md\nYou are Cara.\n",
    ),
)


_TOP = Span(Place(1, 1), Place(1, 1))


def duplicate_personas(files: Iterable[FileFacts], root: Path) -> Iterator[RuleFinding]:
    """Yield a finding for each persona file with the same key as an earlier one.

    files: the files of one project.
    root: the folder of the project.
    """
    first: dict[str, Path] = {}
    for path in sorted((facts.path for facts in files if facts.is_persona), key=lambda path: path.parts):
        known = first.setdefault(path.stem, path)
        if known is not path:
            yield RuleFinding(
                code=SAME_PERSONA_TWICE.code,
                message=f"{path.stem!r} is also the key of {known}",
                hint="Rename one of the two files: a persona's key is the name of its file.",
                path=path,
                span=_TOP,
            )
