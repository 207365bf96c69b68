"""What differs in one field of a resource, and which side changed it."""

from enum import StrEnum

from msgspec import Struct

from personactl.json_value import JsonValue
from personactl.sync.values.three_way import Absent, Remote


class Why(StrEnum):
    """Why a field is in a plan. The values are those of the JSON output."""

    ours = "ours"
    """Only the file changed."""
    theirs = "theirs"
    """Only the remote changed."""
    overruled = "overruled"
    """Only the remote changed, and is overwritten."""
    merged = "merged"
    """Both changed, in different lines of a text, which gets the changes of both."""
    conflict = "conflict"
    """Both changed, to different values."""
    left = "left"
    """The file no longer sets the field, and the platform has no way to clear it."""


class FieldChange(Struct, frozen=True):
    """One leaf on which the sides differ.

    path: the leaf.
    why: which side changed.
    file: the desired value, or ABSENT.
    remote: what the platform holds.
    sent: the value that the push writes, or ABSENT if it does not write the field.
    """

    path: str
    why: Why
    file: JsonValue | Absent
    remote: Remote
    sent: JsonValue | Absent
