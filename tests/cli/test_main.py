"""The entry point: what happens on bugs, interrupts and expected failures."""

import os
import signal
import subprocess
import sys

import pytest

from personactl import errors
from personactl.cli.main import guarded
from personactl.cli.terminal.output import Output
from tests.child_process import signals_by_default


def _buggy() -> int:
    raise ValueError("key-12345")


def _interrupted() -> int:
    os.kill(os.getpid(), signal.SIGINT)
    raise AssertionError("the signal did not arrive")


def test_a_bug_exits_70_without_a_traceback_or_its_message(capfd: pytest.CaptureFixture[str]) -> None:
    assert guarded(_buggy) == 70
    first, where, _ = capfd.readouterr().err.splitlines()
    assert first == "error[bug]: personactl stopped because of a bug (ValueError)"
    assert where.startswith("  where: test_main.py:")


def test_a_bug_shows_its_traceback_when_asked(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PERSONACTL_DEBUG", "1")
    assert guarded(_buggy) == 70
    assert "Traceback" in capfd.readouterr().err


def test_an_interrupt_exits_130_and_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with signals_by_default():
        assert guarded(_interrupted) == 130
    assert capfd.readouterr() == ("", "")


def _branches(root: type[errors.PersonactlError]) -> list[type[errors.PersonactlError]]:
    return [branch for child in root.__subclasses__() for branch in (child, *_branches(child))]


@pytest.mark.parametrize("kind", [k for k in _branches(errors.PersonactlError) if k.__module__ == errors.__name__])
def test_every_expected_failure_renders_and_has_its_own_code(
    kind: type[errors.PersonactlError], capfd: pytest.CaptureFixture[str]
) -> None:
    Output().error(kind("it failed", where="there", hint="try this"))
    shown = capfd.readouterr().err
    assert shown == f"error[{kind.code}]: it failed\n  where: there\n  next: try this\n"
    assert kind.code in (errors.__doc__ or "")
    assert kind.exit_status in {2, 3, 4, 5, 6, 7}


@pytest.mark.processes
def test_a_removed_current_folder_is_an_expected_failure() -> None:
    script = "import os, tempfile, sys; d = tempfile.mkdtemp(); os.chdir(d); os.rmdir(d); "
    script += "from personactl.cli.main import main; sys.exit(main(['validate']))"
    # -P: like the installed script, this process does not look for modules in the current folder.
    ended = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[0] == "error[usage]: the current folder no longer exists"
