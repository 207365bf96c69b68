"""Completion at the cursor: keys, options, names of the project and the catalogue, files, and rules to ignore."""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec
from lsprotocol.types import (
    CompletionItem,
    CompletionItemKind,
    CompletionList,
    MarkupContent,
    MarkupKind,
    Position,
    Range,
    TextEdit,
)

from personactl.commands.catalogue import EntryName
from personactl.files.folder_walk import FolderWalk
from personactl.lint.rule_registry import RULES
from personactl.lsp.catalogue_names import ENTRY_KINDS, CatalogueLoader
from personactl.lsp.cursor import Cursor, cursor_at, ignored_rule_at
from personactl.lsp.file_roles import FileRole, real_path
from personactl.lsp.hover_text import field_text, rule_text
from personactl.lsp.key_positions import GRAMMARS, EditableKind, Grammar, Key, Value, fields_of
from personactl.lsp.position_encoding import PositionMap
from personactl.persona.schema.field_shapes import Choice, Flag, ListOf, MapOf, Shape, Table, Tagged, Variants
from personactl.persona.schema.file_kind import FOLDERS, ComponentKind, is_part
from personactl.persona.schema.tool_fields import SYSTEM_TOOLS
from personactl.state.persona_files import SUFFIXES, walk

_PLAIN: Final = re.compile(r"[A-Za-z][\w .()&/+-]*(?<! )")
_PROMPTS: Final = frozenset({".md", ".txt"})
_MAX_FILES: Final = 200
_COMPONENT_KEYS: Final[Mapping[tuple[EditableKind, str], ComponentKind]] = MappingProxyType(
    {
        ("persona", "tools"): "tool",
        ("persona", "knowledge"): "knowledge",
        ("persona", "tools.knowledge"): "knowledge",
        ("persona", "llm"): "llm",
        ("tool", "config.knowledge"): "knowledge",
    }
)
"""The kind of component that a key takes by name, by the kind of file and the path of the key."""


class _Proposal(msgspec.Struct, frozen=True):
    """One completion: its label, the text that replaces what is typed, and its explanation."""

    label: str
    text: str
    kind: CompletionItemKind
    documentation: str = ""
    detail: str = ""


async def complete(
    positions: PositionMap, position: Position, path: Path, role: FileRole, catalogue: CatalogueLoader
) -> CompletionList:
    """Return the completions at `position`.

    positions: the text of the file with its position encoding.
    path: the real path of the file.
    role: the role of the file in its project.
    catalogue: the names for fields that take a catalogue entry.
    """
    text, offset = positions.lines.text, positions.offset(position)
    rule = ignored_rule_at(text, offset)
    if rule is not None:
        return _list(_rules(), positions, *rule)
    grammar = GRAMMARS[role.kind]
    cursor = cursor_at(text, offset, grammar)
    if cursor is None:
        return CompletionList(is_incomplete=False, items=[])
    takes = role.kind == "persona" and isinstance(cursor.element, Value)
    kind = ENTRY_KINDS.get(cursor.element.path) if takes else None
    names = await catalogue.names(kind) if kind is not None else ()
    proposals = [
        *_keys(cursor, grammar),
        *_values(cursor),
        *_component_names(cursor, role),
        *_catalogue_entries(cursor, names or ()),
        *_file_paths(cursor, path, real_path(role.project.root)),
    ]
    return _list(proposals, positions, cursor.start, cursor.end, incomplete=names is None)


def _list(
    proposals: Iterable[_Proposal], positions: PositionMap, start: int, end: int, *, incomplete: bool = False
) -> CompletionList:
    where = positions.range(positions.lines.span(start, end))
    return CompletionList(incomplete, [_item(number, one, where) for number, one in enumerate(proposals)])


def _item(number: int, proposal: _Proposal, where: Range) -> CompletionItem:
    return CompletionItem(
        label=proposal.label,
        kind=proposal.kind,
        detail=proposal.detail or None,
        documentation=MarkupContent(MarkupKind.Markdown, proposal.documentation) if proposal.documentation else None,
        sort_text=f"{number:05}",
        filter_text=proposal.label,
        text_edit=TextEdit(where, proposal.text),
    )


def _rules() -> Iterator[_Proposal]:
    for rule in RULES.values():
        yield _Proposal(rule.code, rule.code, CompletionItemKind.EnumMember, rule_text(rule.code), rule.name)


def _keys(cursor: Cursor, grammar: Grammar) -> Iterator[_Proposal]:
    """Yield the keys that the mapping does not have yet, in the usual order of a file."""
    match cursor.element:
        case Key(known=known, mapping=mapping, path=path):
            taken = {entry.name for entry in mapping.entries}
            above = path.rpartition(".")[0]
        case Value(shape=shape, path=above) if cursor.fresh and not cursor.quoted:
            known, taken = fields_of(shape, None), set()
        case _:
            return
    for name, field in known.items():
        if name not in taken:
            below = f"{above}.{name}".lstrip(".")
            text = name if cursor.colon and isinstance(cursor.element, Key) else name + _colon(field.shape)
            yield _Proposal(name, text, CompletionItemKind.Property, field_text(below, field, grammar.texts))


def _colon(shape: Shape) -> str:
    """Return the colon after a key, without a space if its value goes below the key."""
    return ":" if isinstance(shape, Table | Tagged | Variants | MapOf | ListOf) else ": "


def _values(cursor: Cursor) -> Iterator[_Proposal]:
    match cursor.element:
        case Value(shape=Choice(options=options)):
            for option in options:
                yield _Proposal(option, option, CompletionItemKind.EnumMember)
        case Value(shape=Flag()) if not cursor.quoted:
            for word in ("true", "false"):
                yield _Proposal(word, word, CompletionItemKind.Keyword)
        case _:
            pass


def _component_names(cursor: Cursor, role: FileRole) -> Iterator[_Proposal]:
    """Yield the tools, knowledge and LLMs of the project, and the system tools."""
    kind = _COMPONENT_KEYS.get((role.kind, cursor.element.path)) if isinstance(cursor.element, Value) else None
    if kind is None:
        return
    folder = role.project.root / FOLDERS[kind]
    names = {file.stem for file in walk(folder) if not is_part(file)} if folder.is_dir() else set()
    for name in sorted(names | (SYSTEM_TOOLS if kind == "tool" else frozenset())):
        detail = f"{FOLDERS[kind]}/{name}.yaml" if name in names else "system tool"
        text = _yaml_scalar(name, quoted=cursor.quoted)
        yield _Proposal(name, text, CompletionItemKind.Reference, detail=detail)


def _catalogue_entries(cursor: Cursor, names: Iterable[EntryName]) -> Iterator[_Proposal]:
    """Yield catalogue entries; each is listed by name, and inserts its name or its id, as the key takes it.

    One without a name is listed by its id, and only where the key takes an id.
    """
    by_name = cursor.element.path in ENTRY_KINDS.values()
    for entry in names:
        if by_name and not entry.name:
            continue
        text = _yaml_scalar(entry.name, quoted=cursor.quoted) if by_name else entry.id
        detail = " ".join(part for part in (entry.note, "" if by_name else entry.id) if part)
        yield _Proposal(entry.name or entry.id, text, CompletionItemKind.Value, detail=detail)


def _yaml_scalar(text: str, *, quoted: bool) -> str:
    return text if quoted or _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _file_paths(cursor: Cursor, path: Path, root: Path) -> Iterator[_Proposal]:
    """Yield the prompts or base files of the project, as paths relative to the file at `path`."""
    match cursor.element:
        case Value(path="systemPromptFile"):
            suffixes = _PROMPTS
        case Value(path="extends"):
            suffixes = SUFFIXES
        case _:
            return
    found = FolderWalk().files_below(path.parent if path.parent.is_relative_to(root) else root)
    matching = (file for file in found if file.suffix in suffixes and file != path)
    for _, file in zip(range(_MAX_FILES), matching, strict=False):
        name = Path(os.path.relpath(file, path.parent)).as_posix()
        yield _Proposal(name, _yaml_path(name, quoted=cursor.quoted), CompletionItemKind.File)


def _yaml_path(name: str, *, quoted: bool) -> str:
    return name if quoted or re.fullmatch(r"[\w./][\w./ -]*", name) else json.dumps(name, ensure_ascii=False)
