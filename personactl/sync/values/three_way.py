"""The three-way comparison of one field. It is pure, and its test spells out every row of the truth table.

    file    the value in the file now, or ABSENT
    base    the fingerprint of the value that was last pushed, or None if the field was never pushed
    remote  what the platform holds now: `Known`, or `Unverifiable` if a read does not return the field,
            or `AsBase` if the date of the last change says that nothing changed since the last push

The side that differs from the base wins: *ours* is the file, *theirs* is the remote, as in any three-way merge. If
both differ from the base and from each other, the field is in conflict.
"""

from enum import Enum, StrEnum
from typing import Final, Literal, TypeAlias, assert_never

from msgspec import Struct

from personactl.json_value import JsonValue
from personactl.sync.values.field_paths import fingerprint, is_unset
from personactl.sync.values.shapes import Shape


class _Absent(Enum):
    absent = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent.absent
Absent: TypeAlias = Literal[_Absent.absent]
"""The file does not set the field. That is not the same as null."""


class Known(Struct, frozen=True):
    """The platform returned this value; None means that the field is not set."""

    value: JsonValue


class Unverifiable(Struct, frozen=True):
    """A read does not return the field, so its value is unknown. That is not the same as unset."""


class AsBase(Struct, frozen=True):
    """The field was not read, because the date of the last change is the one that the lock remembers."""


Remote: TypeAlias = Known | Unverifiable | AsBase


class FieldStatus(StrEnum):
    """The result of the comparison of one field."""

    unmanaged = "unmanaged"
    """Neither the file nor the lock mentions it."""
    same = "same"
    """No side changed."""
    trusted = "trusted"
    """The file did not change, and a read does not return the field: only the lock says that the remote is the same."""
    agreed = "agreed"
    """File and remote hold the same value, which the lock does not know yet."""
    ours = "ours"
    """Only the file changed, or nothing shows that the remote did."""
    theirs = "theirs"
    """Only the remote changed."""
    conflict = "conflict"
    """Both changed, to different values."""


def compare(path: str, file: JsonValue | Absent, base: str | None, remote: Remote, shape: Shape) -> FieldStatus:
    """Compare one leaf. `path` decides which values count as equal."""
    if file is ABSENT:
        return FieldStatus.unmanaged if base is None else _removed(path, base, remote, shape)
    ours = fingerprint(path, file)
    match remote:
        case Known(value):
            return _compared(path, ours, base, value, shape)
        case Unverifiable():
            return FieldStatus.trusted if ours == base else FieldStatus.ours
        case AsBase():
            return FieldStatus.same if ours == base else FieldStatus.ours
        case _:
            assert_never(remote)


def _compared(path: str, ours: str, base: str | None, value: JsonValue, shape: Shape) -> FieldStatus:
    held = fingerprint(path, value)
    if held == ours:
        return FieldStatus.same if ours == base else FieldStatus.agreed
    if base is None:
        return FieldStatus.ours if is_unset(path, value, shape) else FieldStatus.conflict
    if ours == base:
        return FieldStatus.theirs
    return FieldStatus.ours if held == base else FieldStatus.conflict


def _removed(path: str, base: str, remote: Remote, shape: Shape) -> FieldStatus:
    """The status of a field that the file no longer sets."""
    match remote:
        case Known(value):
            if is_unset(path, value, shape):
                return FieldStatus.agreed
            return FieldStatus.ours if fingerprint(path, value) == base else FieldStatus.conflict
        case Unverifiable() | AsBase():
            return FieldStatus.ours
        case _:
            assert_never(remote)
