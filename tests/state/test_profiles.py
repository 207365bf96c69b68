"""The user's profiles on disk."""

import json
import multiprocessing
from pathlib import Path

import pytest

from personactl.errors import StorageError, UsageError
from personactl.state.paths import Paths, needed
from personactl.state.profile_settings import ProfileSettings, checked_name
from personactl.state.profiles import Profiles, change_profiles, profiles_path, read_profiles

STAGING = ProfileSettings("staging", "https://staging.example", storage="keyring")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.from_environment({"PERSONACTL_HOME": str(tmp_path / "h")}, tmp_path)


def _add(root: str, name: str) -> None:
    paths = Paths.from_environment({"PERSONACTL_HOME": root}, Path(root))
    change_profiles(paths, lambda profiles: profiles.with_profile(ProfileSettings(name, "https://x.example")))


def test_no_file_means_no_profiles_and_reading_makes_none(paths: Paths, tmp_path: Path) -> None:
    assert read_profiles(paths) == Profiles()
    assert not (tmp_path / "h").exists()


def test_profiles_come_back_as_they_were(paths: Paths) -> None:
    written = change_profiles(paths, lambda profiles: Profiles("staging", {"staging": STAGING}))
    assert read_profiles(paths) == written == Profiles("staging", {"staging": STAGING})


def test_the_file_holds_addresses_and_places_and_nothing_else(paths: Paths) -> None:
    change_profiles(paths, lambda profiles: profiles.with_profile(STAGING))
    assert json.loads(profiles_path(paths).read_text()) == {
        "version": 1,
        "current": None,
        "profiles": {"staging": {"apiUrl": "https://staging.example", "storage": "keyring"}},
    }


def test_a_profile_that_is_gone_is_not_current_either() -> None:
    assert Profiles("staging", {"staging": STAGING}).without("staging") == Profiles(None, {})
    assert Profiles("local", {"staging": STAGING}).without("staging") == Profiles("local", {})


@pytest.mark.processes
def test_several_processes_that_add_profiles_at_once_lose_none(paths: Paths, tmp_path: Path) -> None:
    names = [f"p{number}" for number in range(6)]
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_add, args=(str(tmp_path / "h"), name)) for name in names]
    try:
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert [process.exitcode for process in processes] == [0] * len(names)
    finally:
        for process in processes:
            if process.is_alive():
                process.kill()
    assert sorted(read_profiles(paths).settings) == names


@pytest.mark.parametrize("name", ["local", "env", "", "-x", "a b", "a/b", "é", "x" * 65, "a\n"])
def test_names_that_no_profile_may_bear_are_refused(name: str) -> None:
    with pytest.raises(UsageError):
        checked_name(name, "--profile")


@pytest.mark.parametrize("name", ["default", "Staging-2", "a.b_c", "1", "x" * 64])
def test_plain_names_are_allowed(name: str) -> None:
    assert checked_name(name, "--profile") == name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"version": 2, "current": null, "profiles": {}}', "version"),
        ('{"version": 1, "current": null, "profiles": {"a": {"apiUrl": 1}}}', "profiles.a.apiUrl must be text"),
        ('{"version": 1, "current": null, "profiles": {"a": {"apiUrl": "x"}}}', "must begin with https://"),
        ('{"version": 1, "current": null, "profiles": {"env": {"apiUrl": "https://x"}}}', "'env' is built in"),
        ('{"version": 1, "current": null, "profiles": {"a": {"apiUrl": "https://x", "key": "k"}}}', "not known"),
        ("nonsense", "profiles.json cannot be used"),
    ],
)
def test_a_damaged_file_is_refused_and_named(paths: Paths, text: str, said: str) -> None:
    profiles_path(paths).parent.mkdir(parents=True)
    profiles_path(paths).write_text(text)
    with pytest.raises(UsageError) as caught:
        read_profiles(paths)
    assert said in caught.value.message
    assert str(profiles_path(paths)) in caught.value.where


def test_a_change_that_cannot_be_written_leaves_the_old_profiles(paths: Paths) -> None:
    change_profiles(paths, lambda profiles: profiles.with_profile(STAGING))
    (needed(paths.state) / "locks").rename(needed(paths.state) / "aside")
    (needed(paths.state) / "locks").write_text("a file in the way")
    with pytest.raises(StorageError):
        change_profiles(paths, lambda profiles: Profiles())
    assert read_profiles(paths).settings == {"staging": STAGING}
