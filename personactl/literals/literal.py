"""What a source says without being run: values, each with its place, and the parts that only a run would tell."""

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from personactl.document.node import Place


class Doubt(Struct, frozen=True):
    """A reason why a value that was read may not be the one that a run would give.

    message: the reason.
    place: the expression that it is about.
    grave: whether the value is probably another one; false for a default that the source names itself.
    """

    message: str
    place: Place
    grave: bool = True


class Scalar(Struct, frozen=True):
    """A number, true, false or null."""

    value: bool | int | float | None
    place: Place
    doubts: tuple[Doubt, ...] = ()


class Unknown(Struct, frozen=True):
    """A value, or a part of a text, that only a run would tell.

    source: the expression.
    reason: why it is unknown, such as "a call of buildPrompt".
    place: the expression's place.
    """

    source: str
    reason: str
    place: Place


class Text(Struct, frozen=True):
    """A text: its letters, and the parts that are not known, in order."""

    pieces: tuple[str | Unknown, ...]
    place: Place
    doubts: tuple[Doubt, ...] = ()

    @property
    def known(self) -> str | None:
        """Return the text if all of it is known."""
        letters = [piece for piece in self.pieces if isinstance(piece, str)]
        return "".join(letters) if len(letters) == len(self.pieces) else None


class Absent(Struct, frozen=True):
    """A value that JSON leaves out, such as `undefined`."""

    place: Place


class Items(Struct, frozen=True):
    """A list."""

    items: "tuple[Value, ...]"
    place: Place
    doubts: tuple[Doubt, ...] = ()


class Member(Struct, frozen=True):
    """One key of an object with its value."""

    name: str
    place: Place
    value: "Value"


class Fields(Struct, frozen=True):
    """An object.

    members: its keys, each once.
    place: its place.
    origin: the offset at which its literal begins, which identifies the literal.
    unknown: what it takes over from expressions that are not known, and keys that are computed.
    """

    members: tuple[Member, ...]
    place: Place
    origin: int
    unknown: tuple[Unknown, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def get(self, name: str) -> "Value | None":
        return next((member.value for member in self.members if member.name == name), None)


Value: TypeAlias = Scalar | Text | Unknown | Absent | Items | Fields


def joined(parts: "list[str | Unknown]") -> tuple[str | Unknown, ...]:
    """Return the pieces of a text, with neighbouring letters in one piece and without empty ones."""
    pieces: list[str | Unknown] = []
    for part in parts:
        if isinstance(part, str) and pieces and isinstance(pieces[-1], str):
            pieces[-1] += part
        elif part != "":
            pieces.append(part)
    return tuple(pieces)


def doubted(value: Value, *doubts: Doubt) -> Value:
    """Return the value with more doubts; an unknown value needs none."""
    from msgspec.structs import replace

    if isinstance(value, Unknown | Absent):
        return value
    return replace(value, doubts=(*value.doubts, *doubts))


def texts(value: Value) -> Iterator[str]:
    """Yield the known letters of all texts in a value."""
    match value:
        case Text(pieces=pieces):
            yield from (piece for piece in pieces if isinstance(piece, str))
        case Items(items=items):
            for item in items:
                yield from texts(item)
        case Fields(members=members):
            for member in members:
                yield from texts(member.value)
        case _:
            return
