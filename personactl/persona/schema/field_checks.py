"""Check the keys and values of a mapping against their fields.

Each place where a value does not fit gives one problem. Nothing here compares two keys of a persona: see
`requirements`.
"""

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from msgspec.structs import replace

from personactl.document.document import Problem
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode
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
from personactl.persona.schema.fields import BY_NAME, FIELDS, READ_ONLY, RETIRED
from personactl.persona.schema.scalar_checks import (
    flag_problems,
    form_problems,
    number_problems,
    text_problems,
    wrong_type,
)
from personactl.persona.schema.unknown_keys import PERSONA, advice, unknown_key

NOT_IN_PROFILES: Final = frozenset({"extends", "profiles"})
"""The keys that a profile cannot have."""


def key_problems(node: MappingNode, prefix: str = "") -> Iterator[Problem]:
    """Yield the problems of every key in a persona's mapping, including the keys in its profiles.

    `prefix` is the path to a profile, such as "profiles.staging.", or empty for the top level of a file.
    """
    for entry in node.entries:
        yield from _entry_problems(entry, prefix)
        if entry.name == "profiles" and isinstance(entry.value, MappingNode) and not prefix:
            for profile in entry.value.entries:
                if isinstance(profile.value, MappingNode):
                    yield from key_problems(profile.value, f"profiles.{profile.name}.")


def _entry_problems(entry: Entry, prefix: str) -> Iterator[Problem]:
    name, span = entry.name, entry.key.span
    if prefix and name in NOT_IN_PROFILES:
        yield not_in_profiles(entry)
    elif name in BY_NAME and isinstance(entry.value, MappingNode):
        message = f"{prefix}{name} must be a name, not the object that the platform returns"
        yield Problem("S102", message, _id_of_object(entry), span)
    elif name in FIELDS:
        yield from field_problems(prefix + name, entry.value, FIELDS[name])
    elif name in READ_ONLY:
        message = f"{prefix}{name} is read-only: a persona file cannot set it"
        yield Problem("S102", message, advice(entry, READ_ONLY[name]), span)
    elif name in RETIRED:
        message = f"{prefix}{name} is not used in a persona file"
        yield Problem("S103", message, advice(entry, RETIRED[name]), span)
    else:
        yield unknown_key(entry, prefix.rstrip(".") or PERSONA, FIELDS)


def not_in_profiles(entry: Entry) -> Problem:
    """Return the problem of a key of `NOT_IN_PROFILES` in a profile."""
    message = f"a profile cannot have the key {entry.name!r}"
    return Problem("S101", message, "Move it to the top level of the file.", entry.key.span)


def _id_of_object(entry: Entry) -> str:
    """Return a hint with the id from the mapping, which may be copied from an answer of the platform."""
    inner = entry.value.get("id") if isinstance(entry.value, MappingNode) else None
    match inner:
        case Entry(value=Scalar(value=str(identifier))):
            return f"Write {BY_NAME[entry.name]}: {identifier}."
        case _:
            return f"Write {BY_NAME[entry.name]} with its id."


def field_problems(name: str, node: Node, field: Field) -> Iterator[Problem]:
    """Yield the problems of one value. `name` is the path that messages show, such as `sessionOptions.videoWidth`."""
    if isinstance(node, Scalar) and node.value is None:
        if not field.nullable:
            yield Problem("S107", f"{name} has no value", "Give it a value, or remove the key.", node.span)
        return
    for problem in _shape_problems(name, node, field.shape):
        from personactl.document.code_signs import leftover_hint  # its patterns take long to compile

        hint = leftover_hint(node.value) if isinstance(node, Scalar) and problem.span == node.span else None
        yield problem if hint is None else replace(problem, hint=hint)


def _shape_problems(name: str, node: Node, shape: Shape) -> Iterator[Problem]:
    match shape:
        case Text() | Choice() | Identifier():
            yield from text_problems(name, node, shape)
        case Flag():
            yield from flag_problems(name, node)
        case Number():
            yield from number_problems(name, node, shape)
        case ListOf(item=item):
            yield from _list_problems(name, node, item)
        case OneOrList(item=item):
            yield from _shape_problems(name, node, ListOf(item) if isinstance(node, SequenceNode) else item)
        case Table() | MapOf() | Variants():
            yield from _mapping_problems(name, node, shape)
        case Tagged():
            yield from _tagged_problems(name, node, shape)
        case NameOrTable(table=table, text=text):
            yield from _shape_problems(name, node, table if isinstance(node, MappingNode) else text)
        case Overlays():
            yield from _overlay_problems(name, node)
        case _:
            assert_never(shape)


def _list_problems(name: str, node: Node, item: Shape) -> Iterator[Problem]:
    if not isinstance(node, SequenceNode):
        yield wrong_type(name, node, "a list", "Write a list: [first, second].")
        return
    for index, inner in enumerate(node.items):
        yield from field_problems(f"{name}[{index}]", inner, Field("local", item))


def _mapping_problems(name: str, node: Node, shape: Table | MapOf | Variants) -> Iterator[Problem]:
    if not isinstance(node, MappingNode):
        yield wrong_type(name, node, "a mapping", "Write its keys and values indented below it.")
        return
    match shape:
        case Variants():
            yield from _variant_problems(name, node, shape)
        case MapOf(item=item, key=form):
            for entry in node.entries:
                yield from form_problems(f"a key of {name}", entry.key, entry.name, form)
                yield from field_problems(f"{name}.{entry.name}", entry.value, Field("local", item))
        case Table():
            yield from _table_problems(name, node, shape)


def _table_problems(name: str, node: MappingNode, shape: Table) -> Iterator[Problem]:
    for entry in node.entries:
        inner = shape.fields.get(entry.name)
        if inner is not None:
            yield from field_problems(f"{name}.{entry.name}", entry.value, inner)
        elif not shape.allow_other_keys:
            yield unknown_key(entry, name, shape.fields)
    yield from _missing_keys(name, node, shape.required)
    if shape.one_of:
        yield from _exclusive_keys(name, node, shape.one_of)


def _exclusive_keys(name: str, node: MappingNode, keys: tuple[str, ...]) -> Iterator[Problem]:
    """Yield the problems of a mapping that does not have exactly one of the `keys`."""
    found = [entry for entry in node.entries if entry.name in keys]
    if not found:
        yield Problem("S108", f"{name} needs {' or '.join(keys)}", f"Add {' or '.join(keys)} to {name}.", node.span)
    for entry in found[1:]:
        message = f"{name}.{found[0].name} and {name}.{entry.name} cannot be used together"
        yield Problem("S111", message, "Remove one of them.", entry.key.span)


def _missing_keys(name: str, node: MappingNode, required: Iterable[str]) -> Iterator[Problem]:
    for key in required:
        if node.get(key) is None:
            yield Problem("S108", f"{name} needs {key}", f"Add {key} to {name}.", node.span)


def _variant_problems(name: str, node: MappingNode, shape: Variants) -> Iterator[Problem]:
    """Yield the problems for the variant that fits best among those that have all the keys.

    A key that no variant has is a problem of its own and does not narrow the variants.
    """
    all_fields = {key: field for table in shape.tables.values() for key, field in table.fields.items()}
    used = {entry.name for entry in node.entries if entry.name in all_fields}
    fitting = [table for table in shape.tables.values() if used <= table.fields.keys()]
    if not fitting:
        owners = "; ".join(f"{owner}: {', '.join(table.fields)}" for owner, table in shape.tables.items())
        message = f"{name} mixes options of different voice providers"
        yield Problem("S113", message, f"Keep the options of one provider ({owners}).", node.span)
        return
    for entry in node.entries:
        if entry.name not in all_fields:
            yield unknown_key(entry, name, all_fields)
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


def _tagged_problems(name: str, node: Node, shape: Tagged) -> Iterator[Problem]:
    """Yield the problems for the table that the tag selects. Without a tag, only keys of all tables are required."""
    if not isinstance(node, MappingNode):
        yield wrong_type(name, node, "a mapping", "Write its keys and values indented below it.")
        return
    tag = node.get(shape.tag)
    if tag is None and not shape.required:
        return
    if tag is None:
        hint = f"Add {shape.tag} to {name}, with one of {', '.join(shape.tables)}."
        yield Problem("S108", f"{name} needs {shape.tag}", hint, node.span)
        yield from _missing_keys(name, node, _always_required(shape))
        return
    selected = tag.value.value if isinstance(tag.value, Scalar) else None
    if isinstance(selected, str) and selected in shape.tables:
        yield from _shape_problems(name, node, shape.tables[selected])
    else:
        yield from field_problems(f"{name}.{shape.tag}", tag.value, Field("local", Choice(tuple(shape.tables))))


def _always_required(shape: Table | Tagged) -> tuple[str, ...]:
    """Return the keys that are required for every value of the tag, in the order of the first table."""
    if isinstance(shape, Table):
        return shape.required
    first, *others = (_always_required(table) for table in shape.tables.values())
    return tuple(key for key in first if all(key in other for other in others))


def _overlay_problems(name: str, node: Node) -> Iterator[Problem]:
    if not isinstance(node, MappingNode):
        hint = "Write the name of a profile, and below it the keys that it changes."
        yield wrong_type(name, node, "a mapping of profiles", hint)
        return
    for entry in node.entries:
        if not isinstance(entry.value, MappingNode):
            label = f"{name}.{entry.name}"
            yield wrong_type(label, entry.value, "a mapping", "Write the keys that it changes indented below it.")
