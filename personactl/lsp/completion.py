"""What could be written at the cursor: keys, values of a choice, names of the catalogue, files, rules to ignore."""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

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
from personactl.lint.registry import RULES
from personactl.lsp.catalogue_names import KINDS, CatalogueLoader
from personactl.lsp.cursor import Cursor, cursor_at, ignored_rule_at
from personactl.lsp.file_roles import Role, real
from personactl.lsp.hover_text import field_text, rule_text
from personactl.lsp.key_positions import GRAMMARS, Edited, Grammar, Key, Value, fields_of
from personactl.lsp.position_encoding import Grid
from personactl.persona.schema.field_shapes import Choice, Flag, ListOf, MapOf, Shape, Table, Tagged, Variants
from personactl.persona.schema.file_kind import FOLDERS, ComponentKind
from personactl.persona.schema.persona_checks import is_part
from personactl.persona.schema.tool_fields import SYSTEM_TOOLS
from personactl.state.persona_files import SUFFIXES, walk

_PLAIN: Final = re.compile(r"[A-Za-z][\w .()&/+-]*(?<! )")
_PROMPTS: Final = frozenset({".md", ".txt"})
_LISTED_FILES: Final = 200
_NAMED: Final[Mapping[tuple[Edited, str], ComponentKind]] = MappingProxyType(
    {
        ("persona", "tools"): "tool",
        ("persona", "knowledge"): "knowledge",
        ("persona", "tools.knowledge"): "knowledge",
        ("persona", "llm"): "llm",
        ("tool", "config.knowledge"): "knowledge",
    }
)
"""By the kind of file and the key, what is named there."""


@dataclass(frozen=True, slots=True)
class _Proposal:
    label: str
    text: str
    kind: CompletionItemKind
    documentation: str = ""
    detail: str = ""


async def complete(
    grid: Grid, position: Position, path: Path, role: Role, catalogue: CatalogueLoader
) -> CompletionList:
    """For the file at `path`, which is what `role` says."""
    text, offset = grid.lines.text, grid.offset(position)
    rule = ignored_rule_at(text, offset)
    if rule is not None:
        return _list(_rules(), grid, *rule)
    grammar = GRAMMARS[role.kind]
    cursor = cursor_at(text, offset, grammar)
    if cursor is None:
        return CompletionList(is_incomplete=False, items=[])
    takes = role.kind == "persona" and isinstance(cursor.spot, Value)
    kind = KINDS.get(cursor.spot.path) if takes else None
    names = await catalogue.names(kind) if kind is not None else ()
    proposals = [
        *_keys(cursor, grammar),
        *_values(cursor),
        *_named(cursor, role),
        *_entries(cursor, names or ()),
        *_files(cursor, path, real(role.project.root)),
    ]
    return _list(proposals, grid, cursor.start, cursor.end, incomplete=names is None)


def _list(
    proposals: Iterable[_Proposal], grid: Grid, start: int, end: int, *, incomplete: bool = False
) -> CompletionList:
    where = grid.range(grid.lines.span(start, end))
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
    """Those that the mapping does not have yet, in the order in which files are written."""
    match cursor.spot:
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
            text = name if cursor.colon and isinstance(cursor.spot, Key) else name + _colon(field.shape)
            yield _Proposal(name, text, CompletionItemKind.Property, field_text(below, field, grammar.texts))


def _colon(shape: Shape) -> str:
    """What is written below its key needs no space behind it."""
    return ":" if isinstance(shape, Table | Tagged | Variants | MapOf | ListOf) else ": "


def _values(cursor: Cursor) -> Iterator[_Proposal]:
    match cursor.spot:
        case Value(shape=Choice(options=options)):
            for option in options:
                yield _Proposal(option, option, CompletionItemKind.EnumMember)
        case Value(shape=Flag()) if not cursor.quoted:
            for word in ("true", "false"):
                yield _Proposal(word, word, CompletionItemKind.Keyword)
        case _:
            pass


def _named(cursor: Cursor, role: Role) -> Iterator[_Proposal]:
    """The tools, knowledge and LLMs of the project, and the tools that every platform has."""
    kind = _NAMED.get((role.kind, cursor.spot.path)) if isinstance(cursor.spot, Value) else None
    if kind is None:
        return
    folder = role.project.root / FOLDERS[kind]
    names = {file.stem for file in walk(folder) if not is_part(file)} if folder.is_dir() else set()
    for name in sorted(names | (SYSTEM_TOOLS if kind == "tool" else frozenset())):
        detail = f"{FOLDERS[kind]}/{name}.yaml" if name in names else "the platform's"
        text = _written(name, quoted=cursor.quoted)
        yield _Proposal(name, text, CompletionItemKind.Reference, detail=detail)


def _entries(cursor: Cursor, names: Iterable[EntryName]) -> Iterator[_Proposal]:
    """By name where the key takes a name, else by id, found by its name all the same."""
    by_name = cursor.spot.path in KINDS.values()
    for entry in names:
        text = _written(entry.name, quoted=cursor.quoted) if by_name else entry.id
        detail = " ".join(part for part in (entry.note, "" if by_name else entry.id) if part)
        yield _Proposal(entry.name, text, CompletionItemKind.Value, detail=detail)


def _written(text: str, *, quoted: bool) -> str:
    return text if quoted or _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _files(cursor: Cursor, path: Path, root: Path) -> Iterator[_Proposal]:
    """Prompts and bases of the project, as they are named from the file at `path`."""
    match cursor.spot:
        case Value(path="systemPromptFile"):
            suffixes = _PROMPTS
        case Value(path="extends"):
            suffixes = SUFFIXES
        case _:
            return
    found = (Path(folder) / name for folder, name in _below(path.parent, root))
    fitting = (file for file in found if file.suffix in suffixes and file != path)
    for _, file in zip(range(_LISTED_FILES), fitting, strict=False):
        name = Path(os.path.relpath(file, path.parent)).as_posix()
        yield _Proposal(name, _written_path(name, quoted=cursor.quoted), CompletionItemKind.File)


def _below(folder: Path, root: Path) -> Iterator[tuple[str, str]]:
    """What lies beside or below the persona, and is not hidden."""
    for place, folders, names in os.walk(folder if folder.is_relative_to(root) else root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from ((place, name) for name in sorted(names) if not name.startswith("."))


def _written_path(name: str, *, quoted: bool) -> str:
    return name if quoted or re.fullmatch(r"[\w./][\w./ -]*", name) else json.dumps(name, ensure_ascii=False)
