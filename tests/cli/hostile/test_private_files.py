"""Personactl's own files and folders are closed to other users, whatever the umask is, and never anybody else's."""

import os
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from personactl.cli.main import guarded
from personactl.secret import Secret
from tests.child_process import PERSONACTL
from tests.conftest import Run

COMMANDS = (
    ("validate",),
    ("push", "--yes"),
    ("diff", "--out", "plan.json"),
    ("push", "--yes", "--resend-secrets"),
    ("pull", "--all"),
    ("session", "list"),
    ("avatar", "list"),
    ("__complete", "zsh", "push", ""),
    ("token", "cara"),
    ("talk", "cara", "--say", "Hello"),
)


def modes(folder: Path) -> dict[str, str]:
    """The files and folders below `folder` that others can use, with their modes."""
    found = [folder, *folder.rglob("*")]
    return {
        str(path.relative_to(folder)): oct(mode)
        for path in found
        if (mode := stat.S_IMODE(path.lstat().st_mode)) != (0o700 if path.is_dir() else 0o600)
    }


@contextmanager
def umask(value: int) -> Iterator[None]:
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


def change(project: Path, word: str) -> None:
    cara = project / "personas" / "cara.yaml"
    cara.write_text(f"{cara.read_text()}# {word}\n".replace("description: Front", f"description: {word} Front"))


@pytest.mark.parametrize("mask", [0o000, 0o002, 0o022, 0o077, 0o277])
def test_what_is_stored_is_private_whatever_the_umask_is(project: Path, home: Path, run: Run, mask: int) -> None:
    with umask(mask):
        for command in COMMANDS:
            assert run(*command).status in {0, 2}, command
            change(project, command[0])
        assert run("auth", "login", "--profile", "x", "--api-url", "http://127.0.0.1:9").status != 70
        assert modes(home / "personactl") == {}
    assert {path.name for path in (home / "personactl").iterdir()} == {"cache", "data", "state"}


@pytest.mark.parametrize(("mask", "expected"), [(0o022, 0o644), (0o002, 0o664), (0o077, 0o600)])
def test_the_files_of_a_project_have_the_mode_that_the_umask_gives(
    project: Path, run: Run, mask: int, expected: int
) -> None:
    with umask(mask):
        assert run("push", "--yes", "--profile", "local").status == 0
        assert run("validate", "--format", "json", "--output", "findings.json").status == 0
    assert stat.S_IMODE((project / "findings.json").stat().st_mode) == expected


def test_folders_that_others_can_enter_are_closed_to_them(project: Path, home: Path, run: Run) -> None:
    assert run("push", "--yes").status == 0
    own = home / "personactl"
    for folder in ("data", "state", "cache"):
        (own / folder).chmod(0o777)
    database = own / "data" / "engine" / "engine.db"
    database.chmod(0o644)
    assert run("diff").status == 0
    assert [stat.S_IMODE((own / name).stat().st_mode) for name in ("data", "state", "cache")] == [0o700] * 3
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
@pytest.mark.parametrize("which", [".", "config", "data", "state"])
@pytest.mark.parametrize("command", [("validate",), ("push", "--yes"), ("auth", "status", "--format", "json")])
def test_a_folder_of_another_user_is_refused(
    project: Path, home: Path, run: Run, which: str, command: tuple[str, ...]
) -> None:
    folder = home / "personactl" / which
    folder.mkdir(parents=True)
    os.chown(folder, 65534, 65534)
    refused = run(*command)
    assert refused.status == 2
    assert "belongs to another user" in refused.stderr
    assert str(home / "personactl") in refused.stderr
    assert "PERSONACTL_HOME" in refused.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_the_cache_of_another_user_is_only_not_used(project: Path, home: Path, run: Run) -> None:
    cache = home / "personactl" / "cache"
    cache.mkdir(parents=True)
    os.chown(cache, 65534, 65534)
    assert run("validate").status == 0
    assert list(cache.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a link for somebody else")
@pytest.mark.parametrize("which", ["", "data", "state"])
def test_a_link_of_another_user_in_a_shared_folder_is_refused(
    project: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    shared, mine = tmp_path / "shared", tmp_path / "mine"
    mine.mkdir()
    shared.mkdir()
    shared.chmod(0o1777)
    if which:
        monkeypatch.setenv("PERSONACTL_HOME", str(shared))
        link = shared / which
    else:
        link = shared / "home"
        monkeypatch.setenv("PERSONACTL_HOME", str(link))
    link.symlink_to(mine)
    os.chown(link, 65534, 65534, follow_symlinks=False)
    refused = run("push", "--yes")
    assert (refused.status, list(mine.iterdir())) == (2, [])
    assert "a link of another user" in refused.stderr


def test_a_link_of_ones_own_is_followed(project: Path, tmp_path: Path, home: Path, run: Run) -> None:
    (home / "personactl").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (home / "personactl" / "state").symlink_to(tmp_path / "elsewhere")
    assert run("push", "--yes").status == 0
    assert any((tmp_path / "elsewhere").iterdir())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_a_database_of_another_user_is_refused(tmp_path: Path, run: Run) -> None:
    database = tmp_path / "engine.db"
    database.touch()
    os.chown(database, 65534, 65534)
    refused = run("engine", "serve", "--port", "0", "--db", str(database))
    assert refused.status == 2
    assert "the engine's database belongs to another user" in refused.stderr


@pytest.mark.processes
def test_a_crash_leaves_no_core_dump(project: Path) -> None:
    script = (
        "import resource\nhard = resource.getrlimit(resource.RLIMIT_CORE)[1]\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))\n"
        "import personactl.cli.main as program, sys\nsys.argv = ['personactl', 'validate']\n"
        "try:\n    program.entry_point()\n"
        "finally:\n    print(resource.getrlimit(resource.RLIMIT_CORE)[0])\n"
    )
    done = subprocess.run([PERSONACTL[0], "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout == "0\n", done.stderr


class _Bug:
    """Work that fails with a text, which is also in a variable of its frame."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self) -> int:
        raise ValueError(self.message)


@pytest.mark.parametrize(
    ("message", "secret"),
    [
        ("Illegal header value b'Bearer plain-words-of-a-key'", "plain-words-of-a-key"),
        ("cannot connect to http://bob:hunter2@proxy.test:3128", "hunter2"),
        ("GET https://files.test/x?token=hunter2&page=1", "hunter2"),
        ("two\nlines with plain-words-of-a-key", "plain-words-of-a-key"),
    ],
)
def test_a_traceback_shows_no_secret(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, message: str, secret: str
) -> None:
    Secret("plain-words-of-a-key")
    monkeypatch.setenv("PERSONACTL_DEBUG", "1")
    assert guarded(_Bug(message)) == 70
    shown = capfd.readouterr().err
    assert "Traceback" in shown
    assert "ValueError" in shown
    assert secret not in shown


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_error_shows_no_credential_of_an_address(run: Run, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setenv("ANAM_API_KEY", "plain-words-of-a-key")
    monkeypatch.setenv("HTTPS_PROXY", "http://bob:hunter2@127.0.0.1:9")
    refused = run("avatar", "list", "--format", form)
    assert refused.status == 5
    assert "hunter2" not in refused.stdout + refused.stderr
