"""What stands under the mouse, explained: keys and values by their field, findings and ignore comments by rules."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from lsprotocol.types import Hover, MarkupContent, MarkupKind, Position

from personactl.document.node import Node, Place, Span
from personactl.lint.finding import Finding
from personactl.lint.rule_settings import codes_of
from personactl.lsp.catalogue_names import KINDS, CatalogueLoader
from personactl.lsp.hover_text import field_text, rule_text, shape_text
from personactl.lsp.key_positions import PERSONA, Grammar, Key, Spot, Value, holds, spots
from personactl.lsp.position_encoding import Grid
from personactl.persona.schema.field_shapes import Choice, Field, Flag, Identifier, Number


@dataclass(frozen=True, slots=True)
class Tree:
    """The root of a file, and what such a file may hold."""

    root: Node
    grammar: Grammar


_IGNORED: Final = re.compile(r"personactl:[ \t]*ignore\[(?P<rules>[^\]\r\n]*)\]")
_RULE: Final = re.compile(r"[^,\s]+")
_PARTED: Final = "\n\n---\n\n"


async def hover(
    grid: Grid, position: Position, tree: Tree | None, findings: Iterable[Finding], catalogue: CatalogueLoader
) -> Hover | None:
    """`tree` is None for a prompt; `findings` are those of this text."""
    place = grid.place(position)
    spot = _spot(tree, place) if tree is not None else None
    said = await _spot_text(spot, tree.grammar, catalogue) if spot is not None and tree is not None else ""
    rules = dict.fromkeys([*_ignored(grid, place), *(one.code for one in findings if holds(one.span, place))])
    parts = [said, *map(rule_text, rules)]
    told = [part for part in parts if part]
    if not told:
        return None
    where = grid.range(spot.scalar.span) if spot is not None else None
    return Hover(MarkupContent(MarkupKind.Markdown, _PARTED.join(told)), where)


def _spot(tree: Tree, place: Place) -> Spot | None:
    return next((spot for spot in spots(tree.root, tree.grammar) if holds(spot.scalar.span, place)), None)


async def _spot_text(spot: Spot, grammar: Grammar, catalogue: CatalogueLoader) -> str:
    match spot:
        case Key(path=path, field=Field() as field):
            return field_text(path, field, grammar.texts)
        case Value(path=path, scalar=scalar, shape=Identifier()) if grammar is PERSONA and path in KINDS:
            names = await catalogue.names(KINDS[path]) or ()
            named = (f"**{one.name}** {one.note}".strip() for one in names if one.id == str(scalar.value).lower())
            return next(named, "")
        case Value(shape=Choice() | Flag() | Number() as shape):
            return shape_text(shape)
        case _:
            return ""


def _ignored(grid: Grid, place: Place) -> Iterator[str]:
    """The rules that the comment's word at `place` stands for, unless it stands for a whole family."""
    for match in _IGNORED.finditer(grid.lines.source_line(place.line)):
        for rule in _RULE.finditer(match["rules"]):
            start, end = (match.start("rules") + offset + 1 for offset in rule.span())
            codes = codes_of(rule.group())
            if holds(Span(Place(place.line, start), Place(place.line, end)), place) and len(codes) == 1:
                yield from codes
