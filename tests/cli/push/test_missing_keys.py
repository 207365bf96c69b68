"""A key that is set but empty is a missing key, and a missing key is named by its variable."""

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.minimal_persona import write_persona

PROFILES = """
profiles:
  staging: {apiUrl: "https://staging.example", keyEnv: ANAM_API_KEY_STAGING}
  production: {apiUrl: "https://production.example", keyEnv: ANAM_API_KEY_PRODUCTION}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one persona and two profiles; the current folder of the test."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "personactl.yaml").write_text(PROFILES)
    write_persona(folder, "mona", "Front desk")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("key", ["", "  "])
@pytest.mark.parametrize("command", [("push", "--yes"), ("diff",), ("status",), ("pull",), ("session", "list")])
def test_an_empty_key_goes_nowhere(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], key: str
) -> None:
    monkeypatch.setenv("ANAM_API_KEY", key)
    result = run(*command)
    assert (result.status, result.stdout) == (3, "")
    assert result.stderr.startswith("error[auth]: ANAM_API_KEY is set but empty\n")
    assert not (folder.parent / "home" / "personactl" / "data").exists()


@pytest.mark.parametrize("value", ["", None])
def test_a_missing_key_of_a_profile_is_named_before_anything_about_keyrings(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    if value is not None:
        monkeypatch.setenv("ANAM_API_KEY_PRODUCTION", value)
    result = run("push", "--yes", "--profile", "production")
    assert result.status == 3
    headline, *_, annotation = result.stderr.splitlines()
    assert headline.partition(": ")[2].startswith("ANAM_API_KEY_PRODUCTION is ")
    assert annotation.startswith("::error ")
    assert annotation.rpartition("::")[2].startswith("ANAM_API_KEY_PRODUCTION is ")


def test_a_push_to_the_embedded_engine_that_nobody_named_says_so_in_ci(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    assert "warning: nothing names a target, so this job uses the embedded engine" in run("push", "--yes").stderr
    assert "nothing names a target" not in run("push", "--yes", "--profile", "local").stderr
    monkeypatch.delenv("CI")
    assert "nothing names a target" not in run("push", "--yes").stderr


def test_the_status_of_targets_without_keys_is_a_problem_of_keys(folder: Path, run: Run) -> None:
    result = run("status", "--all-profiles")
    assert result.status == 3
    assert "error[auth]: 2 of 3 targets could not be read; production: ANAM_API_KEY_PRODUCTION" in result.stderr
