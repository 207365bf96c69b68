"""Keys in the system's keyring, with every kind of backend."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

from personactl.errors import KeyringError
from personactl.secret import Secret
from personactl.state.credentials.keyring_store import KeyringStore
from tests.state.backends import Broken, Forgetful, Hanging, Locked, Memory

ORIGIN = "https://api.example"

_GET = """
from personactl.errors import KeyringError
from personactl.state.credentials.keyring_store import KeyringStore
try:
    print(KeyringStore(answer_within_s=120).get("p", "https://api.example"))
except KeyringError as error:
    print(error.message, error.where, sep="|")
"""


def store(backend: KeyringBackend, *, answer_within_s: float = 60) -> KeyringStore:
    return KeyringStore(lambda: backend, answer_within_s=answer_within_s)


def test_a_key_is_stored_under_profile_and_origin_and_found_by_both_only() -> None:
    backend = Memory()
    keys = store(backend)
    keys.set("staging", ORIGIN, Secret("k"))
    found = keys.get("staging", ORIGIN)
    assert found is not None
    assert (found.key, found.source) == (Secret("k"), "the keyring")
    assert keys.get("staging", "https://other.example") is None
    assert keys.get("other", ORIGIN) is None
    assert backend.entries == {("personactl:https://api.example", "staging"): "k"}


def test_a_deleted_key_is_gone_and_deleting_nothing_is_allowed() -> None:
    keys = store(Memory())
    keys.set("staging", ORIGIN, Secret("k"))
    assert keys.delete("staging", ORIGIN) is True
    assert keys.get("staging", ORIGIN) is None
    assert keys.delete("staging", ORIGIN) is False


def test_a_backend_that_keeps_nothing_is_found_out() -> None:
    with pytest.raises(KeyringError, match="did not store the key"):
        store(Forgetful()).set("staging", ORIGIN, Secret("k"))


@pytest.mark.parametrize(
    ("backend", "said", "where", "first"),
    [
        (Locked(), "the keyring is locked", "KeyringLocked: Failed to unlock the collection!", "unlock the key"),
        (Broken(), "the keyring failed", "ZeroDivisionError: the bus exploded", "check the keyring"),
    ],
)
def test_a_failure_of_the_backend_is_reported_in_its_own_words(
    backend: KeyringBackend, said: str, where: str, first: str
) -> None:
    with pytest.raises(KeyringError) as caught:
        store(backend).get("staging", ORIGIN)
    assert (caught.value.message, caught.value.where) == (said, where)
    assert caught.value.hint.startswith(first)
    assert "; or set ANAM_API_KEY for this run, or keep" in caught.value.hint
    login = f"personactl auth login --api-url {ORIGIN} --insecure-storage --profile staging"
    assert caught.value.hint.endswith(f"keep the key in a private file: {login}")
    assert caught.value.exit_status == 3


def test_a_hanging_backend_is_abandoned_and_not_called_again() -> None:
    backend = Hanging()
    keys = store(backend, answer_within_s=0.05)
    for _ in range(3):
        with pytest.raises(KeyringError, match=r"did not answer within 0\.05 s"):
            keys.get("staging", ORIGIN)
    assert backend.asked == 1


@pytest.mark.parametrize("backend", [Locked(), Hanging()])
def test_what_a_locked_keyring_refuses_begins_with_unlocking_it(backend: KeyringBackend) -> None:
    keys = store(backend, answer_within_s=0.05)
    calls: list[Callable[[], object]] = [
        lambda: keys.get("staging", ORIGIN),
        lambda: keys.set("staging", ORIGIN, Secret("k")),
        lambda: keys.delete("staging", ORIGIN),
    ]
    for call in calls:
        with pytest.raises(KeyringError) as caught:
            call()
        assert caught.value.hint.startswith(("unlock the keyring (", "unlock the keychain ("))


def test_a_backend_that_cannot_even_be_loaded_is_a_keyring_failure() -> None:
    def load() -> KeyringBackend:
        raise ModuleNotFoundError("No module named 'elsewhere'")

    with pytest.raises(KeyringError, match="the keyring failed"):
        KeyringStore(load).get("staging", ORIGIN)


@pytest.mark.processes
@pytest.mark.parametrize("name", ["keyring.backends.fail.Keyring", "keyring.backends.null.Keyring"])
def test_a_backend_that_keeps_nothing_by_trade_counts_as_no_keyring(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    done = subprocess.run([sys.executable, "-c", _GET], capture_output=True, text=True, check=True)
    assert done.stdout == f"there is no keyring on this machine|the best available backend: {name}\n"


_PLAINTEXT = """
from keyring.backend import KeyringBackend

class PlaintextKeyring(KeyringBackend):
    priority = 0.5

    def get_password(self, service, username):
        return open({file!r}).read()

    def set_password(self, service, username, password):
        open({file!r}, "w").write(password)
"""


@pytest.fixture
def plaintext_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install a distribution with a plain-text backend, as `keyrings.alt` does. Returns the backend's file."""
    site, file = tmp_path / "site", tmp_path / "in-clear"
    (site / "keyrings" / "alt").mkdir(parents=True)
    (site / "keyrings" / "alt" / "file.py").write_text(_PLAINTEXT.format(file=str(file)))
    info = site / "plain-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plain\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[keyring.backends]\nplain = keyrings.alt.file\n")
    file.write_text("from the file")
    monkeypatch.setenv("PYTHONPATH", str(site))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    return file


@pytest.mark.processes
def test_the_keyring_library_itself_would_fall_back_to_plain_text(
    plaintext_installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    script = "import keyring; print(keyring.get_password('s', 'u'))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "from the file\n"


@pytest.mark.processes
@pytest.mark.parametrize("chosen", [None, "keyrings.alt.file.PlaintextKeyring"])
def test_personactl_does_not_fall_back_to_plain_text_even_if_the_library_is_configured_to(
    plaintext_installed: Path, chosen: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    if chosen:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", chosen)
    done = subprocess.run([sys.executable, "-c", _GET], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("there is no keyring on this machine|")
