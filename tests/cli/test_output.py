"""The two streams, in a pipe and on a terminal (a real pseudo-terminal)."""

import io
import os
import pty
import subprocess
import sys

import pytest

from personactl.cli.terminal.output import Output
from personactl.errors import UsageError
from personactl.report.text.columns import Table
from tests.child_process import child_process


def test_a_table_in_a_pipe_is_aligned_and_has_no_box(capfd: pytest.CaptureFixture[str]) -> None:
    Output().table(Table(["NAME", "ID"], [["Cara", "1"], ["日本", None]]))
    assert capfd.readouterr().out == "NAME  ID\nCara  1\n日本  -\n"


def test_markup_in_an_answer_is_text(capfd: pytest.CaptureFixture[str]) -> None:
    Output().answer("[bold]not bold[/bold] :smile:")
    assert capfd.readouterr().out == "[bold]not bold[/bold] :smile:\n"


def test_quiet_drops_notes_and_keeps_warnings(capfd: pytest.CaptureFixture[str]) -> None:
    out = Output(quiet=True)
    out.note("a note")
    out.warn("a warning")
    assert capfd.readouterr().err == "warning: a warning\n"


def test_an_error_is_three_lines_whatever_it_holds(capfd: pytest.CaptureFixture[str]) -> None:
    Output().error(UsageError("bad\nthing\x1b[2J", where="here", hint="do that"))
    assert capfd.readouterr().err == "error[usage]: bad thing\\x1b[2J\n  where: here\n  next: do that\n"


def test_asking_without_a_terminal_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    with pytest.raises(UsageError) as refusal:
        Output().confirm("Push 3 personas?")
    assert "--yes" in refusal.value.hint


@pytest.mark.processes
def test_a_reader_that_leaves_ends_the_writing_quietly() -> None:
    script = (
        "from personactl.cli.terminal.output import Output\n"
        "from personactl.cli.terminal.standard_streams import prepare_standard_streams\n"
        "prepare_standard_streams()\n"
        "out = Output()\n"
        "while not out.closed:\n"
        "    out.answer('x' * 1000)\n"
        "raise SystemExit(7)\n"
    )
    command = [sys.executable, "-c", script]
    with child_process(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait() == 7
        assert process.stderr.read() == ""


@pytest.mark.processes
def test_a_table_on_a_terminal_is_drawn_by_rich() -> None:
    script = (
        "from personactl.cli.terminal.output import Output; from personactl.report.text.columns import Table; "
        "Output().table(Table(['NAME'], [['Cara']]))"
    )
    leader, follower = pty.openpty()
    try:
        subprocess.run([sys.executable, "-c", script], stdout=follower, check=True, env={**os.environ, "TERM": "xterm"})
        shown = os.read(leader, 10_000).decode()
    finally:
        os.close(leader)
        os.close(follower)
    assert "Cara" in shown
    assert "─" in shown
    assert "\x1b[1m" in shown
