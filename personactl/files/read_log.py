"""A record of what was read: files with their content, listed folders, and the targets of links.

A result can be cached while all of this stays the same. The record is a context variable and not an argument, because
files are read deep inside the checks and only caches need it.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple


class Stamp(NamedTuple):
    """The properties of a file that change when it is written, so that a change shows without reading the file."""

    size: int
    modified_ns: int
    changed_ns: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> "Stamp":
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


class Reads:
    """Everything that was read.

    contents: the digest of each file by the path that was opened; None for a missing file.
    stamps: the properties of the files before they were read.
    listings: a digest of the names in each folder; None for a missing folder.
    links: the target of each path.
    whole: false if something could not be read or followed, so that changes to it would go unnoticed.
    """

    __slots__ = ("contents", "links", "listings", "stamps", "whole")

    def __init__(self) -> None:
        self.contents: dict[str, str | None] = {}
        self.stamps: dict[str, Stamp] = {}
        self.listings: dict[str, str | None] = {}
        self.links: dict[str, str] = {}
        self.whole = True


_reads: ContextVar[Reads | None] = ContextVar("reads", default=None)


@contextmanager
def recording_reads() -> Iterator[Reads]:
    """Record everything that is read within this context."""
    reads = Reads()
    token = _reads.set(reads)
    try:
        yield reads
    finally:
        _reads.reset(token)


def digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest_of_all(texts: Iterable[str]) -> str:
    """Return a digest of the texts in order, without joining them."""
    hashed = hashlib.blake2b(digest_size=16)
    for text in texts:
        hashed.update(text.encode())
        hashed.update(b"\n")
    return hashed.hexdigest()


def listing(names: Iterable[str]) -> str:
    """Return a digest of the names in a folder, in any order."""
    return digest("/".join(sorted(names)).encode("utf-8", "surrogateescape"))


def note_content(path: Path, data: bytes, status: os.stat_result) -> None:
    """Record the content of a file; `status` is from before the file was read."""
    reads = _reads.get()
    if reads is not None:
        reads.contents[str(path)] = digest(data)
        reads.stamps[str(path)] = Stamp.of(status)


def note_absence(path: Path) -> None:
    """Record that the file does not exist."""
    reads = _reads.get()
    if reads is not None:
        reads.contents[str(path)] = None


def note_listing(folder: str | Path, names: Iterable[str] | None) -> None:
    """Record all names in `folder`, including hidden ones, or None if there is no such folder."""
    reads = _reads.get()
    if reads is not None:
        reads.listings[os.fspath(folder)] = None if names is None else listing(names)


def note_link(name: Path, target: Path) -> None:
    """Record that `name`, with all its links, leads to `target`."""
    reads = _reads.get()
    if reads is not None:
        reads.links[str(name)] = str(target)


def note_failure() -> None:
    """Record that the result cannot be cached."""
    reads = _reads.get()
    if reads is not None:
        reads.whole = False
