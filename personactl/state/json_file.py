"""Reads and writes personactl's own JSON files: strictly, because of merges and manual edits, and atomically.

A frozen Struct defines the content of a file; the first deviation is the error.
"""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias, TypeVar

from personactl.errors import UsageError
from personactl.files.beneath import read_beneath
from personactl.files.file_writes import PROJECT_FILE_MODE, storage_error, write_atomic
from personactl.files.regular_file import MAX_DATA_BYTES, read_regular
from personactl.json_value import JsonValue
from personactl.typed_json import ShapeError, typed

T = TypeVar("T")


def read_text(path: Path, within: str | None = None, *, largest: int = MAX_DATA_BYTES) -> str | None:
    """The file's text, or None if it does not exist. Raises `StorageError`, `UsageError` if it is not UTF-8.

    within: the real path of the folder that links must not leave, for a file of a project; None for personactl's own.
    largest: the number of bytes that it may have.
    """
    try:
        found = read_regular(path, largest) if within is None else read_beneath(path, within, largest)
        return found.data.decode("utf-8").replace("\r\n", "\n")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise storage_error("read", path, error) from error
    except UnicodeDecodeError as error:
        raise _damaged(path, f"byte {error.start + 1} is not UTF-8 text") from error


def parse_json(text: str, path: Path) -> JsonValue:
    """Raises `UsageError` for invalid JSON, for NaN, for text that no file can hold, and for a repeated name, which a
    careless merge leaves behind."""
    try:
        value: JsonValue = json.loads(text, object_pairs_hook=_without_repetition, parse_constant=_refuse_constant)
        if "\\ud" in text.lower():
            _ENCODER.encode(value).encode()
    except UnicodeEncodeError as error:
        raise _damaged(path, "it holds half of a surrogate pair") from error
    except (ValueError, RecursionError) as error:
        raise _damaged(path, str(error)) from error
    return value


def checked(value: JsonValue, kind: type[T], path: Path) -> T:
    """Return `value` as `kind`. Raises `UsageError` that names the place and never quotes the value."""
    try:
        return typed(value, kind)
    except ShapeError as error:
        raise _damaged(path, f"{error.place or 'the top level'} {error.problem}") from error


def write_json(path: Path, value: JsonValue, *, mode: int = PROJECT_FILE_MODE) -> None:
    """Write sorted and indented JSON, so that equal values give equal bytes. Raises `StorageError`."""
    text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    write_atomic(path, f"{text}\n".encode(), mode=mode)


NestedJson: TypeAlias = "str | Mapping[str, NestedJson]"
"""JSON in which only mappings are written over several lines; a text is JSON that is already on one line.

There is an empty line after each text, because git cannot merge changes of two lines that touch.
"""

_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, allow_nan=False)


def one_line(value: JsonValue) -> str:
    """Return `value` as sorted JSON on one line."""
    return _ENCODER.encode(value)


def write_nested(path: Path, value: NestedJson, within: str | None = None, *, mode: int = PROJECT_FILE_MODE) -> None:
    """Write the JSON, sorted as by `write_json`, and `within` as by `write_atomic`. Raises `StorageError`."""
    pieces: list[str] = []
    _open(value, "\n", pieces)
    write_atomic(path, ("".join(pieces) + "\n").encode(), mode=mode, within=within)


def _open(value: NestedJson, margin: str, pieces: list[str]) -> None:
    if isinstance(value, str) or not value:
        pieces.append(value if isinstance(value, str) else "{}")
        return
    inside = f"{margin}  "
    opening = "{"
    for name in sorted(value):
        pieces.append(f"{opening}{inside}{one_line(name)}: ")
        _open(value[name], inside, pieces)
        opening = ",\n" if isinstance(value[name], str) else ","
    pieces.append(f"{margin}}}")


def _refuse_constant(name: str) -> JsonValue:
    raise ValueError(f"{name} is not a number of JSON")


def _without_repetition(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    value = dict(pairs)
    if len(value) != len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name in counts if counts[name] > 1)
        raise ValueError(f"the name {twice!r} appears twice in one object")
    return value


def _damaged(path: Path, reason: str) -> UsageError:
    return UsageError(
        f"{path.name} cannot be used: {reason}",
        where=str(path),
        hint="restore the last good version of the file, or repair it by hand",
    )
