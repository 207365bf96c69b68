"""What the lock says of the last push decides whether a voice has changed; a lock that cannot be read says nothing."""

from pathlib import Path

import pytest

from personactl.fingerprint import value_fingerprint
from personactl.lint.run import lint_files
from personactl.persona.project_resource import Address
from personactl.state.lock import Lock, LockBlock, LockEntry
from personactl.state.lock_format.lock_file import write_lock
from personactl.state.project import lock_path
from personactl.sync.values.field_paths import fingerprint

_OLD = "6bfbe25a-979d-40f3-a92b-5394170af54b"
_NEW = "30fa96d0-26c4-4e55-94a0-517025942e18"


@pytest.fixture
def persona(tmp_path: Path) -> Path:
    path = tmp_path / "cara.yaml"
    path.write_text(f"name: Cara\navatar: Cara\nvoiceId: {_NEW}\n")
    return path


def _codes(persona: Path) -> set[str]:
    return {finding.code for finding in lint_files([persona], persona.parent).findings}


def test_a_lock_that_a_push_wrote_tells_of_another_voice(persona: Path) -> None:
    for address, voice, found in (
        (Address("persona", "cara"), _OLD, True),
        (Address("persona", "cara"), _NEW, False),
        (Address("tool", "cara"), _OLD, False),
    ):
        entry = LockEntry("1", {"voiceId": fingerprint("voiceId", voice)}, {}, "")
        lock = Lock().with_block("live", "https://api.shop.test", LockBlock({address: entry}))
        write_lock(lock_path(persona.parent), lock)
        assert ("V308" in _codes(persona)) == found


def test_fingerprints_are_those_of_a_push() -> None:
    for text in (_OLD, "é 😀"):
        assert value_fingerprint(text) == fingerprint("voiceId", text)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<<<<<<< ours",
        b"[]",
        b'{"profiles": [1]}',
        b'{"version": 2, "profiles": {"a": {"b": 1}}}',
        b"\xff",
        b"[" * 9999,
    ],
    ids=repr,
)
def test_a_lock_that_cannot_be_used_tells_nothing(persona: Path, content: bytes) -> None:
    lock_path(persona.parent).write_bytes(content)
    assert "V308" not in _codes(persona)
