"""The changes of a login and a logout, and their order."""

from pathlib import Path

import pytest

from personactl.errors import KeyringError, StorageError, UsageError
from personactl.secret import Secret
from personactl.state.credentials.keyring_store import KeyringStore
from personactl.state.credentials.keys import InsecureFileStore, StoredKeys
from personactl.state.credentials.logins import (
    choose_profile,
    delete_login,
    login_origin,
    profile_for_login,
    store_login,
)
from personactl.state.paths import Paths
from personactl.state.profile_settings import ProfileSettings, Storage
from personactl.state.profiles import Profiles, profiles_path, read_profiles
from personactl.state.project import Project
from tests.state.backends import Locked, Memory

ROOT = Path("/project")
BARE = Project(ROOT, ROOT / "personas")
ORIGIN = "https://api.example"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.from_environment({"PERSONACTL_HOME": str(tmp_path / "h")}, tmp_path)


@pytest.fixture
def backend() -> Memory:
    return Memory()


@pytest.fixture
def keys(paths: Paths, backend: Memory) -> StoredKeys:
    return StoredKeys(InsecureFileStore(paths), KeyringStore(lambda: backend))


def settings(name: str = "a", origin: str = ORIGIN, storage: Storage = "keyring") -> ProfileSettings:
    return ProfileSettings(name, origin, storage=storage)


@pytest.mark.parametrize(
    ("explicit", "variable", "pinned", "current", "name"),
    [
        ("a", "b", "c", "d", "a"),
        (None, "b", "c", "d", "b"),
        (None, "", "c", "d", "c"),
        (None, "", None, "d", "d"),
        (None, "", None, None, "default"),
        (None, "local", "env", "d", "d"),
        (None, "env", "local", "local", "default"),
    ],
)
def test_a_login_without_a_name_is_for_the_profile_that_commands_would_use(
    explicit: str | None, variable: str, pinned: str | None, current: str | None, name: str
) -> None:
    project = Project(ROOT, ROOT, pinned)
    assert profile_for_login(explicit, {"PERSONACTL_PROFILE": variable}, project, Profiles(current)) == name


def test_a_bad_name_is_refused_with_the_place_that_gave_it() -> None:
    with pytest.raises(UsageError) as caught:
        profile_for_login(None, {"PERSONACTL_PROFILE": "a b"}, BARE, Profiles())
    assert caught.value.where == "PERSONACTL_PROFILE"


@pytest.mark.parametrize(
    ("api_url", "variable", "known", "origin"),
    [
        ("https://Given.example/", "https://env.example", True, "https://given.example"),
        (None, "https://env.example", True, ORIGIN),
        (None, "https://env.example/", False, "https://env.example"),
        (None, "", False, "https://api.anam.ai"),
    ],
)
def test_a_login_goes_to_the_most_explicit_address(
    api_url: str | None, variable: str, known: bool, origin: str
) -> None:
    profiles = Profiles(None, {"a": settings()} if known else {})
    assert login_origin("a", api_url, {"ANAM_API_URL": variable}, BARE, profiles) == origin


def test_the_first_login_becomes_current_and_later_ones_do_not(paths: Paths, keys: StoredKeys) -> None:
    store_login(paths, keys, settings("a"), Secret("1"))
    profiles, _ = store_login(paths, keys, settings("b"), Secret("2"))
    assert profiles == read_profiles(paths) == Profiles("a", {"a": settings("a"), "b": settings("b")})


def test_a_profile_never_promises_a_key_that_could_not_be_stored(paths: Paths, tmp_path: Path) -> None:
    keys = StoredKeys(InsecureFileStore(paths), KeyringStore(lambda: Locked()))
    with pytest.raises(KeyringError):
        store_login(paths, keys, settings(), Secret("1"))
    assert not (tmp_path / "h").exists()


def test_an_older_key_at_another_address_is_removed(paths: Paths, keys: StoredKeys, backend: Memory) -> None:
    store_login(paths, keys, settings(origin="https://old.example"), Secret("old"))
    store_login(paths, keys, settings(), Secret("new"))
    assert backend.entries == {("personactl:https://api.example", "a"): "new"}


def test_an_older_key_that_a_broken_keyring_may_still_hold_is_mentioned(paths: Paths, keys: StoredKeys) -> None:
    store_login(paths, keys, settings(), Secret("old"))
    broken = StoredKeys(keys.file, KeyringStore(lambda: Locked()))
    profiles, leftover = store_login(paths, broken, settings(storage="file"), Secret("new"))
    assert profiles.settings["a"].storage == "file"
    assert leftover == f"an older key of 'a' for {ORIGIN} may still be in the keyring: the keyring is locked"


def test_an_older_key_in_the_file_does_not_survive_a_login_to_the_keyring(
    paths: Paths, keys: StoredKeys, backend: Memory
) -> None:
    store_login(paths, keys, settings(storage="file"), Secret("old"))
    _, leftover = store_login(paths, keys, settings(), Secret("new"))
    found = keys.get("a", ORIGIN)
    assert found is not None
    assert (found.key, leftover) == (Secret("new"), None)


def test_a_logout_keeps_the_profile_when_the_keyring_does_not_give_up_the_key(paths: Paths, keys: StoredKeys) -> None:
    store_login(paths, keys, settings(), Secret("1"))
    broken = StoredKeys(keys.file, KeyringStore(lambda: Locked()))
    with pytest.raises(KeyringError):
        delete_login(paths, broken, BARE, "a")
    assert "a" in read_profiles(paths).settings
    assert delete_login(paths, keys, BARE, "a") is True
    assert read_profiles(paths) == Profiles()


def test_a_logout_of_a_project_s_profile_without_a_key_changes_nothing(
    paths: Paths, keys: StoredKeys, tmp_path: Path
) -> None:
    project = Project(ROOT, ROOT, None, {"a": ProfileSettings("a", ORIGIN)})
    assert delete_login(paths, keys, project, "a") is False
    assert not (tmp_path / "h").exists()


def test_a_logout_of_an_unknown_profile_names_the_known_ones(paths: Paths, keys: StoredKeys) -> None:
    store_login(paths, keys, settings(), Secret("1"))
    with pytest.raises(UsageError) as caught:
        delete_login(paths, keys, BARE, "b")
    assert caught.value.hint == "choose one of: a"


def test_a_logout_where_there_is_no_profile_says_that_nothing_has_to_be_done(paths: Paths, keys: StoredKeys) -> None:
    with pytest.raises(UsageError, match="there is no profile 'default'") as caught:
        delete_login(paths, keys, BARE, "default")
    assert caught.value.hint == "nothing has to be done: this machine has no profile with a key"


def test_the_current_profile_is_one_s_own_or_the_embedded_engine(paths: Paths, keys: StoredKeys) -> None:
    store_login(paths, keys, settings(), Secret("1"))
    assert choose_profile(paths, "local", BARE).current == "local"
    assert choose_profile(paths, "a", BARE).current == "a"
    with pytest.raises(UsageError, match="there is no profile 'b'"):
        choose_profile(paths, "b", BARE)
    assert read_profiles(paths).current == "a"


def test_a_profile_that_only_a_project_defines_is_chosen_for_it_alone(
    paths: Paths, keys: StoredKeys, tmp_path: Path
) -> None:
    store_login(paths, keys, settings(), Secret("1"))
    project = Project(tmp_path, tmp_path, None, {"live": ProfileSettings("live", ORIGIN)})
    (tmp_path / "link").symlink_to(tmp_path)
    chosen = choose_profile(paths, "live", project)
    assert chosen == read_profiles(paths)
    assert (chosen.current, chosen.current_in(tmp_path), chosen.current_in(ROOT)) == ("a", "live", "a")
    assert chosen.current_in(tmp_path / "link") == "live"
    assert chosen.without("a").current_in(tmp_path) == "live"
    again = choose_profile(paths, "a", project)
    assert (again.current_in(tmp_path), again.in_projects) == ("a", {})


@pytest.mark.parametrize(("defined", "name"), [([], "default"), (["live"], "live"), (["live", "test"], "default")])
def test_a_login_without_a_name_is_for_the_only_profile_of_the_project(defined: list[str], name: str) -> None:
    project = Project(ROOT, ROOT, None, {one: ProfileSettings(one, ORIGIN) for one in defined})
    assert profile_for_login(None, {}, project, Profiles()) == name


def test_profiles_that_cannot_be_written_leave_the_key_usable_after_the_cause_is_gone(
    paths: Paths, keys: StoredKeys
) -> None:
    profiles_path(paths).mkdir(parents=True)
    with pytest.raises(StorageError):
        store_login(paths, keys, settings(), Secret("1"))
    profiles_path(paths).rmdir()
    store_login(paths, keys, settings(), Secret("1"))
    assert read_profiles(paths).current == "a"
