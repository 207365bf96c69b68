"""Fields and rules as Markdown, for hover and completion."""

from collections.abc import Mapping
from typing import assert_never

from personactl.lint.rule import Fixability, Rule
from personactl.lint.rule_registry import RULES
from personactl.persona.schema.descriptions import full_description
from personactl.persona.schema.field_shapes import (
    Choice,
    Field,
    Flag,
    Identifier,
    ListOf,
    MapOf,
    NameOrTable,
    Number,
    OneOrList,
    Overlays,
    Shape,
    Table,
    Tagged,
    Text,
    Variants,
)


def field_text(path: str, field: Field, texts: Mapping[str, str]) -> str:
    """Return what the key at `path` takes and means; `texts` are the descriptions of keys, by path."""
    null = ", or null" if field.nullable else ""
    head = f"**{path.rpartition('.')[2]}**: {shape_text(field.shape)}{null}"
    return "\n\n".join(part for part in (head, full_description(texts.get(path, ""), field)) if part)


def rule_text(code: str) -> str:
    """Return the summary, the reason, the way to fix it and the source of a rule."""
    rule = RULES[code]
    return "\n\n".join(part for part in (_head(rule), rule.why, _fix_text(rule), f"Source: {rule.source}") if part)


def shape_text(shape: Shape) -> str:
    """Return a noun phrase such as `a number from 0 to 1`."""
    match shape:
        case Text() | Flag() | Number() | Choice() | Identifier():
            return _simple_text(shape)
        case ListOf(item=item):
            return f"a list, each item {shape_text(item)}"
        case OneOrList(item=item):
            return f"{shape_text(item)}, or a list of these"
        case NameOrTable(text=text):
            return text.description
        case Table() | MapOf() | Variants() | Tagged():
            return "a mapping"
        case Overlays():
            return "a mapping of profiles"
        case _:
            assert_never(shape)


def _simple_text(shape: Text | Flag | Number | Choice | Identifier) -> str:
    match shape:
        case Text(max_length=longest, pattern=pattern, description=said):
            limit = f" of at most {longest} characters" if longest is not None else ""
            return (said if pattern is not None else "text") + limit
        case Flag():
            return "`true` or `false`"
        case Number():
            return _number_text(shape)
        case Choice(options=options):
            return _alternatives(options)
        case Identifier(legacy=legacy):
            return "an id, or a legacy LLM name" if legacy else "an id"
        case _:
            assert_never(shape)


def _alternatives(options: tuple[str, ...]) -> str:
    *others, last = (f"`{option}`" for option in options)
    return f"{', '.join(others)} or {last}" if others else last


def _number_text(shape: Number) -> str:
    kind = "a whole number" if shape.integer else "a number"
    match shape.minimum, shape.maximum:
        case None, None:
            return kind
        case None, most:
            return f"{kind} up to {most}"
        case least, None:
            return f"{kind} from {least}"
        case least, most:
            return f"{kind} from {least} to {most}"


def _head(rule: Rule) -> str:
    return f"**{rule.code}** {rule.name} ({rule.severity.value}): {rule.summary}."


def _fix_text(rule: Rule) -> str:
    match rule.fixability:
        case Fixability.none:
            return ""
        case Fixability.safe:
            return "`personactl validate --fix` can fix it."
        case Fixability.unsafe:
            return "`personactl validate --fix --unsafe-fixes` can fix it."
        case _:
            assert_never(rule.fixability)
