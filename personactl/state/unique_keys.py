"""Keys of files: each names one file of its kind, and can be typed on a command line."""

from pathlib import Path

from personactl.errors import UsageError
from personactl.files.repository import real_path
from personactl.persona.schema.file_kind import FileKind


def add_file(found: dict[str, Path], file: Path, kind: FileKind) -> None:
    """Add `file` to the files `found` of its kind.

    Raises `UsageError` if another file has its key, and for a key that looks like an option: it would be one wherever
    somebody types it, completes it, or copies it from a hint.
    """
    if file.name.startswith("-"):
        hint = "rename the file: a word that begins with '-' is an option"
        raise UsageError(f"the {kind} key {file.stem!r} begins with '-'", where=str(file), hint=hint)
    other = found.setdefault(file.stem, file)
    if other is not file and real_path(other) != real_path(file):
        raise UsageError(
            f"two files have the {kind} key {file.stem!r}",
            where=f"{other} and {file}",
            hint="a key is the file's name without its ending: rename one of them",
        )
