"""The profiles that a project defines: `login`, `use` and `status` know them, also in a clone that is new here."""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import EngineServer, Run

_PROFILES = "profiles:\n  production: {keyEnv: ANAM_API_KEY_PRODUCTION}\n  staging: {apiUrl: 'URL'}\n"


@pytest.fixture
def clone(project: Path) -> Path:
    """A project with two profiles, on a machine that has no login."""
    (project / "personactl.yaml").write_text(_PROFILES.replace("URL", "https://staging.example"))
    return project


def test_status_in_a_new_clone_names_the_projects_profiles(clone: Path, run: Run) -> None:
    status = run("auth", "status")
    assert status.status == 0
    assert status.stdout.endswith(
        "\nPROFILE OF THIS PROJECT  API                      KEY\n"
        "production               https://api.anam.ai      none: $ANAM_API_KEY_PRODUCTION is not set\n"
        "staging                  https://staging.example  none: no login\n"
    )
    assert status.stderr == (
        "to use a profile of this project, add --profile production; it needs a key first: "
        "set ANAM_API_KEY_PRODUCTION, or personactl auth login --profile production\n"
    )
    document = json.loads(run("auth", "status", "--format", "json").stdout)
    assert document["projectProfiles"] == json.loads(run("auth", "list", "--format", "json").stdout)["profiles"][:-1]
    assert [profile["keyEnv"] for profile in document["projectProfiles"]] == ["ANAM_API_KEY_PRODUCTION", None]


def test_status_says_which_of_them_has_a_key(clone: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANAM_API_KEY_PRODUCTION", "k")
    status = run("auth", "status")
    assert "production               https://api.anam.ai      $ANAM_API_KEY_PRODUCTION\n" in status.stdout
    assert status.stderr == "to use a profile of this project, add --profile production\n"
    assert run("auth", "status", "--profile", "production").stderr == ""


def test_status_of_one_without_a_key_shows_them_too(clone: Path, run: Run) -> None:
    status = run("auth", "status", "--profile", "staging")
    assert status.status == 3
    assert "PROFILE OF THIS PROJECT" in status.stdout


def test_use_takes_one_of_them_for_this_project(clone: Path, run: Run, home: Path) -> None:
    used = run("auth", "use", "production")
    assert (used.status, used.stdout) == (0, "")
    assert used.stderr == (
        "profile in use in this project: production\n"
        "it has no key yet: set ANAM_API_KEY_PRODUCTION, or personactl auth login --profile production\n"
    )
    assert "auth use                    production  wins" in run("auth", "status").stdout
    os.chdir(home)
    assert "auth use                    -      not set" in run("auth", "status").stdout
    assert run("push", "--dry-run").stderr.count("production") == 0
    os.chdir(clone / "personas")
    assert "auth use                    production  wins" in run("auth", "status").stdout


def test_use_suggests_one_of_them_for_a_misspelt_name(clone: Path, run: Run) -> None:
    refused = run("auth", "use", "produktion")
    assert (refused.status, refused.stdout) == (2, "")
    assert "did you mean production? choose one of: production, staging, local" in refused.stderr


def test_login_goes_to_the_only_profile_of_the_project_and_says_what_is_used_now(
    project: Path, engine_server: EngineServer, run_process: Run
) -> None:
    (project / "personactl.yaml").write_text(f"profiles: {{live: {{apiUrl: '{engine_server.url}'}}}}\n")
    done = run_process(
        *("auth", "login", "--with-token", "--insecure-storage", "--quiet", "--api-url", engine_server.url),
        stdin=engine_server.key,
    )
    assert done.status == 0
    again = run_process("auth", "login", "--with-token", "--insecure-storage", stdin=engine_server.key)
    assert again.stderr.startswith(
        f"the key is for the profile 'live' of this project\nlogged in to {engine_server.url} as profile 'live'\n"
    )
    assert "commands that name no profile use 'live' now; to use another: personactl auth use NAME\n" in again.stderr
    assert "live                     " in run_process("auth", "status").stdout


def test_login_names_the_projects_profiles_before_it_takes_another_key(
    clone: Path, engine_server: EngineServer, run_process: Run
) -> None:
    done = run_process(
        *("auth", "login", "--with-token", "--insecure-storage", "--api-url", engine_server.url),
        stdin=engine_server.key,
    )
    assert done.status == 0
    assert done.stderr.startswith(
        "this project has the profiles production and staging; "
        "for a key of one: personactl auth login --profile production\n"
    )


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ((), "API keys are made in the web app, https://lab.anam.ai"),
        (("--api-url", "http://127.0.0.1:9"), "an engine prints its API key when it starts: personactl engine serve"),
        (("--api-url", "https://team.example"), "API keys for https://team.example are made in its web app"),
    ],
)
def test_without_a_terminal_login_says_where_a_key_is_made(run: Run, options: tuple[str, ...], where: str) -> None:
    refused = run("auth", "login", "--insecure-storage", *options)
    assert refused.status == 2
    assert where in refused.stderr


def test_a_refused_key_says_where_one_is_made(engine_server: EngineServer, run_process: Run) -> None:
    refused = run_process(
        *("auth", "login", "--with-token", "--insecure-storage", "--api-url", engine_server.url), stdin="wrong"
    )
    assert refused.status == 3
    assert "an engine prints its API key when it starts" in refused.stderr
