"""R214, R215, T620: names of tools and knowledge, where they are defined and where they are used.

Knowledge is always defined by a file. A tool may also exist only on the platform: built-in tools are known, and for any
other name only a likely misspelling of a tool of the project is certain without asking the platform.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from personactl.document.display_text import quoted
from personactl.document.file_reader import read_document
from personactl.document.node import MappingNode, Scalar
from personactl.document.suggestion import closest_name
from personactl.errors import PersonactlError
from personactl.files.read_log import note_listing
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.project_facts import FileFacts, Reference
from personactl.lint.rule import PERSONA, Rule
from personactl.persona.schema.file_kind import FOLDERS, ComponentKind, is_part
from personactl.persona.schema.tool_fields import SYSTEM_TOOLS
from personactl.state.persona_files import walk

_SAYS: Final = "description: Ends the call when the guest has said goodbye."
_TOOL: Final = f"type: SYSTEM\n{_SAYS}\nconfig: {{action: end_call}}\n"

_REPORTED: Final[tuple[ComponentKind, ...]] = ("tool", "knowledge")

RULES: Final = (
    Rule(
        code="R214",
        name="undefined-name",
        summary="an undefined knowledge name, or a misspelled tool name",
        severity=Severity.error,
        why=(
            "The persona lacks something that its prompt relies on; usually the name is misspelled or the "
            "file was renamed."
        ),
        bad=f"{PERSONA}tools: [goodby]\n#> tools/goodbye.yaml\nname: goodbye\n{_TOOL}",
        good=f"{PERSONA}tools: [goodbye]\n#> tools/goodbye.yaml\nname: goodbye\n{_TOOL}",
        source="personactl",
    ),
    Rule(
        code="R215",
        name="tool-from-elsewhere",
        summary="a tool that is not defined in the project and must exist on the platform",
        severity=Severity.info,
        why="A push looks the tool up and fails if it does not exist; readers of the project cannot see what it does.",
        bad=f"{PERSONA}tools: [open_map]\n",
        good=f"{PERSONA}tools: [end_call]\n",
        source="personactl",
    ),
    Rule(
        code="T620",
        name="same-tool-twice",
        summary="two files in tools/ that define the same tool name",
        severity=Severity.error,
        why="The platform accepts each tool name once, so the second tool can never be created.",
        bad=f"{PERSONA}#> tools/goodbye.yaml\nname: goodbye\n{_TOOL}#> tools/ending.yaml\nname: goodbye\n{_TOOL}",
        good=f"{PERSONA}#> tools/goodbye.yaml\nname: goodbye\n{_TOOL}#> tools/ending.yaml\nname: ending\n{_TOOL}",
        source="the platform's published API contract",
    ),
)


def check_project(files: Sequence[FileFacts], root: Path) -> Iterator[RuleFinding]:
    yield from _same_tools(files)
    references = {name for one in files for name in one.references}
    for kind in _REPORTED:
        used = {reference for reference in references if reference.kind == kind}
        if used:
            yield from _undefined(used, kind, root / FOLDERS[kind])


def _same_tools(files: Sequence[FileFacts]) -> Iterator[RuleFinding]:
    first: dict[str, Path] = {}
    for one in sorted(files, key=lambda one: one.path.parts):
        if one.kind != "tool" or one.name is None or one.name_span is None:
            continue
        known = first.setdefault(one.name, one.path)
        if known is not one.path:
            message = f"{known} also defines a tool named {quoted(one.name)}"
            yield RuleFinding("T620", message, "Rename one of the two, or remove it.", one.path, one.name_span)


def _undefined(references: set[Reference], kind: ComponentKind, folder: Path) -> Iterator[RuleFinding]:
    try:
        paths = [path for path in _files(folder) if not is_part(path)]
    except PersonactlError:  # a folder cannot be read, so a name may be defined there
        return
    known = {path.stem for path in paths} | (SYSTEM_TOOLS if kind == "tool" else frozenset())
    if {reference.name for reference in references} <= known:
        return
    if kind == "tool":
        known |= {name for path in paths for name in _names(path)}
    candidates = sorted(known)
    for reference in references:
        if reference.name not in known:
            yield _finding(reference, folder, closest_name(reference.name, candidates))


def _finding(reference: Reference, folder: Path, suggestion: str | None) -> RuleFinding:
    place = reference.path, reference.span
    file = f"{folder.name}/{reference.name}.yaml"
    message = f"no file in {folder.name}/ defines {quoted(reference.name)}"
    if suggestion:
        return RuleFinding("R214", message, f"Did you mean {suggestion}?", *place)
    if reference.kind == "tool":
        return RuleFinding("R215", message, f"Write {file}, or check that the platform has such a tool.", *place)
    return RuleFinding("R214", message, f"Write {file}, or remove the name.", *place)


def _files(folder: Path) -> list[Path]:
    if folder.is_dir():
        return list(walk(folder))
    note_listing(folder, None)
    return []


def _names(path: Path) -> Iterator[str]:
    """Yield the name of the tool in the file, which may differ from the file's name."""
    root = read_document(path).root
    entry = root.get("name") if isinstance(root, MappingNode) else None
    if entry is not None and isinstance(entry.value, Scalar) and isinstance(entry.value.value, str):
        yield entry.value.value
