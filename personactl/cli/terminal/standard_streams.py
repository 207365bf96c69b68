"""The three standard streams of this process, made safe to use whatever its parent made of them.

    a stream that is closed (`>&-`)            the null device takes its place, so that no file gets its descriptor
    the reader of stdout leaves (`| head -1`)  the rest is dropped, and `reader_left` becomes true
    stdout cannot be written (a full disk)     `StorageError`, once; the rest is dropped
    stderr cannot be written                   the rest is dropped: nowhere is left to report it

A character that the encoding of a stream lacks becomes "?". Both streams escape what a terminal must not get, see
`output_guard`.
"""

import contextlib
import io
import os
import sys
from typing import TextIO

from personactl.cli.terminal.output_guard import GuardedStream
from personactl.errors import StorageError, UsageError

_DESCRIPTORS = {"stdin": 0, "stdout": 1, "stderr": 2}


def prepare_standard_streams() -> None:
    """Replace closed streams by the null device, and make writing to stdout and stderr safe."""
    for name, descriptor in _DESCRIPTORS.items():
        _open_if_closed(descriptor)
        if getattr(sys, name) is None:
            setattr(sys, name, open(descriptor, "r" if name == "stdin" else "w", encoding="utf-8", closefd=False))  # noqa: SIM115 - a descriptor, open until the process ends
    sys.stdout = _replaced(sys.stdout, StandardOutput)
    sys.stderr = _replaced(sys.stderr, StandardError)


def reader_left() -> bool:
    """Return whether the reader of stdout has closed it."""
    return isinstance(sys.stdout, StandardOutput) and sys.stdout.reader_left


def read_stdin(max_bytes: int) -> bytes:
    """Return what stdin holds, at most `max_bytes`. Raises `UsageError` if it cannot be read."""
    try:
        return sys.stdin.buffer.read(max_bytes)
    except OSError as error:
        raise UsageError(
            f"stdin cannot be read: {error.strerror or error}",
            where="stdin",
            hint="pipe a text into the command, or name a file with <",
        ) from error


class StandardOutput(GuardedStream):
    """Stdout. Writing and flushing raise `StorageError` if it cannot be written."""

    reader_left = False

    def write_unguarded(self, text: str, /) -> int:
        if text == "":  # with this, Click finds out whether a stream takes text; it would swallow an error
            return 0
        try:
            return super().write_unguarded(text)
        except OSError as error:
            self._drop_rest(error)
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self._drop_rest(error)

    def write_bytes(self, data: bytes) -> None:
        """Write a guarded text that is encoded already, after the text that was written so far."""
        try:
            super().flush()
            self.buffer.write(data)
        except OSError as error:
            self._drop_rest(error)

    def _drop_rest(self, error: OSError) -> None:
        redirect_to_null_device(self)
        if isinstance(error, BrokenPipeError):
            self.reader_left = True
            return
        raise StorageError(
            f"the output cannot be written: {error.strerror or error}",
            where="stdout",
            hint="free some space, or send the output somewhere else; what the command did so far stays done",
        ) from error


class StandardError(GuardedStream):
    """Stderr. Text that cannot be written is dropped."""

    def write_unguarded(self, text: str, /) -> int:
        try:
            return super().write_unguarded(text)
        except OSError:
            redirect_to_null_device(self)
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            redirect_to_null_device(self)


def redirect_to_null_device(stream: TextIO) -> None:
    """Redirect a stream that cannot be written, so that what it still holds makes no later flush fail."""
    with contextlib.suppress(OSError, ValueError):
        null_device = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null_device, stream.fileno())
        os.close(null_device)


def _open_if_closed(descriptor: int) -> None:
    try:
        os.fstat(descriptor)
    except OSError:
        # The system gives the lowest free descriptor; those below have been opened before.
        os.open(os.devnull, os.O_RDONLY if descriptor == 0 else os.O_WRONLY)


def _replaced(stream: TextIO, kind: type[io.TextIOWrapper]) -> TextIO:
    """Return a stream of `kind` in the place of `stream`, unless that is not a stream of the operating system."""
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    encoding, line_buffering, write_through = stream.encoding, stream.line_buffering, stream.write_through
    return kind(stream.detach(), encoding, "replace", line_buffering=line_buffering, write_through=write_through)
