"""Two kinds of work on the same files give the same results as alone, in one process and in several."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from personactl.parallel import PairedFileMap, map_files

pytestmark = pytest.mark.processes

MANY = 100
FILES = [Path(f"{number}.yaml") for number in range(MANY)]
NAMES = {path: Path("/project", path) for path in FILES[10:]}


def shout(path: Path) -> str:
    return path.name.upper()


def top(path: Path) -> str | None:
    """Return nothing for the last file."""
    return None if path.stem == f"{MANY - 1}" else path.parts[0]


@pytest.mark.parametrize("processes", [1, 2])
def test_the_first_work_gives_what_it_gives_alone(processes: int) -> None:
    together = PairedFileMap(top, NAMES)
    assert list(together.map_files(shout, FILES, processes)) == list(map_files(shout, FILES, processes))


@pytest.mark.parametrize("processes", [1, 2])
def test_the_second_work_is_done_by_its_own_names(processes: int) -> None:
    together = PairedFileMap(top, NAMES)
    list(together.map_files(shout, FILES, processes))
    assert together.second_results == dict.fromkeys([NAMES[path] for path in FILES[10:-1]], "/")


def pause(path: Path) -> int:
    (path.parent / f"worker-{os.getpid()}").touch()
    time.sleep(0.05)
    return os.getpid()


@pytest.mark.parametrize("hostile", ["multiprocessing/__init__.py", "signal.py", "tempfile.py", "yaml.py"])
def test_spawned_workers_run_no_file_of_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hostile: str
) -> None:
    file = tmp_path / hostile
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"open({str(tmp_path / 'pwned')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    ended = threading.Event()
    other = threading.Thread(target=ended.wait)  # with another thread, workers are spawned
    other.start()
    try:
        assert list(map_files(shout, FILES, 2)) == [path.name.upper() for path in FILES]
    finally:
        ended.set()
        other.join()
    assert not (tmp_path / "pwned").exists()
    assert "PYTHONSAFEPATH" not in os.environ


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_end_with_a_parent_that_was_killed(tmp_path: Path, method: str) -> None:
    """The parent kills itself after the first results; its workers have hundreds of seconds of work left."""
    script = (
        "import os, signal, sys, threading\nfrom pathlib import Path\n"
        "from personactl.parallel import map_files\nfrom tests.test_parallel import pause\n"
        f"if __name__ == '__main__':\n"
        f"    if {method == 'spawn'}:\n        threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        f"    files = [Path({str(tmp_path)!r}, str(number)) for number in range(20_000)]\n"
        "    results = map_files(pause, files, 3)\n    next(results)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    program = tmp_path / "program.py"
    program.write_text(script)
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run([sys.executable, program], env={**os.environ, "PYTHONPATH": str(root)}, check=False)
    assert done.returncode == -9
    workers = [int(file.name.removeprefix("worker-")) for file in tmp_path.glob("worker-*")]
    assert workers
    while any(map(is_running, workers)):
        time.sleep(0.05)


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0]
    except FileNotFoundError:
        return False
    return state not in "ZX"
