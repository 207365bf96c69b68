"""Hover: explains keys and values by their fields, findings and ignore comments by their rules."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
from lsprotocol.types import Hover, MarkupContent, MarkupKind, Position

from personactl.document.node import Node, Place, Span
from personactl.lint.finding import Finding
from personactl.lint.rule_settings import codes_of
from personactl.lsp.catalogue_names import ENTRY_KINDS, CatalogueLoader
from personactl.lsp.hover_text import field_text, rule_text, shape_text
from personactl.lsp.key_positions import PERSONA, Element, Grammar, Key, Value, elements, holds
from personactl.lsp.position_encoding import PositionMap
from personactl.persona.schema.field_shapes import Choice, Field, Flag, Identifier, Number
from personactl.report.text.markdown import escaped


class Tree(msgspec.Struct, frozen=True):
    """The root of a YAML file, and the grammar of its kind of file."""

    root: Node
    grammar: Grammar


_IGNORED: Final = re.compile(r"personactl:[ \t]*+ignore\[(?P<rules>[^\]\[\r\n]*+)\]")
_RULE: Final = re.compile(r"[^,\s]+")
_SEPARATOR: Final = "\n\n---\n\n"


async def hover(
    positions: PositionMap,
    position: Position,
    tree: Tree | None,
    findings: Iterable[Finding],
    catalogue: CatalogueLoader,
) -> Hover | None:
    """Return the explanation at `position`, or None if there is nothing to explain.

    tree: the tree of a YAML file, or None for a prompt.
    findings: the findings of this version of the text.
    """
    place = positions.place(position)
    element = _element_at(tree, place) if tree is not None else None
    explanation = (
        await _element_text(element, tree.grammar, catalogue) if element is not None and tree is not None else ""
    )
    rules = dict.fromkeys(
        [*_ignored_rules(positions, place), *(one.code for one in findings if holds(one.span, place))]
    )
    parts = [explanation, *map(rule_text, rules)]
    texts = [part for part in parts if part]
    if not texts:
        return None
    where = positions.range(element.scalar.span) if element is not None else None
    return Hover(MarkupContent(MarkupKind.Markdown, _SEPARATOR.join(texts)), where)


def _element_at(tree: Tree, place: Place) -> Element | None:
    return next((element for element in elements(tree.root, tree.grammar) if holds(element.scalar.span, place)), None)


async def _element_text(element: Element, grammar: Grammar, catalogue: CatalogueLoader) -> str:
    match element:
        case Key(path=path, field=Field() as field):
            return field_text(path, field, grammar.texts)
        case Value(path=path, scalar=scalar, shape=Identifier()) if grammar is PERSONA and path in ENTRY_KINDS:
            names = await catalogue.names(ENTRY_KINDS[path]) or ()
            named = (
                f"**{escaped(one.name) or '(no name)'}** {escaped(one.note)}".strip()
                for one in names
                if one.id == str(scalar.value).lower()
            )
            return next(named, "")
        case Value(shape=Choice() | Flag() | Number() as shape):
            return shape_text(shape)
        case _:
            return ""


def _ignored_rules(positions: PositionMap, place: Place) -> Iterator[str]:
    """Yield the rule at `place` in an ignore comment, unless the word there selects several rules."""
    for match in _IGNORED.finditer(positions.lines.source_line(place.line)):
        for rule in _RULE.finditer(match["rules"]):
            start, end = (match.start("rules") + offset + 1 for offset in rule.span())
            codes = codes_of(rule.group())
            if holds(Span(Place(place.line, start), Place(place.line, end)), place) and len(codes) == 1:
                yield from codes
