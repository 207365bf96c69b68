"""What an import says about a value that it wrote or left out."""

from typing import Literal, TypeAlias

from msgspec import Struct

from personactl.document.node import Place

Path: TypeAlias = tuple[str | int, ...]
RemarkKind: TypeAlias = Literal[
    "unknown-value", "default-taken", "not-carried-out", "changed-later", "unknown-key", "renamed", "left-out", "secret"
]


class Remark(Struct, frozen=True):
    """Something that a person has to look at.

    kind: what it is.
    message: one line on it.
    hint: one line on what to do.
    place: where it is in the source.
    path: the keys and indexes of the value that it is about, or () for the whole persona.
    written: what is written there, to find its place in the file; None if nothing is.
    """

    kind: RemarkKind
    message: str
    hint: str
    place: Place
    path: Path = ()
    written: str | None = None

    @property
    def grave(self) -> bool:
        """Return whether the persona is not complete, or not certain, before somebody has looked."""
        return self.kind not in {"default-taken", "renamed"}
