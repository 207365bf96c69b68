"""One field seen from three sides, and the verdict on it: pure, and written out row by row in its test.

    file    what the persona file says now, or ABSENT
    base    the fingerprint of what was last pushed, or None when this field never was
    remote  what the platform holds now: `Known`, or `Unverifiable` when a read does not return the field,
            or `AsBase` when the platform's own date says that nothing moved since the last push

Whoever moved away from the base decides. When both did, in different directions, nobody does: that is a conflict.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final, Literal, TypeAlias, assert_never

from personactl.json_value import JsonValue
from personactl.sync.values.field_paths import fingerprint, is_unset
from personactl.sync.values.shapes import Shape


class _Absent(Enum):
    absent = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent.absent
Absent: TypeAlias = Literal[_Absent.absent]
"""The file does not mention the field, which is not the same as null."""


@dataclass(frozen=True, slots=True)
class Known:
    """The platform returned this; None where it says that nothing is set."""

    value: JsonValue


@dataclass(frozen=True, slots=True)
class Unverifiable:
    """A read does not return the field, so nobody can say what it holds. Never the same as unset."""


@dataclass(frozen=True, slots=True)
class AsBase:
    """Not read, and not needed: the platform's date of the last change is the one that the lock remembers."""


Remote: TypeAlias = Known | Unverifiable | AsBase


class Verdict(StrEnum):
    unmanaged = "unmanaged"
    """Neither the file nor the lock has ever heard of it."""
    same = "same"
    """Nobody moved."""
    trusted = "trusted"
    """The file did not move, and only the lock can answer for the remote."""
    agreed = "agreed"
    """File and remote already are where the other one is; only the lock has to learn it."""
    mine = "mine"
    """Only the file moved, or nothing says that anybody else did."""
    theirs = "theirs"
    """Only the remote moved."""
    conflict = "conflict"
    """Both moved, and differently."""


def compare(path: str, file: JsonValue | Absent, base: str | None, remote: Remote, shape: Shape) -> Verdict:
    """Judge one leaf. The fingerprint of a value depends on its path, so the path decides what counts as equal."""
    if file is ABSENT:
        return Verdict.unmanaged if base is None else _removed(path, base, remote, shape)
    wanted = fingerprint(path, file)
    match remote:
        case Known(value):
            return _seen(path, wanted, base, value, shape)
        case Unverifiable():
            return Verdict.trusted if wanted == base else Verdict.mine
        case AsBase():
            return Verdict.same if wanted == base else Verdict.mine
        case _:
            assert_never(remote)


def _seen(path: str, wanted: str, base: str | None, value: JsonValue, shape: Shape) -> Verdict:
    held = fingerprint(path, value)
    if held == wanted:
        return Verdict.same if wanted == base else Verdict.agreed
    if base is None:
        return Verdict.mine if is_unset(path, value, shape) else Verdict.conflict
    if wanted == base:
        return Verdict.theirs
    return Verdict.mine if held == base else Verdict.conflict


def _removed(path: str, base: str, remote: Remote, shape: Shape) -> Verdict:
    """The file once set the field and no longer does."""
    match remote:
        case Known(value):
            if is_unset(path, value, shape):
                return Verdict.agreed
            return Verdict.mine if fingerprint(path, value) == base else Verdict.conflict
        case Unverifiable() | AsBase():
            return Verdict.mine
        case _:
            assert_never(remote)
