"""Does a value fit its field? One problem for each place where it does not; nothing here looks at two keys together."""

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from personactl.document.document import Problem
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode, kind
from personactl.document.quotation import quoted
from personactl.document.suggestion import nearest
from personactl.persona.schema.field_shapes import (
    LEGACY_LLM,
    UUID,
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

_WORDS_FOR_TRUE = frozenset({"yes", "on", "true", "y"})
_WORDS_FOR_FLAGS = _WORDS_FOR_TRUE | {"no", "off", "false", "n"}


def field_problems(name: str, node: Node, field: Field) -> Iterator[Problem]:
    """`name` is the path that messages show, as in `sessionOptions.videoWidth`."""
    if isinstance(node, Scalar) and node.value is None:
        if not field.nullable:
            yield Problem("S107", f"{name} has no value", "Give it a value, or remove the key.", node.span)
        return
    yield from _shape_misfits(name, node, field.shape)


def _shape_misfits(name: str, node: Node, shape: Shape) -> Iterator[Problem]:
    match shape:
        case Text() | Choice() | Identifier():
            yield from _text_misfits(name, node, shape)
        case Flag():
            yield from _flag_misfits(name, node)
        case Number():
            yield from _number_misfits(name, node, shape)
        case ListOf(item=item):
            yield from _list_misfits(name, node, item)
        case OneOrList(item=item):
            yield from _shape_misfits(name, node, ListOf(item) if isinstance(node, SequenceNode) else item)
        case Table() | MapOf() | Variants():
            yield from _mapping_misfits(name, node, shape)
        case Tagged():
            yield from _tagged_misfits(name, node, shape)
        case NameOrTable(table=table):
            chosen = table if isinstance(node, MappingNode) else Text(empty=False, said="a name or a mapping")
            yield from _shape_misfits(name, node, chosen)
        case Overlays():
            yield from _overlay_misfits(name, node)
        case _:
            assert_never(shape)


def _text_misfits(name: str, node: Node, shape: Text | Choice | Identifier) -> Iterator[Problem]:
    if not (isinstance(node, Scalar) and isinstance(node.value, str)):
        said = shape.said if isinstance(shape, Text) else "text"
        quoted_text = f'"{node.raw}"' if isinstance(node, Scalar) and isinstance(shape, Text) else None
        yield _wrong_type(name, node, said, _text_hint(name, node, shape), quoted_text)
        return
    text = node.value
    match shape:
        case Text():
            yield from _form_misfits(name, node, text, shape)
        case Choice(options=options) if text not in options:
            meant = nearest(text, options)
            hint = f"Did you mean {meant}?" if meant else _text_hint(name, node, shape)
            yield Problem("S106", f"{name} must be one of {', '.join(options)}", hint, node.span, meant)
        case Identifier(legacy=legacy):
            if not (UUID.fullmatch(text) or (legacy and LEGACY_LLM.fullmatch(text))):
                trimmed = text.strip() if UUID.fullmatch(text.strip()) else None
                yield Problem("S109", f"{name} is not an id", _id_hint(name, text), node.span, trimmed)
        case _:
            pass


def _text_hint(name: str, node: Node, shape: Text | Choice | Identifier) -> str:
    match shape:
        case Choice(options=options):
            return f"Write one of {', '.join(options)}."
        case Identifier():
            return _id_hint(name, "")
        case Text():
            return f'Quote it: "{node.raw}".' if isinstance(node, Scalar) else "Write text."


def _form_misfits(name: str, node: Scalar, text: str, shape: Text) -> Iterator[Problem]:
    if not shape.empty and not text.strip():
        yield Problem("S110", f"{name} is empty text", "Write something, or remove the key.", node.span)
    elif shape.longest is not None and len(text) > shape.longest:
        message = f"{name} has {len(text):,} characters; the platform takes {shape.longest:,}"
        yield Problem("S110", message, "Shorten it.", node.span)
    elif shape.pattern is not None and not shape.pattern.fullmatch(text):
        yield Problem("S110", f"{name} must be {shape.said}", f"Write {shape.said}.", node.span)


def _id_hint(name: str, text: str) -> str:
    if text != text.strip() and UUID.fullmatch(text.strip()):
        return "Remove the white space around it."
    by_name = name.removesuffix("Id")
    return f"Copy the id, or write {by_name}: with the name." if by_name != name else "Copy the id; it is a UUID."


def _flag_misfits(name: str, node: Node) -> Iterator[Problem]:
    if not (isinstance(node, Scalar) and isinstance(node.value, bool)):
        yield _wrong_type(name, node, "true or false", _flag_hint(node), _flag(node))


def _flag(node: Node) -> str | None:
    word = str(node.value).casefold() if isinstance(node, Scalar) else ""
    return ("true" if word in _WORDS_FOR_TRUE else "false") if word in _WORDS_FOR_FLAGS else None


def _flag_hint(node: Node) -> str:
    return "Write true or false, without quotes." if _flag(node) else "Write true or false."


def _number_misfits(name: str, node: Node, shape: Number) -> Iterator[Problem]:
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        digits = value if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value, re.ASCII) else None
        hint = "Remove the quotes." if digits else f"Write {_range(shape)}."
        yield _wrong_type(name, node, "a number", hint, digits)
    elif shape.least is not None and value < shape.least:
        yield _out_of_range(name, node, shape, shape.least)
    elif shape.most is not None and value > shape.most:
        yield _out_of_range(name, node, shape, shape.most)
    elif shape.whole and value != int(value):
        yield Problem("S104", f"{name} must be a whole number", "Write a whole number.", node.span)


def _out_of_range(name: str, node: Node, shape: Number, bound: float) -> Problem:
    said = _range(shape)
    return Problem("S105", f"{name} must be {said}", f"Write {said}.", node.span, f"{bound:g}")


def _range(shape: Number) -> str:
    noun = "a whole number" if shape.whole else "a number"
    match shape.least, shape.most:
        case None, None:
            return noun
        case least, None:
            return f"{noun} of {least:g} or more"
        case None, most:
            return f"{noun} of {most:g} or less"
        case least, most:
            return f"{noun} from {least:g} to {most:g}"


def _list_misfits(name: str, node: Node, item: Shape) -> Iterator[Problem]:
    if not isinstance(node, SequenceNode):
        yield _wrong_type(name, node, "a list", "Write a list: [first, second].")
        return
    for index, inner in enumerate(node.items):
        yield from field_problems(f"{name}[{index}]", inner, Field("local", item))


def _mapping_misfits(name: str, node: Node, shape: Table | MapOf | Variants) -> Iterator[Problem]:
    if not isinstance(node, MappingNode):
        yield _wrong_type(name, node, "a mapping", "Write keys and values, indented below it.")
        return
    match shape:
        case Variants():
            yield from _variant_misfits(name, node, shape)
        case MapOf(item=item, key=form):
            for entry in node.entries:
                yield from _form_misfits(f"a key of {name}", entry.key, entry.name, form)
                yield from field_problems(f"{name}.{entry.name}", entry.value, Field("local", item))
        case Table():
            yield from _table_misfits(name, node, shape)


def _table_misfits(name: str, node: MappingNode, shape: Table) -> Iterator[Problem]:
    for entry in node.entries:
        inner = shape.fields.get(entry.name)
        if inner is not None:
            yield from field_problems(f"{name}.{entry.name}", entry.value, inner)
        elif not shape.anything:
            yield unknown_key(entry, name, shape.fields)
    yield from _needs(name, node, shape.required)
    if shape.one_of:
        yield from _choices(name, node, shape.one_of)


def _choices(name: str, node: MappingNode, keys: tuple[str, ...]) -> Iterator[Problem]:
    """Of the `keys`, of which a mapping has exactly one."""
    found = [entry for entry in node.entries if entry.name in keys]
    if not found:
        yield Problem("S108", f"{name} needs {' or '.join(keys)}", f"Add {keys[0]}.", node.span)
    for entry in found[1:]:
        message = f"{name}.{found[0].name} and {name}.{entry.name} exclude each other"
        yield Problem("S111", message, "Keep one of the two.", entry.key.span)


def _needs(name: str, node: MappingNode, required: Iterable[str]) -> Iterator[Problem]:
    for key in required:
        if node.get(key) is None:
            yield Problem("S108", f"{name} needs {key}", f"Add {key}.", node.span)


def _variant_misfits(name: str, node: MappingNode, shape: Variants) -> Iterator[Problem]:
    """Against the variant that fits best among those that know all the keys; a key nobody knows is its own problem."""
    every = {key: field for table in shape.tables.values() for key, field in table.fields.items()}
    used = {entry.name for entry in node.entries if entry.name in every}
    fitting = [table for table in shape.tables.values() if used <= table.fields.keys()]
    if not fitting:
        owners = "; ".join(f"{owner}: {', '.join(table.fields)}" for owner, table in shape.tables.items())
        message = f"{name} mixes options of different voice providers"
        yield Problem("S113", message, f"Keep those of one ({owners}).", node.span)
        return
    for entry in node.entries:
        if entry.name not in every:
            yield unknown_key(entry, name, every)
    attempts = (
        [
            problem
            for entry in node.entries
            if entry.name in used
            for problem in field_problems(f"{name}.{entry.name}", entry.value, table.fields[entry.name])
        ]
        for table in fitting
    )
    yield from min(attempts, key=len)


def _tagged_misfits(name: str, node: Node, shape: Tagged) -> Iterator[Problem]:
    """Against the table that the tag chooses; without such a tag only for what every one of the tables needs."""
    if not isinstance(node, MappingNode):
        yield _wrong_type(name, node, "a mapping", "Write keys and values, indented below it.")
        return
    tag = node.get(shape.tag)
    if tag is None and not shape.needed:
        return
    if tag is None:
        hint = f"Add {shape.tag}: one of {', '.join(shape.tables)}."
        yield Problem("S108", f"{name} needs {shape.tag}", hint, node.span)
        yield from _needs(name, node, _always_needed(shape))
        return
    chosen = tag.value.value if isinstance(tag.value, Scalar) else None
    if isinstance(chosen, str) and chosen in shape.tables:
        yield from _shape_misfits(name, node, shape.tables[chosen])
    else:
        yield from field_problems(f"{name}.{shape.tag}", tag.value, Field("local", Choice(tuple(shape.tables))))


def _always_needed(shape: Table | Tagged) -> tuple[str, ...]:
    """Keys that are required whatever the tag says, in the order of the first table."""
    if isinstance(shape, Table):
        return shape.required
    first, *others = (_always_needed(table) for table in shape.tables.values())
    return tuple(key for key in first if all(key in other for other in others))


def _overlay_misfits(name: str, node: Node) -> Iterator[Problem]:
    if not isinstance(node, MappingNode):
        yield _wrong_type(name, node, "a mapping of profiles", "Write a profile's name, and below it what differs.")
        return
    for entry in node.entries:
        if not isinstance(entry.value, MappingNode):
            label = f"{name}.{entry.name}"
            yield _wrong_type(label, entry.value, "a mapping", "Write what differs, indented below it.")


def unknown_key(entry: Entry, owner: str, known: Iterable[str]) -> Problem:
    """A key that `owner` (a path, or "a persona") does not have, with the one that was probably meant."""
    meant = nearest(entry.name, known)
    hint = f"Did you mean {meant}?" if meant else "Remove it; the platform would ignore it without a word."
    return Problem("S101", f"{owner} has no key {quoted(entry.name)}", hint, entry.key.span, meant)


def _wrong_type(name: str, node: Node, wanted: str, hint: str, instead: str | None = None) -> Problem:
    return Problem("S104", f"{name} must be {wanted}, not {kind(node)}", hint, node.span, instead)
