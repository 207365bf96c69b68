"""What a piece of work read: which files, with which content, which folders it listed, and where links led it.

Its result can then be kept for as long as all of that is the same. A context and no argument, because files are read
deep inside of checks, and only whoever keeps results wants to know.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import msgspec


class Stamp(msgspec.Struct, frozen=True, order=True):
    """What tells one state of a file from another without reading it."""

    size: int
    modified_ns: int
    changed_ns: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> "Stamp":
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


class Reads:
    """`contents` has the digest of each file by the path under which it was opened, None for one that is not there.

    `listings` has a digest of the names in a folder, None for one that is not there; `links` where a name led. `whole`
    is false once something could not be read or followed: what would change that is not known then. `stamps` has what
    the files looked like before they were read.
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
    """Everything that is read inside, as it comes."""
    reads = Reads()
    token = _reads.set(reads)
    try:
        yield reads
    finally:
        _reads.reset(token)


def digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest_of_all(texts: Iterable[str]) -> str:
    """Of many texts in their order, without a copy of all of them."""
    hashed = hashlib.blake2b(digest_size=16)
    for text in texts:
        hashed.update(text.encode())
        hashed.update(b"\n")
    return hashed.hexdigest()


def listing(names: Iterable[str]) -> str:
    """A digest of the names in a folder, whatever their order."""
    return digest("/".join(sorted(names)).encode("utf-8", "surrogateescape"))


def note_content(path: Path, data: bytes, status: os.stat_result) -> None:
    """`status` is from before the file was read."""
    reads = _reads.get()
    if reads is not None:
        reads.contents[str(path)] = digest(data)
        reads.stamps[str(path)] = Stamp.of(status)


def note_absence(path: Path) -> None:
    """There is no such file."""
    reads = _reads.get()
    if reads is not None:
        reads.contents[str(path)] = None


def note_listing(folder: str | Path, names: Iterable[str] | None) -> None:
    """All names in `folder`, hidden ones too; None: there is no such folder."""
    reads = _reads.get()
    if reads is not None:
        reads.listings[os.fspath(folder)] = None if names is None else listing(names)


def note_link(name: Path, target: Path) -> None:
    """`name`, links and all, leads to `target`."""
    reads = _reads.get()
    if reads is not None:
        reads.links[str(name)] = str(target)


def note_failure() -> None:
    reads = _reads.get()
    if reads is not None:
        reads.whole = False
