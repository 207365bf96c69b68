"""Checks every field of a lock that was read: the file comes with a repository, and its ids go into requests.

A lock that personactl wrote has none of these faults. The first fault is the error, which names the line of its entry
and never quotes a value.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from personactl.errors import UsageError
from personactl.pattern import Pattern
from personactl.persona.project_resource import Address, Kind
from personactl.state.lock import Leftover, LockBlock, LockEntry, PendingWrite
from personactl.state.lock_format.json_lines import line_of

LARGEST: Final = 64 * 1024 * 1024
"""Characters of a lock file: that of 50,000 personas."""
REPLACED_KINDS: Final[tuple[Kind, ...]] = ("llm", "document")
"""The kinds whose resources can be replaced by new ones, so that an older version may be left over."""

_MOST_FIELDS: Final = 1_000
_MOST_LEFTOVERS: Final = 1_000
_LONGEST_NAME: Final = 10_000
_LONGEST_WORD: Final = 1_024
_ID: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_:~-]|\.(?!\.)){0,254}")
_FINGERPRINT: Final = re.compile(r"(?:secret:)?[0-9a-f]{32}")
_TIME: Final = Pattern(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")
_UNSEEN: Final = Pattern(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""Controls, separators of lines, characters without width, and those that change the order of a text. Joiners are
allowed: scripts and emoji need them."""

Fault: TypeAlias = tuple[tuple[str, ...], str]
"""The keys that lead to the fault in a block, and what is wrong there: a predicate."""


def is_id(text: str) -> bool:
    """Return whether `text` can be an id: it is one segment of a URL's path, in any spelling."""
    return _ID.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Return whether a date that the platform wrote can be stored: it is compared and never read as a time."""
    return not word_fault(text or "-")


def check_block(block: LockBlock, keys: Sequence[str], text: str, path: Path) -> None:
    """Raise `UsageError` for the first fault of `block`.

    keys: the keys that lead to the block in the file.
    text: the content of the file.
    """
    for below, predicate in _faults(block):
        raise lock_fault(text, path, (*keys, *below), predicate)


def check_word(word: str, keys: Sequence[str], text: str, path: Path) -> None:
    """Raise `UsageError` for an origin or an account that is not a word."""
    if fault := word_fault(word):
        raise lock_fault(text, path, keys, fault)


def lock_fault(text: str, path: Path, keys: Sequence[str], predicate: str) -> UsageError:
    """Return the error about what `keys` lead to in the file."""
    shown = " > ".join(_UNSEEN.sub(lambda found: ascii(found[0])[1:-1], key[:80]) for key in keys)
    line = line_of(text, keys)
    history = ": 'git log -p -- personactl.lock' shows who wrote it" if path.name == "personactl.lock" else ""
    return UsageError(
        f"{path.name} cannot be used: {shown or 'the top level'} {predicate}",
        where=f"{path}:{line}" if line else str(path),
        hint=f"restore the last version of the file that you trust, or remove the entry{history}",
    )


def _faults(block: LockBlock) -> Iterator[Fault]:
    for address, entry in block.resources.items():
        yield from _below("resources", address, _entry_faults(entry))
    for address, pending in block.pending.items():
        yield from _below("pending", address, _pending_faults(pending))
    for address, older in block.leftovers.items():
        yield from _below("leftovers", address, _leftover_faults(address, older))
    yield from _shared_ids(block)


def _below(part: str, address: Address, faults: Iterator[Fault]) -> Iterator[Fault]:
    keys = (part, address.kind, address.key)
    if fault := _key_fault(address):
        yield keys, fault
    for below, predicate in faults:
        yield (*keys, *below), predicate


def _entry_faults(entry: LockEntry) -> Iterator[Fault]:
    yield from _id_faults(entry.remote_id, "id")
    yield from _field_faults(entry.fields, "fields")
    yield from _field_faults(entry.others or {}, "others")
    if len(entry.resolved) > _MOST_FIELDS:
        yield ("resolved",), f"has more than {_MOST_FIELDS:,} names"
    for name, remote_id in entry.resolved.items():
        if len(name) > _LONGEST_NAME:
            yield ("resolved",), "has a name that is too long"
        yield from _id_faults(remote_id, "resolved", name)
    if not is_date(entry.updated_at):
        yield ("updatedAt",), "is not a date of the platform"


def _pending_faults(pending: PendingWrite) -> Iterator[Fault]:
    yield from _field_faults(pending.fields, "fields")
    if len(pending.name) > _LONGEST_NAME:
        yield ("name",), "is too long"
    if pending.started_at and not _TIME.fullmatch(pending.started_at):
        yield ("startedAt",), "is not a time in UTC, such as 2026-01-02T03:04:05Z"
    if pending.replaces:
        yield from _id_faults(pending.replaces, "replaces")


def _leftover_faults(address: Address, older: Sequence[Leftover]) -> Iterator[Fault]:
    if address.kind not in REPLACED_KINDS:
        yield (), f"cannot be there: personactl never replaces a {address.kind}, so none is left over"
    if len(older) > _MOST_LEFTOVERS:
        yield (), f"has more than {_MOST_LEFTOVERS:,} versions"
    for one in older:
        yield from _id_faults(one.remote_id)
        yield from _field_faults(one.fields)


def _id_faults(remote_id: str, *keys: str) -> Iterator[Fault]:
    if not is_id(remote_id):
        yield keys, "has a text that cannot be an id of the platform"


def _field_faults(fields: Mapping[str, str], *keys: str) -> Iterator[Fault]:
    if len(fields) > _MOST_FIELDS:
        yield keys, f"has more than {_MOST_FIELDS:,} fields"
    for name, print in fields.items():
        if word_fault(name):
            yield keys, f"has the name of a field that {word_fault(name)}"
        if not _FINGERPRINT.fullmatch(print):
            yield (*keys, name), "is not a fingerprint"


def _key_fault(address: Address) -> str:
    group, slash, name = address.key.partition("/")
    parts = (group, name) if address.kind == "document" else (address.key,)
    if address.kind == "document" and not slash:
        return "is not the key of a document, which is GROUP/FILENAME"
    if any("/" in part or "\\" in part for part in parts):
        return f"is not the key of a {address.kind}: it leads to another folder"
    if any(part.strip(" .") == "" for part in parts):
        return f"is not the key of a {address.kind}: no file has that name"
    return word_fault(address.key)


def word_fault(word: str) -> str:
    """Return why `word` cannot be a name that people read, as a predicate; empty if it can."""
    if not word:
        return "is empty"
    if len(word) > _LONGEST_WORD:
        return f"is longer than {_LONGEST_WORD:,} characters"
    unseen = not word.isprintable() and _UNSEEN.search(word)  # few names have any
    return "has an invisible or a control character" if unseen else ""


def _shared_ids(block: LockBlock) -> Iterator[Fault]:
    """One resource cannot be two: the second one would be overwritten or deleted with the first."""
    owners: dict[tuple[Kind, str], Address] = {}
    for address, entry in block.resources.items():
        other = owners.setdefault((address.kind, entry.remote_id), address)
        if other != address:
            yield ("resources", address.kind, address.key, "id"), f"is also the id of {other}"
    for address, older in block.leftovers.items():
        for one in older:
            first = owners.setdefault((address.kind, one.remote_id), address)
            current = block.resources.get(address)
            if first != address or (current is not None and current.remote_id == one.remote_id):
                yield ("leftovers", address.kind, address.key), f"has the id that {first} has now"
