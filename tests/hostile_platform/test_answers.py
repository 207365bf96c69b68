"""Whatever a platform answers, a command ends as documented. A sample of the fuzz, and the cases that once did not."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from tests.hostile_platform.__main__ import CORPUS, drawn_cases, read_case
from tests.hostile_platform.case import Case, problems
from tests.hostile_platform.commands import COMMANDS
from tests.hostile_platform.hostile_server import Platform, hostile_platform
from tests.hostile_platform.world import World, build_world

pytestmark = pytest.mark.slow

_SAMPLES = 12
_CASES_IN_A_SAMPLE = 12
_KEPT = sorted(CORPUS.glob("*.json"))


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with hostile_platform() as platform:
        yield platform


@pytest.fixture(scope="module")
def world(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("hostile"), platform)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_works_with_an_honest_platform(command: str, world: World, platform: Platform) -> None:
    """Otherwise the fuzz would test nothing but its errors."""
    case = Case(command, ())
    assert problems(case, world, platform, expected=frozenset({0, 1, 6})) == []


@pytest.mark.parametrize("sample", range(_SAMPLES))
def test_a_sample_of_hostile_answers(sample: int, world: World, platform: Platform) -> None:
    for case in islice(drawn_cases(sample * 1_000), _CASES_IN_A_SAMPLE):
        assert problems(case, world, platform) == [], case


@pytest.mark.parametrize("path", _KEPT, ids=[path.stem for path in _KEPT])
def test_what_the_fuzz_found_once(path: Path, world: World, platform: Platform) -> None:
    assert problems(read_case(path), world, platform) == []
