"""J901-J904: what only a look at all files of a project can tell.

What is unused is only said after a look at every file of the project that might use it, each of which could be read.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from personactl.document.node import Place, Span
from personactl.document.quotation import quoted
from personactl.document.read_log import note_absence, note_failure, note_listing
from personactl.errors import PersonactlError
from personactl.lint.file_paths import find_files
from personactl.lint.finding import Severity
from personactl.lint.project_facts import Facts
from personactl.lint.rule import Rule
from personactl.lint.rule_finding import RuleFinding
from personactl.persona.schema.file_kind import FOLDERS, ComponentKind
from personactl.state.persona_files import walk
from personactl.state.project import find_project
from personactl.state.project_settings import PROJECT_FILE

_TOP: Final = Span(Place(1, 1), Place(1, 1))
_WHO: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"
_PROMPT: Final = f"{_WHO}systemPromptFile: prompts/cara.md\n#> personas/prompts/cara.md\nYou are Cara.\n"
_SAID: Final[dict[ComponentKind, str]] = {"tool": "tool", "knowledge": "knowledge", "llm": "LLM"}
_TEXTS: Final = frozenset({".md", ".txt"})

RULES: Final = (
    Rule(
        code="J901",
        name="same-name-twice",
        summary="two personas of a project with the same name",
        severity=Severity.warning,
        why="The platform does not mind, and then nobody can tell the two apart in a list.",
        bad=f"{_WHO}#> personas/other.yaml\n{_WHO}",
        good=f"{_WHO}#> personas/other.yaml\nname: Julia\navatar: Julia\nvoice: Lucy\n",
        source="the platform's published API contract",
    ),
    Rule(
        code="J902",
        name="unused-prompt-file",
        summary="a prompt file that no persona names",
        severity=Severity.warning,
        why="Whoever improves it wonders why nothing changes; mostly it was renamed or left over.",
        bad=f"{_PROMPT}#> personas/prompts/clara.md\nYou are Clara.\n",
        good=_PROMPT,
        source="personactl",
    ),
    Rule(
        code="J903",
        name="unused-part",
        summary="a part that no persona extends",
        severity=Severity.warning,
        why="A part is never pushed itself, so it has no effect at all.",
        bad=f"{_WHO}#> personas/_voice.yaml\nvoice: Lucy\n",
        good="extends: _voice.yaml\nname: Cara\navatar: Cara\n#> personas/_voice.yaml\nvoice: Lucy\n",
        source="personactl",
    ),
    Rule(
        code="J904",
        name="unused-definition",
        summary="a tool, knowledge or an LLM of the project that no persona uses",
        severity=Severity.info,
        why="It is pushed and kept up to date, and no conversation is any different for it.",
        bad=f"{_WHO}#> knowledge/faq.yaml\nname: Questions\n",
        good=f"{_WHO}knowledge: [faq]\n#> knowledge/faq.yaml\nname: Questions\n",
        source="personactl",
    ),
)


def check_together(files: Sequence[Facts], root: Path) -> Iterator[RuleFinding]:
    yield from _same_names(files)
    used = {_identity(path) for one in files for path in one.files}
    unused = [*_unused_parts(files, used), *_unused_prompts(files, used)]
    unused += _unused_definitions(files, used)
    # Walking a large project takes a while, so only a suspicion is worth it.
    if unused and all(one.whole for one in files) and _is_everything(files, root):
        yield from unused


def _same_names(files: Sequence[Facts]) -> Iterator[RuleFinding]:
    first: dict[str, Path] = {}
    for one in sorted(files, key=lambda one: one.path.parts):
        if not one.is_persona or one.name is None or one.name_span is None:
            continue
        known = first.setdefault(one.name.strip(), one.path)
        if known is not one.path:
            message = f"{known} is called {quoted(one.name)} too"
            yield RuleFinding("J901", message, "Give one of the two another name.", one.path, one.name_span)


def _unused_parts(files: Sequence[Facts], used: set[str]) -> Iterator[RuleFinding]:
    for one in files:
        if one.part and _identity(one.path) not in used:
            yield RuleFinding("J903", "no persona extends this part", "Remove it, or extend it.", one.path, _TOP)


def _unused_prompts(files: Sequence[Facts], used: set[str]) -> Iterator[RuleFinding]:
    """Texts beside the prompts that are used; elsewhere a text may be anything, and `_` marks what is set aside."""
    prompts = {path for one in files for path in one.files if path.suffix in _TEXTS}
    for folder in sorted({path.parent for path in prompts}):
        for name in sorted(_names(folder)):
            path = folder / name
            about = name.startswith((".", "_")) or path.stem.casefold() in {"readme", "changelog", "license"}
            if path.suffix in _TEXTS and not about and _identity(path) not in used:
                yield RuleFinding(
                    "J902", "no persona uses this prompt", "Remove it, or name it in a persona.", path, _TOP
                )


def _unused_definitions(files: Sequence[Facts], used: set[str]) -> Iterator[RuleFinding]:
    """Without a persona there is nobody who could use any; what is used by its id may be one of them."""
    names = {(name.kind, name.name) for one in files for name in one.references}
    by_id = {kind for one in files for kind in one.by_id}
    personas = any(one.is_persona for one in files)
    for one in files:
        if one.kind == "persona" or one.part or one.kind in by_id or not personas:
            continue
        named = (one.kind, one.path.stem) in names or (one.kind, one.name) in names
        if not named and _identity(one.path) not in used:
            yield RuleFinding(
                "J904", f"no persona uses this {_SAID[one.kind]}", "Remove it, or name it.", one.path, _TOP
            )


def _is_everything(files: Sequence[Facts], root: Path) -> bool:
    looked_at = {_identity(one.path) for one in files}
    note_absence(root / PROJECT_FILE)  # unless it is there, and then it is read
    try:
        every = [*find_files([find_project(root).personas]), *_tools(root / FOLDERS["tool"])]
    except PersonactlError:  # no folder, no file in it, or one that cannot be read: nothing is known for sure
        return False
    return all(_identity(path) in looked_at for path in every)


def _tools(folder: Path) -> Iterator[Path]:
    """They may use knowledge; nothing else that is no persona uses anything."""
    if folder.is_dir():
        yield from walk(folder)
    else:
        note_listing(folder, None)


def _names(folder: Path) -> list[str]:
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        note_failure()
        return []
    note_listing(folder, names)
    return names


def _identity(path: Path) -> str:
    """Equal for two ways to the same entry of the same folder."""
    return f"{_real(path.parent)}/{path.name}"


@lru_cache(maxsize=1024)
def _real(folder: Path) -> Path:
    return folder.resolve()
