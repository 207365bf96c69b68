"""Hypothesis strategies for the values of a shape. Most values fit, some nearly fit, and a few are of another kind."""

from hypothesis import strategies as st

from personactl.json_value import JsonObject, JsonValue
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

_UUID = "30fa96d0-26c4-4e55-94a0-517025942e18"
# Sentences of one line: `$` means something else to Python's regular expressions before a line's end.
_TEXTS = st.sampled_from(["", " ", "Cara", "en", "EN", "e", "a.b-c_9", "no space", "Grüße 😀", "x" * 1024, "x" * 1025])
_SCALARS = st.sampled_from([None, True, False, 0, 1, -1, 0.5, 0.4, 7201, 1152.0, 1.5, "1", "true"])
_ODD: st.SearchStrategy[JsonValue] = _SCALARS | st.sampled_from(["", _UUID]) | st.builds(list) | st.builds(dict)


def values(shape: Shape) -> st.SearchStrategy[JsonValue]:
    return st.integers(0, 15).flatmap(lambda dice: _ODD if dice == 0 else _meant(shape))


def _meant(shape: Shape) -> st.SearchStrategy[JsonValue]:
    match shape:
        case Text():
            return _TEXTS
        case Flag():
            return st.booleans()
        case Number():
            bounds = [bound for bound in (shape.minimum, shape.maximum) if bound is not None]
            return st.sampled_from(
                [*bounds, *(bound + 0.01 for bound in bounds), *(bound - 0.01 for bound in bounds), 2]
            )
        case Choice(options=options):
            return st.sampled_from([*options, options[0].upper(), ""])
        case Identifier():
            return st.sampled_from([_UUID, _UUID.upper(), _UUID[:-1], f" {_UUID}", "CUSTOMER_CLIENT_V1", "gpt-4"])
        case ListOf(item=item) | OneOrList(item=item):
            return st.lists(values(item), max_size=2).map(list)
        case Overlays():
            return st.just({})
        case _:
            return _mappings(shape)


def _mappings(shape: Table | MapOf | Variants | Tagged | NameOrTable) -> st.SearchStrategy[JsonValue]:
    match shape:
        case Table():
            return objects(shape)
        case MapOf(item=item):
            return st.dictionaries(st.sampled_from(["a", "local", "B 2", ""]), values(item), max_size=2)
        case Variants(tables=tables):
            every = {key: field for table in tables.values() for key, field in table.fields.items()}
            one = st.sampled_from(list(tables.values())).flatmap(objects)
            return one | objects(Table(every))
        case Tagged(tag=tag, tables=tables):
            chosen = st.sampled_from(list(tables.values())).flatmap(_meant)
            return chosen | objects(Table({tag: Field("local", Choice(tuple(tables)))}))
        case NameOrTable(table=table):
            return _TEXTS | _meant(table)


def objects(table: Table) -> st.SearchStrategy[JsonObject]:
    """Required keys are nearly always present, other keys sometimes."""
    fields = {name: values(field.shape) for name, field in table.fields.items()}
    there = {name: fields[name] for name in table.required}
    other = st.fixed_dictionaries({}, optional={**fields, "unheardOf": st.just(1)})
    few = other.map(lambda drawn: dict(list(drawn.items())[:4]))
    both = st.builds(lambda first, second: {**first, **second}, st.fixed_dictionaries(there), few)
    return both | few
