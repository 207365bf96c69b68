"""The lock during a push: every change is on disk when its task continues, whatever other tasks do."""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from personactl.errors import StorageError
from personactl.persona.project_resource import Address
from personactl.state.lock import Lock, LockBlock, LockEntry
from personactl.state.lock_format.account import Account
from personactl.state.lock_format.lock_file import read_lock, write_lock
from personactl.sync.apply.ledger import Ledger

ACCOUNT = Account.of("test")
ENTRY = LockEntry("id", {"name": "0" * 32}, {}, "2026-11-22T10:00:00.000Z")


def entry(key: str) -> LockEntry:
    """The entry of a resource, which has an id of its own."""
    return replace(ENTRY, remote_id=f"id-of-{key}")


def test_each_change_is_on_disk_when_its_task_continues(tmp_path: Path) -> None:
    path = tmp_path / "personactl.lock"
    ledger = Ledger(path, ACCOUNT, "origin")

    async def one(key: str) -> bool:
        await ledger.record(lambda block: block.with_entry(Address("persona", key), entry(key)))
        return Address("persona", key) in read_lock(path).block("test", "origin").resources

    async def all_at_once() -> list[bool]:
        return await asyncio.gather(*(one(f"key-{number}") for number in range(200)))

    assert all(asyncio.run(all_at_once()))
    assert len(read_lock(path).block("test", "origin").resources) == 200


def test_the_next_write_includes_a_change_whose_write_failed(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "personactl.lock"
    ledger = Ledger(path, ACCOUNT, "origin")

    async def work() -> None:
        path.parent.write_text("a file where a folder must be")
        with pytest.raises(StorageError):
            await ledger.record(lambda block: block.with_entry(Address("persona", "one"), ENTRY))
        path.parent.unlink()
        await ledger.record(lambda block: block.with_entry(Address("persona", "two"), entry("two")))

    asyncio.run(work())
    assert sorted(read_lock(path).block("test", "origin").of_kind("persona")) == ["one", "two"]


def test_a_change_cancelled_during_its_write_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "personactl.lock"
    ledger = Ledger(path, ACCOUNT, "origin")

    async def work() -> None:
        task = asyncio.create_task(ledger.record(lambda block: block.with_entry(Address("persona", "one"), ENTRY)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await ledger.record(lambda block: block.with_entry(Address("persona", "two"), entry("two")))

    asyncio.run(work())
    assert sorted(read_lock(path).block("test", "origin").of_kind("persona")) == ["one", "two"]


def test_what_other_profiles_pushed_passes_through(tmp_path: Path) -> None:
    path = tmp_path / "personactl.lock"
    other = LockBlock({Address("persona", "theirs"): replace(ENTRY, remote_id="their-id")})
    write_lock(path, Lock().with_block("other", "origin", other))
    ledger = Ledger(path, ACCOUNT, "origin")
    asyncio.run(ledger.record(lambda block: block.with_entry(Address("persona", "ours"), ENTRY)))
    assert read_lock(path).block("other", "origin") == other
    assert read_lock(path).block("test", "origin").resources == {Address("persona", "ours"): ENTRY}
