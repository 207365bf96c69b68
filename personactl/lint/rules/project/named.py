"""R214, T620: the names of tools and knowledge, in the files that define them and in the personas that use them.

A project without a folder for them keeps them elsewhere, on the platform for one, so nothing is missed there.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from personactl.document.nearest import nearest
from personactl.document.node import MappingNode, Scalar
from personactl.document.quoting import quoted
from personactl.document.reading import read_document
from personactl.errors import PersonactlError
from personactl.lint.facts import Facts, Reference
from personactl.lint.finding import Severity
from personactl.lint.hit import Hit
from personactl.lint.rule import Rule
from personactl.persona.file_kind import FOLDERS, SavedKind
from personactl.state.persona_files import walk

_WHO: Final = "name: Cara\navatar: Cara\nvoice: Lucy\n"
_SAYS: Final = "description: Ends the call when the guest has said goodbye."
_TOOL: Final = f"type: SYSTEM\n{_SAYS}\nconfig: {{action: end_call}}\n"

RULES: Final = (
    Rule(
        code="R214",
        name="undefined-name",
        summary="a name in tools or knowledge that no file of the project defines",
        severity=Severity.error,
        why="The persona would go without what its prompt counts on; mostly the name is misspelt or the file renamed.",
        bad=f"{_WHO}tools: [goodby]\n#> tools/goodbye.yaml\nname: goodbye\n{_TOOL}",
        good=f"{_WHO}tools: [goodbye]\n#> tools/goodbye.yaml\nname: goodbye\n{_TOOL}",
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


def check_together(files: Sequence[Facts], root: Path) -> Iterator[Hit]:
    yield from _same_tools(files)
    for kind, folder in FOLDERS.items():
        references = {name for one in files for name in one.references if name.kind == kind}
        if references:
            yield from _undefined(references, kind, root / folder)


def _same_tools(files: Sequence[Facts]) -> Iterator[Hit]:
    first: dict[str, Path] = {}
    for one in sorted(files, key=lambda one: one.path.parts):
        if one.kind != "tool" or one.name is None or one.name_span is None:
            continue
        known = first.setdefault(one.name, one.path)
        if known is not one.path:
            message = f"{known} defines a tool {quoted(one.name)} too"
            yield Hit("T620", message, "Rename one of the two, or remove it.", one.path, one.name_span)


def _undefined(references: set[Reference], kind: SavedKind, folder: Path) -> Iterator[Hit]:
    try:
        paths = list(walk(folder)) if folder.is_dir() else None
    except PersonactlError:  # a folder that cannot be read: nothing is known for sure
        return
    if paths is None:
        return
    known = {path.stem for path in paths}
    if {reference.name for reference in references} <= known:
        return
    known |= {name for path in paths for name in _names(path)}
    for reference in references:
        if reference.name not in known:
            meant = nearest(reference.name, sorted(known))
            file = f"{folder.name}/{reference.name}.yaml"
            hint = f"Did you mean {meant}?" if meant else f"Write {file}, or remove the name."
            message = f"no file in {folder.name}/ defines {quoted(reference.name)}"
            yield Hit("R214", message, hint, reference.path, reference.span)


def _names(path: Path) -> Iterator[str]:
    """What a tool or knowledge is called, where that is not its file's name."""
    root = read_document(path).root
    entry = root.get("name") if isinstance(root, MappingNode) else None
    if entry is not None and isinstance(entry.value, Scalar) and isinstance(entry.value.value, str):
        yield entry.value.value
