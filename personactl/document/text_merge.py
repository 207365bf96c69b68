"""Merges two versions of a text by line, as git does: what only one side changed is taken, the rest gets markers.

libgit2 merges. It runs no command and reads no repository: the texts lie in an empty one in a temporary folder.
"""

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from personactl.document.conflict_markers import conflicts

if TYPE_CHECKING:
    import pygit2

OURS: Final = "the file"
THEIRS: Final = "the platform"


class MergedText(Struct, frozen=True):
    """The merged text; `conflicts` is the number of places in it with markers."""

    text: str
    conflicts: int


def merge_texts(base: str | None, ours: str, theirs: str) -> MergedText:
    """Merge `ours` and `theirs`, which both came from `base`; None if that is not known, so that all that differs is
    marked. Line ends become LF. White space at the end counts as a change of its own."""
    known = "" if base is None else base
    bodies, ends = zip(*(_split(text) for text in (known, ours, theirs)), strict=True)
    end = ends[2] if ends[1] == ends[0] else ends[1]
    merged = _merged(*bodies)
    return MergedText(merged.removesuffix("\n") + end, len(conflicts(merged)))


def _split(text: str) -> tuple[str, str]:
    """The lines of the text, each with a line end, and the empty lines after them. An empty text is one empty line,
    because pygit2 cannot return an empty result."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    body = plain.rstrip("\n")
    return f"{body}\n", plain[len(body) :]


def _merged(base: str, ours: str, theirs: str) -> str:
    from tempfile import TemporaryDirectory

    import pygit2

    with TemporaryDirectory(prefix="personactl-") as folder:
        repository = pygit2.init_repository(folder, bare=True)
        result = repository.merge_file_from_index(
            _entry(repository, "base", base), _entry(repository, OURS, ours), _entry(repository, THEIRS, theirs)
        )
        text: str = result.contents
        return text


def _entry(repository: "pygit2.Repository", name: str, text: str) -> "pygit2.IndexEntry":
    import pygit2

    return pygit2.IndexEntry(name, repository.create_blob(text.encode()), pygit2.enums.FileMode.BLOB)
