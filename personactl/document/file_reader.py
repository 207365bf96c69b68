"""Reads files as text or documents. An unreadable or invalid file gives a problem and never an exception.

Only regular files of limited size are opened, so a device, a pipe or a 50 MB file does no harm.
"""

import codecs
import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType

import msgspec

from personactl.document.document import Document, Problem
from personactl.document.line_index import Lines
from personactl.document.parser import BYTE_ORDER_MARK, parse
from personactl.document.plain_text import is_plain_text
from personactl.files.beneath import read_beneath
from personactl.files.read_log import note_content, note_failure
from personactl.files.regular_file import MAX_BYTES, FileTooLargeError, NotRegularFileError, read_regular
from personactl.files.repository import real_path

_FOREIGN_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


_unsaved: ContextVar[Mapping[str, str]] = ContextVar("unsaved", default=MappingProxyType({}))


@contextmanager
def unsaved(texts: Mapping[Path, str]) -> Iterator[None]:
    """Within this context, `texts` replace the content of these files: edits in an editor, or fixes that are not
    written yet.

    This is a context and not an argument, because files are read deep inside the checks and few callers need it.
    """
    token = _unsaved.set({real_path(path): text for path, text in texts.items()})
    try:
        yield
    finally:
        _unsaved.reset(token)


class TextFile(msgspec.Struct, frozen=True):
    """The text of a file.

    text: the text with its line ends, without a byte order mark; undecodable bytes are replaced.
    problem: why the text is missing or incomplete, or None.
    """

    text: str
    problem: Problem | None


def read_document(path: Path, within: str | None = None) -> Document:
    """Read and parse the YAML file at `path`. A file of plain text is not parsed, and its document has no tree.

    within: the real path of the folder that the links of `path` must not leave, even if they change meanwhile; None for
        any.
    """
    file = _read(path, within)
    if file.problem is not None:
        return Document(path, Lines(file.text), None, (file.problem,))
    if is_plain_text(path):
        return Document(path, Lines(file.text.removeprefix(BYTE_ORDER_MARK)), None, ())
    return parse(file.text, path)


def read_text(path: Path, within: str | None = None) -> TextFile:
    """Read the UTF-8 text of the file at `path`, as `read_document` does. The span of a problem refers to this text."""
    file = _read(path, within)
    return TextFile(file.text.removeprefix(BYTE_ORDER_MARK), file.problem)


def _read(path: Path, within: str | None) -> TextFile:
    """Read the file; a text without a problem keeps its byte order mark."""
    texts = _unsaved.get()
    held = texts.get(real_path(path)) if texts else None
    if held is not None:
        note_failure()
        return TextFile(held, None)
    try:
        data, status = read_regular(path) if within is None else read_beneath(path, within)
    except NotRegularFileError as error:
        return _unreadable("is a folder" if error.is_folder else "is not a regular file")
    except FileTooLargeError as error:
        return _too_large(error.size)
    except FileNotFoundError:
        return _unreadable("is a broken link" if path.is_symlink() else "does not exist")
    except OSError as error:
        if error.errno == errno.ELOOP:
            return _unreadable("is a link that leads back to itself, or to too many other links")
        return _unreadable(f"cannot be read: {error.strerror or error}")
    except ValueError:  # the path contains a NUL
        return _unreadable("has an invalid name")
    if not has_utf8_name(path):
        return _unreadable("has a name that is not UTF-8", "Rename it; other files and the platform refer to the name.")
    note_content(path, data, status)
    return _decoded(data)


def _decoded(data: bytes) -> TextFile:
    for mark, encoding in _FOREIGN_MARKS:
        if data.startswith(mark):
            problem = Problem(
                "Y003", f"the file is {encoding}, not UTF-8", "Save the file as UTF-8.", Lines("").span(0, 0)
            )
            return TextFile("", problem)
    try:
        return TextFile(data.decode("utf-8"), None)
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace").removeprefix(BYTE_ORDER_MARK)
        offset = len(data[: error.start].decode("utf-8").removeprefix(BYTE_ORDER_MARK))
        message = f"byte {error.start + 1} of the file, 0x{data[error.start]:02X}, is not UTF-8 text"
        return TextFile(text, Problem("Y003", message, "Save the file as UTF-8.", Lines(text).span(offset, offset + 1)))


def has_utf8_name(path: Path) -> bool:
    """Return whether a name is text. Others can be opened, but neither be sent nor stand in a file."""
    try:
        os.fsencode(path.name).decode("utf-8")
    except UnicodeError:
        return False
    return True


def _unreadable(why: str, hint: str = "Check the path and the file's permissions.") -> TextFile:
    note_failure()
    return TextFile("", Problem("Y001", f"the file {why}", hint, Lines("").span(0, 0)))


def _too_large(size: int) -> TextFile:
    note_failure()
    message = f"the file has {size / 1024 / 1024:.1f} MiB; the limit is {MAX_BYTES // 1024 // 1024} MiB"
    return TextFile("", Problem("Y002", message, "Split it, or check that it is the right file.", Lines("").span(0, 0)))
