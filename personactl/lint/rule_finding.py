"""What a rule has found, before anybody asked how bad it is: a place, what is wrong there, perhaps how to mend it."""

from pathlib import Path

import msgspec

from personactl.document.node import Span


class Edit(msgspec.Struct, frozen=True, array_like=True):
    """`text` takes the place of the source at `span` in the file at `path`; an empty span is where it goes in."""

    path: Path
    span: Span
    text: str


class Fix(msgspec.Struct, frozen=True, array_like=True):
    """Edits that belong together, all or none. `safe` ones keep the meaning that was plainly meant.

    `title` is an imperative for a menu, without a full stop: `Replace avatarID with avatarId`.
    """

    edits: tuple[Edit, ...]
    safe: bool
    title: str


class RuleFinding(msgspec.Struct, frozen=True):
    """`message` and `hint` are a line each, as in `document.Problem`; `path` is the file that `span` counts in."""

    code: str
    message: str
    hint: str
    path: Path
    span: Span
    fix: Fix | None = None
