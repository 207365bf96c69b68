"""Two kinds of work on the same files give the same results as alone, in one process and in several."""

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
