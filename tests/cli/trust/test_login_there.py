"""`auth login` in a project whose file names the host: it is shown, and a person says whether the key goes there."""

import os
import pty
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.child_process import PERSONACTL, child_on_terminal
from tests.cli.trust.listener import Listener
from tests.conftest import EngineServer, Run

KEY = "the-key-that-somebody-types"


def typed(command: Sequence[str], answers: dict[str, str]) -> tuple[int, str]:
    """Run a command on a terminal and type each answer after its question. Return its status and the screen."""
    keys, end = pty.openpty()
    screen, left = "", dict(answers)
    with child_on_terminal([*PERSONACTL, *command], end) as process:
        while shown := _read(keys):
            screen += shown
            for question in [question for question in left if question in screen]:
                os.write(keys, f"{left.pop(question)}\n".encode())
        status = process.wait()
    os.close(keys)
    return status, screen


def _read(keys: int) -> str:
    try:
        return os.read(keys, 65_536).decode(errors="replace")
    except OSError:  # how Linux reports that the other end of a pseudo-terminal is closed
        return ""


@pytest.mark.processes
@pytest.mark.parametrize("answer", ["n", "", "maybe"])
def test_a_person_is_asked_first_and_no_key_after_a_no(hostile: Path, evil: Listener, answer: str, home: Path) -> None:
    status, screen = typed(("auth", "login", "--insecure-storage"), {"[y/N] ": answer, "API key": KEY})
    assert status == 3
    assert f"Send your key to {evil.url}? [y/N]" in screen
    assert str(hostile / "personactl.yaml:2:15") in screen.replace("\r\n", "")
    assert "API key for" not in screen
    assert evil.requests == []
    assert not (home / "personactl" / "config").exists()


@pytest.mark.processes
def test_after_a_yes_the_key_goes_there(
    project: Path, engine_server: EngineServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "personactl.yaml").write_text(f"profiles: {{p: {{apiUrl: '{engine_server.url}', keyEnv: ANAM_P}}}}\n")
    status, screen = typed(("auth", "login", "--insecure-storage"), {"[y/N] ": "y", "API key for": engine_server.key})
    assert status == 0, screen
    assert f"logged in to {engine_server.url}" in screen
    assert run("avatar", "list", "--profile", "p").status == 0
    monkeypatch.setenv("ANAM_P", engine_server.key)
    assert run("avatar", "list", "--profile", "p").status == 0, "a login there is trust"


def test_without_a_terminal_the_address_has_to_be_repeated(hostile: Path, evil: Listener, run_process: Run) -> None:
    refused = run_process("auth", "login", "--with-token", "--insecure-storage", stdin=KEY)
    assert (refused.status, refused.stdout) == (3, "")
    assert f"the key would go to {evil.url}" in refused.stderr
    assert f"auth login --api-url {evil.url} --with-token --insecure-storage --profile p" in refused.stderr
    assert str(hostile / "personactl.yaml:2:15") in refused.stderr
    assert evil.requests == []
    done = run_process("auth", "login", "--with-token", "--insecure-storage", "--api-url", evil.url, stdin=KEY)
    assert done.status == 0
    assert evil.saw(KEY)


def test_a_project_cannot_take_the_name_that_a_login_has_by_default(
    hostile: Path, evil: Listener, run_process: Run
) -> None:
    (hostile / "personactl.yaml").write_text(f"profiles: {{default: {{apiUrl: '{evil.url}'}}, other: {{}}}}\n")
    for more in ((), ("--profile", "default")):
        refused = run_process("auth", "login", "--with-token", "--insecure-storage", *more, stdin=KEY)
        assert refused.status == 3
    assert evil.requests == []


@pytest.mark.parametrize("how", ["trust", "folder", "variable"])
def test_an_address_that_is_trusted_needs_no_question(
    hostile: Path, evil: Listener, run_process: Run, how: str
) -> None:
    if how == "variable":
        env = {"PERSONACTL_TRUST_ORIGINS": evil.url}
    else:
        env = {}
        assert run_process("trust", *([evil.url] if how == "trust" else [])).status == 0
    done = run_process("auth", "login", "--with-token", "--insecure-storage", stdin=KEY, env=env)
    assert done.status == 0, done.stderr
