"""What a look at the lock tells is what a push wrote into it."""

from pathlib import Path

from personactl.persona.resource import Address
from personactl.state.lock import Lock, LockBlock, LockEntry, write_lock
from personactl.state.pushed import Pushed, lock_path, pushed_personas, text_fingerprint
from personactl.sync.values.field_paths import fingerprint


def test_it_reads_the_personas_of_a_lock_that_was_written(tmp_path: Path) -> None:
    entry = LockEntry("1", {"voiceId": "ab"}, {"voiceId: Lucy": "2"}, "")
    block = LockBlock({Address("persona", "cara"): entry, Address("tool", "cara"): entry})
    write_lock(lock_path(tmp_path), Lock().with_block("live", "https://api.shop.test", block))

    [found] = pushed_personas(lock_path(tmp_path).read_bytes())

    assert found == Pushed("live", "cara", {"voiceId": "ab"}, {"voiceId: Lucy": "2"})


def test_fingerprints_are_those_of_a_push() -> None:
    for text in ("30fa96d0-26c4-4e55-94a0-517025942e18", "é 😀"):
        assert text_fingerprint(text) == fingerprint("voiceId", text)


def test_a_lock_that_is_none_tells_nothing() -> None:
    for text in (
        b"",
        b"<<<<<<< ours",
        b"[]",
        b'{"profiles": [1]}',
        b'{"profiles": {"a": {"b": 1}}}',
        b"\xff",
        b"[" * 9999,
    ):
        assert list(pushed_personas(text)) == []
