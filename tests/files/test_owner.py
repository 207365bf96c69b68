"""Settings and personas that another user wrote are not used, unless the user agrees, as with git's repositories."""

import os
import subprocess
from pathlib import Path

import pytest

from personactl.errors import UsageError
from personactl.state.project import find_project, project_root
from tests.conftest import Run
from tests.files.hostile import link, make_project

_NEIGHBOUR = 65534
pytestmark = [
    pytest.mark.processes,  # git is asked for its safe directories
    pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to another user"),
]


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder such as /tmp, in which a neighbour has put settings, and a folder of the user."""
    shared = tmp_path / "shared"
    (shared / "mine").mkdir(parents=True)
    (shared / "personactl.yaml").write_text("profile: theirs\nprofiles: {theirs: {apiUrl: 'http://127.0.0.1:9'}}\n")
    os.chown(shared / "personactl.yaml", _NEIGHBOUR, _NEIGHBOUR)
    (shared / "mine" / "cara.yaml").write_text("name: Cara\n")
    monkeypatch.chdir(shared / "mine")
    return shared


@pytest.mark.parametrize(
    "command",
    [["validate", "cara.yaml"], ["diff"], ["push", "--yes"], ["status"], ["pull", "--all"], ["auth", "status"]],
)
def test_settings_of_a_neighbour_in_a_folder_above_are_refused(shared: Path, run: Run, command: list[str]) -> None:
    refused = run(*command)
    assert refused.status == 2
    assert refused.stdout == ""
    assert "another user of this machine owns personactl.yaml, so this project is not used" in refused.stderr
    assert f"where: {shared}/personactl.yaml (owner nobody, you are root)" in refused.stderr
    assert f"git config --global --add safe.directory {shared}" in refused.stderr


def test_a_project_of_ones_own_below_them_is_used(shared: Path) -> None:
    (shared / "mine" / "personas").mkdir()
    (shared / "mine" / "deep").mkdir()
    assert find_project(shared / "mine" / "deep").root == shared / "mine"


def test_a_folder_of_a_neighbour_is_refused_although_the_file_is_ones_own(shared: Path) -> None:
    os.chown(shared / "personactl.yaml", 0, 0)
    assert find_project(shared / "mine").profile == "theirs"
    os.chown(shared, _NEIGHBOUR, _NEIGHBOUR)
    with pytest.raises(UsageError, match="owns shared"):
        find_project(shared / "mine")


def test_a_link_counts_as_much_as_what_it_leads_to(shared: Path) -> None:
    (shared / "real.yaml").write_text("")
    link(shared / "personactl.yaml", "real.yaml")
    assert project_root(shared) == shared
    os.chown(shared / "real.yaml", _NEIGHBOUR, _NEIGHBOUR)
    with pytest.raises(UsageError):
        project_root(shared)
    os.chown(shared / "real.yaml", 0, 0)
    os.chown(shared / "personactl.yaml", _NEIGHBOUR, _NEIGHBOUR, follow_symlinks=False)
    with pytest.raises(UsageError):
        project_root(shared)


def test_personas_of_a_neighbour_are_found_by_name_and_not_by_search(shared: Path) -> None:
    (shared / "personactl.yaml").unlink()
    (shared / "personas").mkdir()
    os.chown(shared / "personas", _NEIGHBOUR, _NEIGHBOUR)
    with pytest.raises(UsageError, match="owns personas"):
        find_project(shared / "mine")
    assert find_project(shared).root == shared


@pytest.mark.parametrize(
    ("value", "trusted"),
    [
        ("{shared}", True),
        ("{above}", True),
        ("/nowhere:{shared}/", True),
        ("*", True),
        ("{shared}/mine", False),
        ("{above}/sha", False),
        ("", False),
        ("shared", False),
        ("/nowhere", False),
    ],
)
def test_the_environment_names_safe_folders(
    shared: Path, monkeypatch: pytest.MonkeyPatch, value: str, trusted: bool
) -> None:
    monkeypatch.setenv("PERSONACTL_SAFE_DIRECTORIES", value.format(shared=shared, above=shared.parent))
    if trusted:
        assert find_project(shared / "mine").profile == "theirs"
    else:
        with pytest.raises(UsageError):
            find_project(shared / "mine")


def test_the_safe_directories_of_git_count_but_not_those_of_a_repository(shared: Path, home: Path) -> None:
    subprocess.run(["git", "init", "-q", shared], check=True)
    subprocess.run(["git", "-C", shared, "config", "safe.directory", "*"], check=True)
    with pytest.raises(UsageError):
        find_project(shared / "mine")
    subprocess.run(["git", "config", "--global", "--add", "safe.directory", shared], check=True)
    assert find_project(shared / "mine").profile == "theirs"
    subprocess.run(["git", "config", "--global", "--add", "safe.directory", ""], check=True)
    with pytest.raises(UsageError):  # an empty entry takes back those before it
        find_project(shared / "mine")


def test_who_calls_sudo_keeps_their_own_projects(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for uid, accepted in ((str(_NEIGHBOUR), True), ("1234", False), ("x", False)):
        monkeypatch.setenv("SUDO_UID", uid)
        if accepted:
            assert find_project(shared / "mine").profile == "theirs"
        else:
            with pytest.raises(UsageError):
                find_project(shared / "mine")


def test_completion_takes_no_names_from_a_neighbour(shared: Path, run: Run) -> None:
    done = run("__complete", "bash", "2", "personactl", "push", "")
    assert "theirs" not in done.stdout


def test_a_clone_of_ones_own_asks_nothing(tmp_path: Path) -> None:
    clone = make_project(tmp_path)
    assert find_project(clone / "personas").root == clone
