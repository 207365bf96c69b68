"""What a piece of work read: which files, with which content, and where links led it.

Its result can then be kept for as long as all of that is the same. A context and no argument, because files are read
deep inside of checks, and only whoever keeps results wants to know.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Reads:
    """`contents` has the digest of each file by the path under which it was opened, `links` where a name led.

    `whole` is false once something could not be read or followed: what would change that is not known then.
    """

    contents: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    whole: bool = True


_reads: ContextVar[Reads | None] = ContextVar("reads", default=None)


@contextmanager
def witnessed() -> Iterator[Reads]:
    """Everything that is read inside, as it comes."""
    reads = Reads()
    token = _reads.set(reads)
    try:
        yield reads
    finally:
        _reads.reset(token)


def digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def note_content(path: Path, data: bytes) -> None:
    reads = _reads.get()
    if reads is not None:
        reads.contents[str(path)] = digest(data)


def note_link(name: Path, target: Path) -> None:
    """`name`, links and all, leads to `target`."""
    reads = _reads.get()
    if reads is not None:
        reads.links[str(name)] = str(target)


def note_failure() -> None:
    reads = _reads.get()
    if reads is not None:
        reads.whole = False
