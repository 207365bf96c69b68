"""Logging in on machines with a Secret Service, with a locked one, with one that hangs, and with none."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, EngineServer, Run
from tests.state.secret_service import secret_service


@pytest.fixture
def keyring_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the keyring library select its backend, as on a user's machine."""
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")


@pytest.fixture
def bus(home: Path, keyring_choice: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with secret_service(home) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keyring that never answers."""
    monkeypatch.delenv("PERSONACTL_KEYRING_TIMEOUT")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.state.backends.Hanging")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def login(run_process: Run, server: EngineServer, *more: str) -> None:
    result = run_process("auth", "login", "--with-token", "--api-url", server.url, *more, stdin=f"{server.key}\n")
    assert (result.status, result.stdout) == (0, ""), result.stderr
    assert server.key not in result.stderr


def test_a_login_rests_in_the_secret_service_and_is_used_by_later_runs(
    bus: str, engine_server: EngineServer, run_process: Run, home: Path
) -> None:
    login(run_process, engine_server)
    status = run_process("auth", "status", "--format", "json")
    assert status.status == 0, status.stderr
    target = json.loads(status.stdout)["target"]
    assert (target["profile"], target["origin"]) == ("default", engine_server.url)
    assert target["keySource"] == "the keyring"
    assert engine_server.key not in status.stdout + status.stderr
    in_clear = [path for path in (home / "personactl").rglob("*") if path.is_file()]
    assert [path.name for path in in_clear if engine_server.key in path.read_text()] == []


def test_a_logout_removes_the_key_from_the_secret_service(
    bus: str, engine_server: EngineServer, run_process: Run
) -> None:
    login(run_process, engine_server, "--profile", "staging")
    login(run_process, engine_server, "--profile", "other")
    out = run_process("auth", "logout", "--profile", "staging")
    assert (out.status, out.stdout) == (0, "")
    assert out.stderr == "logged out of profile 'staging'\ncommands that name no profile use 'local' now\n"
    gone = run_process("auth", "status", "--profile", "staging")
    assert gone.status == 2
    assert "there is no profile 'staging'" in gone.stderr
    assert run_process("auth", "status", "--profile", "other").status == 0


def test_a_key_in_the_secret_service_is_not_found_for_another_origin(
    bus: str, engine_server: EngineServer, run_process: Run, project: Path
) -> None:
    login(run_process, engine_server, "--profile", "staging")
    (project / "personactl.yaml").write_text("profiles: {staging: {apiUrl: 'https://elsewhere.example'}}\n")
    status = run_process("auth", "status", "--profile", "staging")
    assert status.status == 3
    assert f"the stored key belongs to {engine_server.url} and goes nowhere else" in status.stderr


def test_a_key_moves_between_the_file_and_the_keyring_and_is_never_in_both(
    bus: str, engine_server: EngineServer, run_process: Run, home: Path
) -> None:
    login(run_process, engine_server, "--insecure-storage")
    file = home / "personactl" / "data" / "keys.json"
    assert engine_server.key in file.read_text()
    login(run_process, engine_server)
    assert engine_server.key not in file.read_text()
    login(run_process, engine_server, "--insecure-storage")
    file.unlink()
    status = run_process("auth", "status")
    assert status.status == 3
    assert "the profile 'default' has no key" in status.stderr


def test_a_locked_secret_service_is_an_error_and_nothing_is_stored_unencrypted(
    home: Path, keyring_choice: None, run_process: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with secret_service(home):
        pass
    with secret_service(home, unlocked=False) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.delenv("PERSONACTL_KEYRING_TIMEOUT")  # it asks for its password, where nobody sees it
        result = run_process("auth", "login", "--with-token", stdin="hunter2\n")
    assert (result.status, result.stdout) == (3, "")
    assert result.stderr.startswith("error[keyring]: the keyring ")
    assert "\n  next: unlock the keyring (" in result.stderr
    assert not (home / "personactl").exists()


def test_whoever_needs_a_key_in_a_locked_secret_service_is_told_to_unlock_it(
    home: Path, project: Path, keyring_choice: None, run_process: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands, a profile with a variable of its own, and the secret of an LLM."""
    (project / "personactl.yaml").write_text("profiles: {staging: {}, live: {keyEnv: ANAM_API_KEY_LIVE}}\n")
    (project / "llms").mkdir()
    (project / "llms" / "own.yaml").write_text(
        "displayName: Own\nllmFormat: openai\nmodelName: m\nurls: [{url: 'https://llm.example/v1'}]\n"
        "secret: {keyring: own}\n"
    )
    with secret_service(home):
        pass
    with secret_service(home, unlocked=False) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.delenv("PERSONACTL_KEYRING_TIMEOUT")  # it asks for its password, where nobody sees it
        for command in (
            ("diff", "--profile", "staging"),
            ("auth", "status", "--profile", "live"),
            ("auth", "logout", "--profile", "staging"),
            ("push", "--yes", "--profile", "local"),
        ):
            result = run_process(*command)
            assert result.status == 3, result.stderr
            [hint] = [line for line in result.stderr.splitlines() if line.startswith("  next: ")]
            assert "unlock the keyring (" in hint, command


@pytest.mark.parametrize("address", [None, "unix:path=/nonexistent/bus"])
def test_without_any_keyring_a_login_fails_before_it_asks_for_the_key(
    address: str | None, home: Path, keyring_choice: None, run_process: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    if address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    address = "https://staging.example"
    result = run_process("auth", "login", "--with-token", "--profile", "qa", "--api-url", address, stdin="hunter2\n")
    assert (result.status, result.stdout) == (3, "")
    first, where, hint = result.stderr.splitlines()
    assert first == "error[keyring]: there is no keyring on this machine"
    assert where.startswith("  where: ")
    assert "set ANAM_API_KEY" in hint
    login = f"personactl auth login --api-url {address} --with-token --insecure-storage --profile qa"
    assert hint.endswith(f": {login}")
    assert not (home / "personactl").exists()


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan", "1e400"])
def test_a_time_limit_that_is_none_is_refused(seconds: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSONACTL_KEYRING_TIMEOUT", seconds)
    refused = run("auth", "status", "--profile", "local")
    assert refused.status == 2
    assert "error[usage]: PERSONACTL_KEYRING_TIMEOUT is not a number of seconds\n" in refused.stderr


def test_a_keyring_gets_as_many_seconds_as_the_user_says(
    hanging: None, run_process: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERSONACTL_KEYRING_TIMEOUT", "0.5")
    result = run_process("auth", "login", "--with-token", stdin="hunter2\n")
    assert "error[keyring]: the keyring did not answer within 0.5 s" in result.stderr


@pytest.mark.parametrize("command", [("login", "--with-token"), ("status", "--profile", "staging")])
def test_a_hanging_keyring_ends_the_command_and_the_process(
    command: tuple[str, ...], hanging: None, run_process: Run, project: Path
) -> None:
    (project / "personactl.yaml").write_text("profiles: {staging: {}}\n")
    result = run_process("auth", *command, stdin="hunter2\n")
    assert result.status == 3
    assert "error[keyring]: the keyring did not answer within 2 s" in result.stderr
    assert len(result.stderr.splitlines()) == 3


def test_with_a_key_in_the_environment_not_even_a_hanging_keyring_matters(hanging: None, run_process: Run) -> None:
    status = run_process("auth", "status", "--format", "json", env={"ANAM_API_KEY": "k"})
    assert status.status == 0, status.stderr
    assert json.loads(status.stdout)["target"]["keySource"] == "ANAM_API_KEY"


def test_with_insecure_storage_not_even_a_hanging_keyring_matters(
    hanging: None, engine_server: EngineServer, run_process: Run
) -> None:
    login(run_process, engine_server, "--insecure-storage")
    assert run_process("auth", "status").status == 0
    assert run_process("auth", "logout").status == 0
