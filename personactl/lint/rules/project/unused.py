"""J901-J904: duplicate names and unused files.

A file is only reported as unused after all files of the project that could use it were checked and could be read.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from personactl.document.display_text import quoted
from personactl.document.node import Place, Span
from personactl.errors import PersonactlError
from personactl.files.folder_walk import folder_names
from personactl.files.read_log import note_absence, note_failure, note_listing
from personactl.files.repository import real_path
from personactl.lint.file_paths import find_files
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.project_facts import FileFacts
from personactl.lint.rule import PERSONA, Rule
from personactl.persona.schema.file_kind import FOLDERS, ComponentKind
from personactl.state.persona_files import walk
from personactl.state.project import find_project
from personactl.state.project_settings import PROJECT_FILE

_TOP: Final = Span(Place(1, 1), Place(1, 1))
_PROMPT: Final = f"{PERSONA}systemPromptFile: prompts/cara.md\n#> personas/prompts/cara.md\nYou are Cara.\n"
_LABELS: Final[dict[ComponentKind, str]] = {"tool": "tool", "knowledge": "knowledge", "llm": "LLM"}
_TEXTS: Final = frozenset({".md", ".txt"})

RULES: Final = (
    Rule(
        code="J901",
        name="same-name-twice",
        summary="two personas with the same name",
        severity=Severity.warning,
        why="The platform allows it, and then the two cannot be distinguished in a list.",
        bad=f"{PERSONA}#> personas/other.yaml\n{PERSONA}",
        good=f"{PERSONA}#> personas/other.yaml\nname: Julia\navatar: Julia\nvoice: Lucy\n",
        source="the platform's published API contract",
    ),
    Rule(
        code="J902",
        name="unused-prompt-file",
        summary="a prompt file that no persona uses",
        severity=Severity.warning,
        why="Edits to it change nothing; usually the file was renamed or is a leftover.",
        bad=f"{_PROMPT}#> personas/prompts/clara.md\nYou are Clara.\n",
        good=_PROMPT,
        source="personactl",
    ),
    Rule(
        code="J903",
        name="unused-part",
        summary="a part that no persona extends",
        severity=Severity.warning,
        why="A part is not pushed on its own, so it has no effect.",
        bad=f"{PERSONA}#> personas/_voice.yaml\nvoice: Lucy\n",
        good="extends: _voice.yaml\nname: Cara\navatar: Cara\n#> personas/_voice.yaml\nvoice: Lucy\n",
        source="personactl",
    ),
    Rule(
        code="J904",
        name="unused-definition",
        summary="a tool, knowledge file or LLM that no persona uses",
        severity=Severity.info,
        why="It is pushed and kept up to date, but it does not affect any conversation.",
        bad=f"{PERSONA}#> knowledge/faq.yaml\nname: Questions\n",
        good=f"{PERSONA}knowledge: [faq]\n#> knowledge/faq.yaml\nname: Questions\n",
        source="personactl",
    ),
)


def check_project(files: Sequence[FileFacts], root: Path) -> Iterator[RuleFinding]:
    yield from _same_names(files)
    used = {_identity(path) for one in files for path in one.files}
    unused = [*_unused_parts(files, used), *_unused_prompts(files, used)]
    unused += _unused_definitions(files, used)
    # Listing a large project is slow, so it is done only if something seems unused.
    if unused and all(one.whole for one in files) and _is_everything(files, root):
        yield from unused


def _same_names(files: Sequence[FileFacts]) -> Iterator[RuleFinding]:
    first: dict[str, Path] = {}
    for one in sorted(files, key=lambda one: one.path.parts):
        if not one.is_persona or one.name is None or one.name_span is None:
            continue
        known = first.setdefault(one.name.strip(), one.path)
        if known is not one.path:
            message = f"{known} also has the name {quoted(one.name)}"
            yield RuleFinding("J901", message, "Give one of the two another name.", one.path, one.name_span)


def _unused_parts(files: Sequence[FileFacts], used: set[str]) -> Iterator[RuleFinding]:
    for one in files:
        if one.part and _identity(one.path) not in used:
            yield RuleFinding("J903", "no persona extends this part", "Remove it, or extend it.", one.path, _TOP)


def _unused_prompts(files: Sequence[FileFacts], used: set[str]) -> Iterator[RuleFinding]:
    """Yield unused texts in the folders of used prompts. Other folders may hold any text, and `_` marks files as set
    aside.
    """
    prompts = {path for one in files for path in one.files if path.suffix in _TEXTS}
    for folder in sorted({path.parent for path in prompts}):
        for name in sorted(_names(folder)):
            path = folder / name
            about = name.startswith((".", "_")) or path.stem.casefold() in {"readme", "changelog", "license"}
            if path.suffix in _TEXTS and not about and _identity(path) not in used:
                yield RuleFinding(
                    "J902", "no persona uses this prompt", "Remove it, or use it in a persona.", path, _TOP
                )


def _unused_definitions(files: Sequence[FileFacts], used: set[str]) -> Iterator[RuleFinding]:
    """Yield unused components. Without personas nothing is used, and an id may mean any component of its kind."""
    names = {(name.kind, name.name) for one in files for name in one.references}
    by_id = {kind for one in files for kind in one.by_id}
    personas = any(one.is_persona for one in files)
    for one in files:
        if one.kind == "persona" or one.kind == "prompt" or one.part or one.kind in by_id or not personas:
            continue
        named = (one.kind, one.path.stem) in names or (one.kind, one.name) in names
        if not named and _identity(one.path) not in used:
            yield RuleFinding(
                "J904",
                f"no persona uses this {_LABELS[one.kind]}",
                "Remove it, or use it in a persona.",
                one.path,
                _TOP,
            )


def _is_everything(files: Sequence[FileFacts], root: Path) -> bool:
    looked_at = {_identity(one.path) for one in files}
    note_absence(root / PROJECT_FILE)  # recorded as absent; if the file exists, reading it replaces the record
    try:
        every = [*find_files([find_project(root).personas]), *_tools(root / FOLDERS["tool"])]
    except PersonactlError:  # the folder is missing, empty or unreadable, so other files may exist
        return False
    return all(_identity(path) in looked_at for path in every)


def _tools(folder: Path) -> Iterator[Path]:
    """Yield the files of tools, which may use knowledge. Other components do not use anything."""
    if folder.is_dir():
        yield from walk(folder)
    else:
        note_listing(folder, None)


def _names(folder: Path) -> list[str]:
    try:
        names = folder_names(folder)
    except OSError:
        note_failure()
        return []
    note_listing(folder, names)
    return names


def _identity(path: Path) -> str:
    """Return a text that is equal for two paths to the same directory entry."""
    return f"{_real(path.parent)}/{path.name}"


@lru_cache(maxsize=1024)
def _real(folder: Path) -> Path:
    return Path(real_path(folder))
