"""The lock file: it is read back unchanged, and invalid content is refused."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from personactl.errors import ConflictError, PersonactlError, StorageError, UsageError
from personactl.persona.project_resource import KINDS, Address
from personactl.state.lock import Leftover, Lock, LockBlock, LockEntry, PendingWrite
from personactl.state.lock_format.lock_file import LockWriter, read_lock, write_lock
from personactl.state.lock_format.lock_merge import joined

ORIGIN = "https://api.example"
F1, F2 = "1" * 32, "secret:" + "2" * 32
ENTRY = LockEntry("id-1", {"name": F1}, {"avatarId": "a1"}, "2026-01-02T03:04:05.678Z")
OTHER = replace(ENTRY, remote_id="id-2")
PENDING = PendingWrite("Bob", {"name": F2}, "2026-01-02T03:04:05Z")

_words = st.text(
    st.characters(categories=("L", "M", "N", "P", "S", "Zs"), exclude_characters="/\\"), min_size=1, max_size=8
)
_names = _words.filter(lambda word: word.strip(" .") != "")
_ids = st.uuids().map(str)
_prints = st.integers(0, 2**128 - 1).map(lambda number: f"{number:032x}")
_hashes = st.dictionaries(_words, st.one_of(_prints, _prints.map("secret:{}".format)), max_size=3)
_pins = st.dictionaries(st.text(max_size=8), _ids, max_size=3)
_dates = st.sampled_from(["", "2026-01-02T03:04:05.678Z", "2026-01-02 03:04"])
_times = st.sampled_from(["", "2026-01-02T03:04:05Z"])
_entries = st.builds(LockEntry, _ids, _hashes, _pins, _dates, st.one_of(st.none(), _hashes))
_pending = st.builds(PendingWrite, st.text(max_size=8), _hashes, _times, st.one_of(st.just(""), _ids))
_addresses = st.one_of(
    st.builds(Address, st.sampled_from([kind for kind in KINDS if kind != "document"]), _names),
    st.builds("{}/{}".format, _names, _names).map(lambda key: Address("document", key)),
)
_replaced = st.builds(Address, st.just("llm"), _names)
_blocks = st.builds(
    LockBlock,
    st.dictionaries(_addresses, _entries, max_size=2),
    st.dictionaries(_addresses, _pending, max_size=2),
    st.dictionaries(_replaced, st.lists(st.builds(Leftover, _ids, _hashes), min_size=1).map(tuple), max_size=2),
)
_locks = st.dictionaries(_words, st.dictionaries(_words, _blocks, max_size=2), max_size=2).map(Lock)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "personactl.lock"


def persona(key: str) -> Address:
    return Address("persona", key)


def test_no_file_is_an_empty_lock_and_reading_makes_none(path: Path) -> None:
    assert read_lock(path) == Lock()
    assert not path.exists()


def test_the_file_is_sorted_json_that_shows_well_in_a_merge(path: Path) -> None:
    block = (
        LockBlock()
        .with_entry(persona("zoe"), OTHER)
        .with_entry(persona("cara"), ENTRY)
        .with_pending(persona("bob"), PENDING)
    )
    write_lock(path, Lock().with_block("staging", ORIGIN, block))
    text = path.read_text()
    value = json.loads(text)
    assert value["version"] == 3
    (line,) = [line for line in text.splitlines() if '"cara"' in line]
    assert json.loads("{" + line.rstrip(",") + "}")["cara"] == {
        "id": "id-1",
        "fields": {"name": F1},
        "resolved": {"avatarId": "a1"},
        "updatedAt": "2026-01-02T03:04:05.678Z",
    }
    assert value["platforms"][ORIGIN]["staging"]["pending"]["persona"]["bob"] == {
        "name": "Bob",
        "fields": {"name": F2},
        "startedAt": "2026-01-02T03:04:05Z",
    }


@given(lock=_locks)
def test_every_lock_comes_back_as_it_was(lock: Lock, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "property.lock"
    try:
        write_lock(path, lock)
    except UnicodeEncodeError:
        return  # lone surrogates, which no platform and no file name in UTF-8 can hold
    assert read_lock(path) == joined(lock)


def test_the_first_format_is_read_and_written_as_the_present_one(path: Path) -> None:
    entry = {"id": "id-1", "fields": {"name": F1}, "resolved": {"avatarId": "a1"}, "updatedAt": ENTRY.updated_at}
    pending = {"name": "Bob", "fields": {"name": F2}, "startedAt": "2026-01-02T03:04:05Z"}
    block = {"personas": {"cara": entry}, "pending": {"bob": pending}}
    path.write_text(json.dumps({"version": 1, "profiles": {"staging": {ORIGIN: block}}}))
    lock = read_lock(path)
    assert lock.block("profile:staging", ORIGIN) == LockBlock({persona("cara"): ENTRY}, {persona("bob"): PENDING})
    write_lock(path, lock)
    assert json.loads(path.read_text())["version"] == 3
    assert read_lock(path) == lock


def test_an_entry_is_a_line_and_another_kind_is_another_place(path: Path) -> None:
    block = LockBlock().with_entry(persona("cara"), ENTRY).with_entry(Address("tool", "cara"), ENTRY)
    write_lock(path, Lock().with_block("a", ORIGIN, block))
    before = path.read_text().splitlines()
    write_lock(path, Lock().with_block("a", ORIGIN, block.with_entry(Address("tool", "dora"), OTHER)))
    after = path.read_text().splitlines()
    assert len(after) == len(before) + 2
    assert len([line for line in after if line not in before]) == 3, (
        "the new line, the comma before it, and an empty line"
    )


def test_what_was_written_before_is_written_alike_by_the_same_writer(path: Path) -> None:
    writer = LockWriter(path)
    block = LockBlock().with_entry(persona("cara"), ENTRY)
    for changed in (block, block.with_entry(persona("cara"), replace(ENTRY, remote_id="id-2")), block):
        lock = Lock().with_block("a", ORIGIN, changed).with_block("b", "https://other.example", block)
        writer.write(lock)
        assert read_lock(path) == lock


def test_leftovers_are_remembered_until_they_are_gone(path: Path) -> None:
    old = Address("document", "store-faq/hours.md")
    one, two = Leftover("one", {"filename": F1}), Leftover("two", {"filename": F2})
    block = LockBlock().with_leftover(old, one).with_leftover(old, two).with_leftover(old, two)
    write_lock(path, Lock().with_block("a", ORIGIN, block))
    assert read_lock(path).block("a", ORIGIN).leftovers == {old: (one, two)}
    assert block.without_leftover(old, "one").without_leftover(old, "two") == LockBlock()


def test_blocks_of_other_profiles_and_origins_pass_through_byte_by_byte(path: Path) -> None:
    other = LockBlock().with_entry(persona("cara"), ENTRY).with_pending(persona("bob"), PENDING)
    write_lock(path, Lock().with_block("a", "https://1", other).with_block("b", "https://3", other))
    before = path.read_bytes()
    lock = read_lock(path).with_block("b", "https://2", LockBlock().with_entry(persona("zoe"), ENTRY))
    write_lock(path, lock)
    assert path.read_bytes() != before
    write_lock(path, read_lock(path).with_block("b", "https://2", LockBlock()))
    assert path.read_bytes() == before


def test_the_same_profile_at_another_origin_knows_nothing() -> None:
    lock = Lock().with_block("staging", ORIGIN, LockBlock().with_entry(persona("cara"), ENTRY))
    assert lock.block("staging", "https://elsewhere.example") == LockBlock()
    assert lock.block("staging", ORIGIN).resources == {persona("cara"): ENTRY}


def test_a_pushed_persona_is_no_longer_pending() -> None:
    block = LockBlock().with_pending(persona("bob"), PENDING).with_entry(persona("bob"), ENTRY)
    assert (block.resources, block.pending) == ({persona("bob"): ENTRY}, {})


def test_a_pending_create_can_be_given_up_without_losing_the_rest() -> None:
    block = LockBlock().with_entry(persona("cara"), ENTRY).with_pending(persona("bob"), PENDING)
    assert block.without_pending(persona("bob")) == LockBlock({persona("cara"): ENTRY})
    assert block.without(persona("cara")) == LockBlock({}, {persona("bob"): PENDING})


def test_an_emptied_block_leaves_no_trace() -> None:
    lock = Lock().with_block("a", ORIGIN, LockBlock().with_entry(persona("cara"), ENTRY))
    assert lock.with_block("a", ORIGIN, LockBlock()) == Lock()


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ('{\n<<<<<<< HEAD\n "a": 1\n=======\n', ConflictError, "unfinished merge"),
        ('{\n "a": 1\n=======\n', ConflictError, "unfinished merge"),
        ('{"version": 4, "anything": []}', ConflictError, "newer personactl"),
        ("", UsageError, "line 1 column 1"),
        ('{"version": 1', UsageError, "line 1"),
        ("[" * 100_000, UsageError, "personactl.lock cannot be used"),
        ("[]", UsageError, "the top level must be an object"),
        ('{"version": 1}', UsageError, "profiles is missing"),
        ('{"version": 1, "profiles": {}, "profiles": {}}', UsageError, "'profiles' appears twice"),
        ('{"version": 1, "profiles": {"a": {"o": {"extra": 1}}}}', UsageError, "profiles > a > o > extra is not known"),
        ('{"version": 1, "profiles": {"a": {"o": []}}}', UsageError, "profiles > a > o must be an object"),
        ('{"version": 3, "profiles": {}}', UsageError, "profiles is not known"),
        ('{"version": 2, "profiles": {"a": {"o": {"extra": 1}}}}', UsageError, "profiles > a > o > extra is not known"),
    ],
)
def test_a_file_that_is_not_a_lock_is_refused_in_one_line(
    path: Path, text: str, error: type[PersonactlError], said: str
) -> None:
    path.write_text(text)
    with pytest.raises(PersonactlError) as caught:
        read_lock(path)
    assert type(caught.value) is error
    assert said in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.where.startswith(str(path))


def test_a_conflict_marker_inside_a_value_is_ignored(path: Path) -> None:
    write_lock(path, Lock().with_block("a", "<<<<<<< x", LockBlock().with_entry(persona("======="), ENTRY)))
    assert read_lock(path).block("a", "<<<<<<< x").resources == {persona("======="): ENTRY}


def test_bytes_that_are_not_text_are_refused(path: Path) -> None:
    path.write_bytes(b'{"version": 1, "\xff": 1}')
    with pytest.raises(UsageError, match="byte 17 is not UTF-8"):
        read_lock(path)


def test_a_folder_in_its_place_is_a_storage_error(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StorageError):
        read_lock(path)


def test_line_ends_that_git_has_changed_are_accepted(path: Path) -> None:
    lock = Lock().with_block("a", ORIGIN, LockBlock().with_entry(persona("cara"), ENTRY))
    write_lock(path, lock)
    path.write_bytes(path.read_bytes().replace(b"\n", os.linesep.encode().replace(b"\n", b"\r\n")))
    assert read_lock(path) == lock


@pytest.mark.parametrize("others", [None, {}, {"skipGreeting": F2}], ids=["unknown", "none", "some"])
def test_what_the_platform_held_besides_is_remembered(tmp_path: Path, others: dict[str, str] | None) -> None:
    path = tmp_path / "personactl.lock"
    entry = replace(ENTRY, others=others)
    write_lock(path, Lock().with_block("a", "https://a.test", LockBlock().with_entry(persona("cara"), entry)))
    assert read_lock(path).block("a", "https://a.test").resources == {persona("cara"): entry}
    assert ('"others"' in path.read_text()) is (others is not None)
