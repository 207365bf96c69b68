"""Two runs never work on the same path at once, and a killed run does not block others."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from personactl.errors import ConflictError, StorageError
from personactl.state.process_lock import hold_lock
from tests.child_process import child_process

_HOLDER = """
import sys
from pathlib import Path
from personactl.state.process_lock import hold_lock

with hold_lock(Path(sys.argv[1]), state=Path(sys.argv[2]), timeout_s=60):
    print("held", flush=True)
    sys.stdin.readline()
"""

Holder = Callable[[Path], "subprocess.Popen[str]"]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def hold_elsewhere(state: Path) -> Iterator[Holder]:
    """Hold a path in another process until its standard input ends."""
    with ExitStack() as stack:

        def start(path: Path) -> "subprocess.Popen[str]":
            command = [sys.executable, "-c", _HOLDER, str(path), str(state)]
            process = stack.enter_context(child_process(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            return process

        yield start


@pytest.mark.processes
def test_a_held_path_is_refused_after_the_wait_and_the_wait_is_announced(
    tmp_path: Path, state: Path, hold_elsewhere: Holder
) -> None:
    hold_elsewhere(tmp_path / "x")
    waits: list[str] = []
    lock = hold_lock(tmp_path / "x", state=state, timeout_s=0.1, on_wait=lambda: waits.append("waiting"))
    with pytest.raises(ConflictError) as caught, lock:
        pass
    assert caught.value.where == str(tmp_path / "x")
    assert waits == ["waiting"]


@pytest.mark.processes
def test_another_path_is_free(tmp_path: Path, state: Path, hold_elsewhere: Holder) -> None:
    hold_elsewhere(tmp_path / "x")
    with hold_lock(tmp_path / "y", state=state, timeout_s=0):
        pass


@pytest.mark.processes
def test_the_same_path_through_a_link_is_the_same_path(tmp_path: Path, state: Path, hold_elsewhere: Holder) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    hold_elsewhere(tmp_path / "real" / "x")
    with pytest.raises(ConflictError), hold_lock(tmp_path / "link" / "x", state=state, timeout_s=0.1):
        pass


@pytest.mark.processes
def test_a_path_is_free_again_when_its_holder_is_done(tmp_path: Path, state: Path, hold_elsewhere: Holder) -> None:
    hold_elsewhere(tmp_path / "x").communicate("done\n")
    with hold_lock(tmp_path / "x", state=state, timeout_s=0):
        pass


@pytest.mark.processes
def test_a_path_is_free_again_when_its_holder_was_killed(tmp_path: Path, state: Path, hold_elsewhere: Holder) -> None:
    holder = hold_elsewhere(tmp_path / "x")
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with hold_lock(tmp_path / "x", state=state, timeout_s=0):
        pass


@pytest.mark.processes
def test_a_wait_ends_as_soon_as_the_holder_is_done(tmp_path: Path, state: Path, hold_elsewhere: Holder) -> None:
    holder = hold_elsewhere(tmp_path / "x")
    assert holder.stdin is not None
    stdin = holder.stdin

    def let_go() -> None:
        stdin.write("done\n")
        stdin.flush()

    with hold_lock(tmp_path / "x", state=state, timeout_s=60, on_wait=let_go):
        assert holder.wait() == 0


def test_nothing_is_written_beside_the_path(tmp_path: Path, state: Path) -> None:
    (tmp_path / "project").mkdir()
    with hold_lock(tmp_path / "project" / "x", state=state, timeout_s=0):
        assert list((tmp_path / "project").iterdir()) == []


def test_a_state_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way")
    with pytest.raises(StorageError), hold_lock(tmp_path / "x", state=tmp_path / "state", timeout_s=0):
        pass
