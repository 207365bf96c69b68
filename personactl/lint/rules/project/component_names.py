"""R214, R215, T620: the names of tools and knowledge, in the files that define them and in those that use them.

Knowledge is always defined by a file. A tool may also be one that the platform has: those that it brings along are
known, and of any other a misspelt name of the project's own is all that can be told without asking.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from personactl.document.file_reader import read_document
from personactl.document.node import MappingNode, Scalar
from personactl.document.quotation import quoted
from personactl.document.read_log import note_listing
from personactl.document.suggestion import nearest
from personactl.errors import PersonactlError
from personactl.lint.finding import Severity
from personactl.lint.project_facts import Facts, Reference
from personactl.lint.rule import Rule
from personactl.lint.rule_finding import RuleFinding
from personactl.persona.schema.file_kind import FOLDERS, ComponentKind
from personactl.persona.schema.persona_checks import is_part
from personactl.persona.schema.tool_fields import SYSTEM_TOOLS
from personactl.state.persona_files import walk

_WHO: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"
_SAYS: Final = "description: Ends the call when the guest has said goodbye."
_TOOL: Final = f"type: SYSTEM\n{_SAYS}\nconfig: {{action: end_call}}\n"

_REPORTED: Final[tuple[ComponentKind, ...]] = ("tool", "knowledge")

RULES: Final = (
    Rule(
        code="R214",
        name="undefined-name",
        summary="knowledge that no file of the project defines, or a misspelt tool",
        severity=Severity.error,
        why="The persona would go without what its prompt counts on; mostly the name is misspelt or the file renamed.",
        bad=f"{_WHO}tools: [goodby]\n#> tools/goodbye.yaml\nname: goodbye\n{_TOOL}",
        good=f"{_WHO}tools: [goodbye]\n#> tools/goodbye.yaml\nname: goodbye\n{_TOOL}",
        source="personactl",
    ),
    Rule(
        code="R215",
        name="tool-from-elsewhere",
        summary="a tool that no file of the project defines, so that the platform must have one of that name",
        severity=Severity.info,
        why="A push looks it up and stops where there is none; nobody who reads the project sees what the tool does.",
        bad=f"{_WHO}tools: [open_map]\n",
        good=f"{_WHO}tools: [end_call]\n",
        source="personactl",
    ),
    Rule(
        code="T620",
        name="same-tool-twice",
        summary="two files of tools/ whose tools have the same name",
        severity=Severity.error,
        why="The platform takes a tool's name once, so the second of them can never be created.",
        bad=f"{_WHO}#> tools/goodbye.yaml\nname: goodbye\n{_TOOL}#> tools/ending.yaml\nname: goodbye\n{_TOOL}",
        good=f"{_WHO}#> tools/goodbye.yaml\nname: goodbye\n{_TOOL}#> tools/ending.yaml\nname: ending\n{_TOOL}",
        source="the platform's published API contract",
    ),
)


def check_together(files: Sequence[Facts], root: Path) -> Iterator[RuleFinding]:
    yield from _same_tools(files)
    references = {name for one in files for name in one.references}
    for kind in _REPORTED:
        wanted = {reference for reference in references if reference.kind == kind}
        if wanted:
            yield from _undefined(wanted, kind, root / FOLDERS[kind])


def _same_tools(files: Sequence[Facts]) -> Iterator[RuleFinding]:
    first: dict[str, Path] = {}
    for one in sorted(files, key=lambda one: one.path.parts):
        if one.kind != "tool" or one.name is None or one.name_span is None:
            continue
        known = first.setdefault(one.name, one.path)
        if known is not one.path:
            message = f"{known} defines a tool {quoted(one.name)} too"
            yield RuleFinding("T620", message, "Rename one of the two, or remove it.", one.path, one.name_span)


def _undefined(references: set[Reference], kind: ComponentKind, folder: Path) -> Iterator[RuleFinding]:
    try:
        paths = [path for path in _files(folder) if not is_part(path)]
    except PersonactlError:  # a folder that cannot be read: nothing is known for sure
        return
    known = {path.stem for path in paths} | (SYSTEM_TOOLS if kind == "tool" else frozenset())
    if {reference.name for reference in references} <= known:
        return
    if kind == "tool":
        known |= {name for path in paths for name in _names(path)}
    for reference in references:
        if reference.name not in known:
            yield _hit(reference, folder, nearest(reference.name, sorted(known)))


def _hit(reference: Reference, folder: Path, meant: str | None) -> RuleFinding:
    place = reference.path, reference.span
    file = f"{folder.name}/{reference.name}.yaml"
    message = f"no file in {folder.name}/ defines {quoted(reference.name)}"
    if meant:
        return RuleFinding("R214", message, f"Did you mean {meant}?", *place)
    if reference.kind == "tool":
        return RuleFinding("R215", message, f"Write {file}, or make sure that the platform has such a tool.", *place)
    return RuleFinding("R214", message, f"Write {file}, or remove the name.", *place)


def _files(folder: Path) -> list[Path]:
    if folder.is_dir():
        return list(walk(folder))
    note_listing(folder, None)
    return []


def _names(path: Path) -> Iterator[str]:
    """What a tool is called, where that is not its file's name."""
    root = read_document(path).root
    entry = root.get("name") if isinstance(root, MappingNode) else None
    if entry is not None and isinstance(entry.value, Scalar) and isinstance(entry.value.value, str):
        yield entry.value.value
