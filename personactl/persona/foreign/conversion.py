"""A persona object of code -> the value of a persona file, with a remark about everything that is not certain.

A part that is not known is written as `${EXPRESSION}`, where it stands in the value, so that it is seen there and found
by `validate`.
"""

import math
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from personactl.document.display_text import quoted
from personactl.document.suggestion import closest_name
from personactl.json_value import JsonObject, JsonValue
from personactl.literals.literal import Absent, Doubt, Fields, Items, Member, Scalar, Text, Unknown, Value
from personactl.persona.foreign.older_forms import in_current_form
from personactl.persona.foreign.persona_objects import PersonaObject
from personactl.persona.foreign.remark import Path, Remark
from personactl.persona.foreign.snake_case import platform_key
from personactl.persona.schema.field_shapes import UUID, Field, ListOf, NameOrTable, Shape, Table, Tagged, Variants
from personactl.persona.schema.fields import FIELDS, READ_ONLY, RETIRED

_ANY: Final = Table({}, allow_other_keys=True)
_FIELDS: Final = Table(FIELDS)
_KNOWN: Final = frozenset({*FIELDS, *READ_ONLY, *RETIRED})
_REPLAY: Final = ("enable_session_replay", "enableSessionReplay")
_LONGEST_KEY: Final = 200
MAX_REMARKS: Final = 500
"""The most remarks on one persona; the values are written all the same."""


class Converted(Struct, frozen=True):
    """The value of a persona file.

    config: the value, in the order of the source.
    remarks: what is not certain about it, in the order of the source.
    """

    config: JsonObject
    remarks: tuple[Remark, ...]


def convert(persona: PersonaObject) -> Converted:
    """Return the persona as the value of a file."""
    conversion = _Conversion()
    config = conversion.fields(in_current_form(persona.value, conversion.remarks), _FIELDS, ())
    conversion.around(persona.around, config)
    for source, place in persona.changes:
        hint = "Check whether the file needs the change; it was not applied."
        conversion.remarks.append(Remark("changed-later", f"the code changes the object later: {source}", hint, place))
    return Converted(config, tuple(sorted(conversion.remarks, key=lambda remark: remark.place)[:MAX_REMARKS]))


class _Conversion:
    def __init__(self) -> None:
        self.remarks: list[Remark] = []

    def fields(self, value: Fields, table: Table, path: Path) -> JsonObject:
        config: JsonObject = {}
        for member in value.members:
            name = platform_key(member.name, table.fields if path else _KNOWN) if table.fields else member.name
            self._note_unknown_key(member, name, table, path)
            written = self.value(member.value, _shape(table, name), (*path, name))
            if not isinstance(member.value, Absent):
                config[name] = written
        for unknown in value.unknown:
            message = f"{unknown.source} is not known: {unknown.reason}"
            hint = "Add the keys that it supplies."
            self.remarks.append(Remark("left-out", message, hint, unknown.place, path))
        self._note_doubts(value.doubts, path)
        return _with_replay(config) if path == ("sessionOptions",) else config

    def value(self, value: Value, shape: Shape | None, path: Path) -> JsonValue:
        match value:
            case Scalar():
                self._note_doubts(value.doubts, path)
                return self._scalar(value, path)
            case Text():
                self._note_doubts(value.doubts, path)
                return self._text(value, path)
            case Unknown():
                return self._unknown(value, path)
            case Items(items=items):
                self._note_doubts(value.doubts, path)
                inner = shape.item if isinstance(shape, ListOf) else None
                return [self.value(item, inner, (*path, index)) for index, item in enumerate(items)]
            case Fields():
                return self.fields(value, _table(shape, value), path)
            case Absent():
                return None

    def around(self, around: Fields | None, config: JsonObject) -> None:
        """Take what belongs to a persona from the object around it, and name the rest."""
        for member in around.members if around is not None else ():
            name = platform_key(member.name, {*_BESIDE, "sessionOptions", "personaConfig"})
            if name == "sessionOptions" and isinstance(member.value, Fields):
                config[name] = self.fields(member.value, _table(FIELDS[name].shape, member.value), (name,))
            elif name in _BESIDE:
                message = f"{member.name} is not a part of the persona: {_brief(member.value)}"
                self.remarks.append(Remark("left-out", message, _BESIDE[name], member.place))

    def _scalar(self, value: Scalar, path: Path) -> JsonValue:
        number = value.value
        if isinstance(number, float) and not math.isfinite(number):
            return self._unknown(Unknown(repr(number), "JSON has no such number", value.place), path)
        return number

    def _text(self, value: Text, path: Path) -> str:
        letters: list[str] = []
        for piece in value.pieces:
            if isinstance(piece, str):
                letters.append(_encodable(piece))
                if letters[-1] != piece:
                    lost = Doubt("half of a surrogate pair, which no file can hold, was replaced", value.place)
                    self._note_doubts((lost,), path)
            else:
                letters.append(self._unknown(piece, path))
        return "".join(letters)

    def _unknown(self, value: Unknown, path: Path) -> str:
        written = f"${{{_encodable(value.source)}}}"
        named = value.source in value.reason  # such as "userName is not defined in this source"
        message = f"{_shown(path)}: {value.reason if named else f'{value.source} is not known: {value.reason}'}"
        hint = f"Write the value in place of {quoted(written)}."
        self.remarks.append(Remark("unknown-value", message, hint, value.place, path, written))
        return written

    def _note_doubts(self, doubts: tuple[Doubt, ...], path: Path) -> None:
        for doubt in doubts:
            if doubt.grave:
                hint = "Check the value; it is what the code starts from."
                self.remarks.append(
                    Remark("not-carried-out", f"{_shown(path)}: {doubt.message}", hint, doubt.place, path)
                )
            else:
                hint = "Change the value if your target needs another one."
                self.remarks.append(
                    Remark("default-taken", f"{_shown(path)}: {doubt.message}", hint, doubt.place, path)
                )

    def _note_unknown_key(self, member: Member, name: str, table: Table, path: Path) -> None:
        if name in table.fields or table.allow_other_keys or (path == ("sessionOptions",) and name in _REPLAY):
            return
        owner = _shown(path) if path else "a persona"
        retired = _retired(member, name) if not path else None
        near = closest_name(name[:_LONGEST_KEY], table.fields)
        hint = retired or (f"Did you mean {near}?" if near else "Move what it says to a key that the platform reads.")
        message = f"{owner} has no key {quoted(name)}"
        self.remarks.append(Remark("unknown-key", message, hint, member.place, (*path, name)))


_BESIDE: Final[Mapping[str, str]] = {
    "clientLabel": "Give it to the token: personactl token PERSONA --label LABEL.",
    "environment": "Set it where you make the session token.",
    "clientMetadata": "Set it where you make the session token.",
    "sessionOptions": "Add it to the file as sessionOptions.",
}
"""Keys of the body of a request that stand beside the persona, with what to do about each."""


def _retired(member: Member, name: str) -> str | None:
    """Return what to do about a key that the platform does not accept, with the id that the source gives."""
    advice = {**READ_ONLY, **RETIRED}.get(name)
    identifier = member.value.known if isinstance(member.value, Text) else None
    if advice is not None and identifier is not None and UUID.fullmatch(identifier):
        return advice.replace("pull ID", f"pull {identifier}")
    return advice


def _shape(table: Table, name: str) -> Shape | None:
    field: Field | None = table.fields.get(name)
    return field.shape if field is not None else None


def _table(shape: Shape | None, value: Fields) -> Table:
    """Return the keys that an object of that shape can have."""
    match shape:
        case Table():
            return shape
        case NameOrTable(table=table):
            return _table(table, value)
        case Tagged(tag=tag, tables=tables):
            selected = value.get(tag)
            known = selected.known if isinstance(selected, Text) else None
            return _table(tables[known], value) if known in tables and known is not None else _ANY
        case Variants(tables=tables):
            return Table({key: field for table in tables.values() for key, field in table.fields.items()})
        case _:
            return _ANY


def _with_replay(config: JsonObject) -> JsonObject:
    """Return the session options with `enable_session_replay` of the Python library where the platform reads it."""
    flag = next((config.pop(name) for name in _REPLAY if name in config), None)
    return config if flag is None else {"sessionReplay": {"enableSessionReplay": flag}, **config}


def _brief(value: Value) -> str:
    """Return a value for a message."""
    match value:
        case Scalar(value=number):
            return str(number)
        case Text(pieces=pieces):
            return quoted("".join(piece if isinstance(piece, str) else f"${{{piece.source}}}" for piece in pieces))
        case Unknown(source=source):
            return source
        case Items():
            return "a list"
        case _:
            return "an object"


def _encodable(text: str) -> str:
    """Return the text without halves of surrogate pairs, which no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _shown(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".") or "the persona"
