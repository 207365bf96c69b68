"""Keys in the private file, and the order of the two stores."""

import json
import stat
from pathlib import Path

import pytest

from personactl.errors import StorageError, UsageError
from personactl.secret import Secret
from personactl.state.credentials.keyring_store import KeyringStore
from personactl.state.credentials.keys import InsecureFileStore, StoredKeys, fingerprint
from personactl.state.paths import Paths
from tests.state.backends import Memory

ORIGIN = "https://api.example"
KEY = Secret("k-1")


@pytest.fixture
def file(tmp_path: Path) -> InsecureFileStore:
    return InsecureFileStore(Paths.from_environment({"PERSONACTL_HOME": str(tmp_path / "h")}, tmp_path))


@pytest.fixture
def backend() -> Memory:
    return Memory()


@pytest.fixture
def keys(file: InsecureFileStore, backend: Memory) -> StoredKeys:
    return StoredKeys(file, KeyringStore(lambda: backend))


def test_looking_for_a_key_makes_no_file(file: InsecureFileStore, tmp_path: Path) -> None:
    assert file.get("a", ORIGIN) is None
    assert file.delete("a", ORIGIN) is False
    assert not (tmp_path / "h").exists()


def test_the_file_is_private_from_its_birth_and_so_is_its_folder(file: InsecureFileStore) -> None:
    file.set("a", ORIGIN, KEY)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700


def test_a_key_is_found_by_profile_and_origin_only(file: InsecureFileStore) -> None:
    file.set("a", ORIGIN, KEY)
    found = file.get("a", ORIGIN)
    assert found is not None
    assert (found.key, found.source) == (KEY, f"the private file {file.path}")
    assert file.get("a", "https://other.example") is None
    assert file.get("b", ORIGIN) is None


def test_deleting_one_key_leaves_the_others(file: InsecureFileStore) -> None:
    for profile, origin in (("a", ORIGIN), ("a", "https://2.example"), ("b", ORIGIN)):
        file.set(profile, origin, KEY)
    assert file.delete("a", ORIGIN) is True
    assert json.loads(file.path.read_text())["keys"] == {"a": {"https://2.example": "k-1"}, "b": {ORIGIN: "k-1"}}
    assert file.delete("a", "https://2.example") is True
    assert json.loads(file.path.read_text())["keys"] == {"b": {ORIGIN: "k-1"}}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_file_that_others_can_read_is_not_used(file: InsecureFileStore, mode: int) -> None:
    file.set("a", ORIGIN, KEY)
    file.path.chmod(mode)
    with pytest.raises(StorageError, match="can be read by other users") as caught:
        file.get("a", ORIGIN)
    assert "chmod 600" in caught.value.hint


def test_a_damaged_file_is_refused_without_showing_what_is_in_it(file: InsecureFileStore) -> None:
    file.set("a", ORIGIN, KEY)
    file.path.write_text('{"version": 1, "keys": {"a": "hunter2"}}')
    with pytest.raises(UsageError) as caught:
        file.get("a", ORIGIN)
    assert "hunter2" not in f"{caught.value.message} {caught.value.where} {caught.value.hint}"


def test_a_key_in_the_file_leaves_the_keyring_untouched(
    keys: StoredKeys, file: InsecureFileStore, backend: Memory
) -> None:
    file.set("a", ORIGIN, KEY)
    found = keys.get("a", ORIGIN)
    assert found is not None
    assert found.key == KEY
    assert keys.delete("a", ORIGIN) is True
    assert backend.asked == 0


def test_a_key_that_moves_to_the_keyring_leaves_the_file(
    keys: StoredKeys, file: InsecureFileStore, backend: Memory
) -> None:
    file.set("a", ORIGIN, Secret("old"))
    keys.set("a", ORIGIN, KEY)
    assert file.get("a", ORIGIN) is None
    assert list(backend.entries.values()) == ["k-1"]
    assert keys.delete("a", ORIGIN) is True
    assert backend.entries == {}


def test_a_fingerprint_tells_keys_apart_and_shows_nothing_of_them() -> None:
    assert fingerprint(Secret("k-1")) == "sha256:7c35c5a1"
    assert fingerprint(Secret("k-1")) != fingerprint(Secret("k-2"))
