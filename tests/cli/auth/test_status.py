"""`auth status`, `auth list` and `auth use`: which credential wins, and why."""

import json
from pathlib import Path

import pytest

from personactl.cli.terminal.environment import current_environment
from personactl.state.profile_settings import ProfileSettings
from personactl.state.profiles import Profiles, change_profiles
from tests.conftest import Run

TABLE = """\
SOURCE                      VALUE    RESULT       REASON
--profile                   -        not set      it names no profile
PERSONACTL_PROFILE          -        not set      it names no profile
profile in personactl.yaml  staging  wins         the most explicit place that names a profile
ANAM_API_KEY                env      passed over  profile in personactl.yaml is more explicit
auth use                    mine     passed over  profile in personactl.yaml is more explicit
built in                    local    passed over  profile in personactl.yaml is more explicit

target  staging
API     https://staging.example
key     sha256:7c35c5a1, from ANAM_STAGING

PROFILE OF THIS PROJECT  API                      KEY
staging                  https://staging.example  $ANAM_STAGING
"""


@pytest.fixture
def profiles(project: Path) -> None:
    """A project that selects `staging`, and a user who has selected `mine` with `auth use`."""
    (project / "personactl.yaml").write_text(
        "profile: staging\nprofiles:\n  staging: {apiUrl: 'https://staging.example', keyEnv: ANAM_STAGING}\n"
    )
    mine = ProfileSettings("mine", "https://mine.example", storage="keyring")
    change_profiles(current_environment().paths, lambda _: Profiles("mine", {"mine": mine}))


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANAM_API_KEY", "hunter2")
    monkeypatch.setenv("ANAM_STAGING", "k-1")
    monkeypatch.setenv("PERSONACTL_TRUST_ORIGINS", "https://staging.example")


def test_status_shows_every_source_the_winner_and_its_key_s_fingerprint(profiles: None, keys: None, run: Run) -> None:
    result = run("auth", "status")
    assert (result.status, result.stdout) == (0, TABLE)
    assert result.stderr == (
        "warning: ANAM_API_KEY is set but not used: profile in personactl.yaml selects the profile 'staging'\n"
    )


def test_status_as_json_says_the_same(profiles: None, keys: None, run: Run) -> None:
    result = run("auth", "status", "--format", "json")
    value = json.loads(result.stdout)
    assert result.status == 0
    assert value["target"] == {
        "profile": "staging",
        "kind": "remote",
        "origin": "https://staging.example",
        "keySource": "ANAM_STAGING",
    }
    assert value["keyFingerprint"] == "sha256:7c35c5a1"
    assert "error" not in value
    assert value["sources"][2] == {
        "place": "profile in personactl.yaml",
        "profile": "staging",
        "decision": "wins",
        "reason": "the most explicit place that names a profile",
    }
    assert len(value["sources"]) == 6
    assert value["notes"] == [
        "ANAM_API_KEY is set but not used: profile in personactl.yaml selects the profile 'staging'"
    ]
    assert "hunter2" not in result.stdout + result.stderr


def test_status_of_a_profile_without_a_key_shows_the_table_and_exits_3(profiles: None, run: Run) -> None:
    result = run("auth", "status")
    assert result.status == 3
    assert "staging  wins" in result.stdout
    assert "\ntarget" not in result.stdout
    assert "set ANAM_STAGING, or" in result.stderr


def test_status_of_an_unknown_profile_is_one_json_document_and_exit_2(profiles: None, run: Run) -> None:
    result = run("auth", "status", "--profile", "stagin\x1b[31mg", "--format", "json")
    value = json.loads(result.stdout)
    assert result.status == 2
    assert value["target"] is None
    assert value["error"]["code"] == "usage"
    assert value["error"]["next"].startswith("did you mean staging? ")
    assert "\x1b" not in result.stdout + result.stderr


def test_a_name_with_terminal_controls_is_shown_and_not_obeyed(run: Run) -> None:
    result = run("auth", "status", "--profile", "x\x1b[31mred\ntwo")
    assert result.status == 2
    assert "x\\x1b[31mred two" in result.stdout
    assert "\x1b" not in result.stdout + result.stderr


def test_status_with_nothing_set_up_is_the_embedded_engine(run: Run, home: Path) -> None:
    result = run("auth", "status")
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout.endswith(
        "\ntarget  local\nAPI     the embedded engine, in this process\nkey     none needed\n"
    )
    assert not (home / "personactl").exists()


def test_list_shows_each_profile_once_and_looks_up_no_key(
    profiles: None, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.state.backends.Hanging")
    monkeypatch.delenv("PERSONACTL_KEYRING_TIMEOUT")
    result = run("auth", "list")
    step = "personactl trust https://staging.example, or personactl auth login --profile staging"
    assert result.status == 0
    assert result.stderr == f"staging is not trusted; if you know its address: {step}\n"
    assert result.stdout == (
        "PROFILE  CURRENT  API                      KEY                          DEFINED IN\n"
        "mine     yes      https://mine.example     keyring                      user\n"
        "staging           https://staging.example  $ANAM_STAGING (not trusted)  project\n"
        "local             embedded engine          -                            built in\n"
    )


def test_list_as_json_has_one_shape_for_every_profile(profiles: None, run: Run) -> None:
    value = json.loads(run("auth", "list", "--format", "json").stdout)
    assert value["currentProfile"] == "mine"
    assert value["profiles"] == [
        {
            "profile": "mine",
            "kind": "remote",
            "origin": "https://mine.example",
            "current": True,
            "keyEnv": None,
            "keyStorage": "keyring",
            "definedIn": "user",
            "trustedBy": "login",
        },
        {
            "profile": "staging",
            "kind": "remote",
            "origin": "https://staging.example",
            "current": False,
            "keyEnv": "ANAM_STAGING",
            "keyStorage": None,
            "definedIn": "project",
            "trustedBy": None,
        },
        {
            "profile": "local",
            "kind": "embedded",
            "origin": "local",
            "current": False,
            "keyEnv": None,
            "keyStorage": None,
            "definedIn": "built-in",
            "trustedBy": None,
        },
    ]


def test_use_chooses_for_commands_that_name_none(
    profiles: None, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    result = run("auth", "use", "local")
    assert (result.status, result.stdout, result.stderr) == (0, "", "profile in use: local\n")
    assert "auth use                    local  wins" in run("auth", "status").stdout
    assert run("auth", "use", "mine").status == 0
    assert "auth use                    mine   wins" in run("auth", "status").stdout


def test_use_says_when_something_more_explicit_still_wins(profiles: None, run: Run) -> None:
    result = run("auth", "use", "local")
    assert result.status == 0
    assert "commands here still use 'staging', because of: profile in personactl.yaml" in result.stderr


@pytest.mark.parametrize("name", ["nobody", "env"])
def test_use_refuses_an_unknown_name_and_changes_nothing(name: str, profiles: None, run: Run) -> None:
    result = run("auth", "use", name)
    assert (result.status, result.stdout) == (2, "")
    assert "choose one of: mine, staging, local; or" in result.stderr
    assert json.loads(run("auth", "list", "--format", "json").stdout)["currentProfile"] == "mine"


def test_a_damaged_profiles_file_is_three_lines(run: Run, profiles: None, home: Path) -> None:
    (home / "personactl" / "config" / "profiles.json").write_text("{")
    for command in (("status",), ("list",), ("use", "local"), ("logout",)):
        result = run("auth", *command)
        assert (result.status, result.stdout) == (2, "")
        assert len(result.stderr.splitlines()) == 3
