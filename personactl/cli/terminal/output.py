"""Print what a command outputs: the answer on stdout, everything else on stderr.

On a terminal the answer is drawn with Rich, and shown in a pager if it is longer than the screen. In a pipe it is plain
text without wrapping, boxes or, unless FORCE_COLOR is set, colours. If the
reader closes the pipe early (`| head -1`), the command goes on: further answers are dropped, `closed` becomes true for
commands that follow something, and the exit status is not affected. Documents for programs are UTF-8 whatever the
locale is.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from personactl.cli.terminal.colour import DIM, RED, YELLOW, forces_colour, painted, wants_colour
from personactl.cli.terminal.output_guard import guard_of, write_guarded
from personactl.cli.terminal.pager import held_back, held_note
from personactl.cli.terminal.standard_streams import StandardOutput, reader_left
from personactl.cli.terminal.terminal_width import terminal_width
from personactl.errors import PersonactlError, UsageError
from personactl.report.text.hidden_secrets import note_text
from personactl.report.text.printable import line_text, one_line

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from personactl.commands.context import Counter
    from personactl.json_value import JsonMapping, JsonObject
    from personactl.report.text.columns import Table
    from personactl.report.text.view import View
    from personactl.state.target import Target

_PIPE_WIDTH = 1_000_000
"""Rich needs a width. In a pipe nothing is folded or cut."""
_HEIGHT = 24
"""Rich takes a width only together with a height; nothing that is printed here depends on it."""


class Output:
    """The stdout and stderr of one command.

    quiet: drop notes, but not warnings, errors and answers.

    Raises `StorageError` if the answer cannot be written, because of a full disk for example.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet

    @property
    def closed(self) -> bool:
        """Whether the reader of stdout has closed it."""
        return reader_left()

    @property
    def terminal(self) -> bool:
        """Whether stdout is a terminal."""
        return sys.stdout.isatty()

    @property
    def stderr_terminal(self) -> bool:
        """Whether stderr is a terminal."""
        return sys.stderr.isatty()

    @property
    def stdin_terminal(self) -> bool:
        """Whether stdin is a terminal, so that a person can type an answer."""
        return sys.stdin.isatty()

    @property
    def width(self) -> int | None:
        """The terminal's width in cells; None in a pipe, where lines have any length."""
        return terminal_width(sys.stdout.fileno()) if self.terminal else None

    def view(self, now: datetime) -> "View":
        """Return how to show lines: local times and fitted lines on a terminal, UTC and whole lines in a pipe."""
        from personactl.report.text.view import View

        return View(width=self.width, now=now)

    def answer(self, *lines: "str | Text") -> None:
        """Print lines of the answer. Each is one line whatever it holds, and no markup in it is parsed."""
        if self.terminal or forces_colour(os.environ):
            from personactl.cli.terminal.drawing import drawn_lines

            _write_drawn(drawn_lines(lines, self._console()))
        else:
            _write("".join(f"{line_text(line if isinstance(line, str) else line.plain)}\n" for line in lines))

    def document(self, text: str, *, commands: bool = False) -> None:
        """Print a document in a format of its own.

        commands: it consists of workflow commands.
        """
        _write_document(text, commands=commands)

    def piece(self, text: str) -> None:
        """Print a part of a line at once, for text that streams."""
        _write(text)

    def json(self, content: "JsonMapping") -> None:
        """Take the answer as JSON. The entry point prints it as a document when the run has ended or failed."""
        from personactl.cli.terminal import json_answer

        json_answer.current().hold(content)

    def json_line(self, content: "JsonMapping") -> None:
        """Print a JSON document on one line at once, for commands that follow something."""
        from personactl.cli.terminal.json_answer import encoded_json

        _write_document(encoded_json(self.framed(content), line=True))

    def framed(self, content: "JsonMapping") -> "JsonObject":
        """Return `content` as a JSON document of this run, for a file."""
        from personactl.cli.terminal import json_answer

        return json_answer.current().document(content)

    def opened(self, target: "Target", *, source: bool = False) -> None:
        """Take a target that the run uses, which JSON documents name."""
        from personactl.cli.terminal import json_answer

        answer = json_answer.current()
        if source:
            answer.source = target
        else:
            answer.target = target

    def mask(self, secret: str) -> None:
        """Let GitHub mask a secret in the log of its job, before it is printed.

        The command goes to stderr, which GitHub's runner reads, too: `$(...)` takes what is on stdout.
        """
        if os.environ.get("GITHUB_ACTIONS") == "true":
            _print_line(f"::add-mask::{secret}", commands=True)

    def table(self, table: "Table") -> None:
        """Print a Rich table on a terminal, or aligned columns with a header line in a pipe. None is printed as "-"."""
        from personactl.cli.terminal.drawing import drawn_table, plain_table

        if self.terminal:
            _write_drawn(drawn_table(table, self._console()))
        else:
            self.answer(*plain_table(table))

    def note(self, text: str, *, is_last: bool = False) -> None:
        """Print information that is not part of the answer, unless the run is quiet.

        is_last: `end_line` follows and ends the line of this note.
        """
        if not self.quiet:
            _print_stderr(note_text(text), end="" if is_last and self.stderr_terminal else "\n")

    def warn(self, text: str) -> None:
        """Print a warning, also in a quiet run."""
        _print_stderr("warning:", note_text(text), YELLOW)

    def error(self, error: PersonactlError) -> None:
        """Print three short lines: what happened, where, and what to do next."""
        from personactl.report.error_json import error_lines

        message, where, hint = map(one_line, error_lines(error))
        _print_stderr(f"error[{error.code}]:", message, RED)
        _print_stderr("  where:", where, DIM)
        _print_stderr("  next:", hint, DIM)
        _print_ci_summary(error, f"{message} ({where})", os.environ)

    def confirm(self, question: str, *, consent: str = "--yes") -> bool:
        """Ask a question on stderr; the default answer is no.

        consent: the option that answers yes, for the hint.

        Raises `UsageError` without a terminal.
        """
        if not self.can_ask:
            raise UsageError(
                "this command needs your consent, and there is no terminal to ask for it",
                where=question,
                hint=f"look at the plan with --dry-run, then repeat the command with {consent}",
            )
        print(f"{line_text(question)} [y/N] ", end="", file=sys.stderr, flush=True)  # noqa: T201 - the one place that prompts
        answer = sys.stdin.readline()
        if not answer:  # Ctrl-D, which leaves the cursor behind the question
            self.end_line()
        return answer.strip().lower() in {"y", "yes"}

    @property
    def can_ask(self) -> bool:
        """Whether a person can answer a question: stdin and stderr are terminals."""
        return self.stdin_terminal and self.stderr_terminal

    def ask(self, question: str, answers: Sequence[str]) -> str:
        """Ask a question on stderr until it is answered, and return the answer; the first one is the default.

        answers: each begins with another letter or is typed whole.
        """
        while True:
            print(f"{line_text(question)} [{answers[0]}] ({'/'.join(answers)}) ", end="", file=sys.stderr, flush=True)  # noqa: T201 - prompts
            line = sys.stdin.readline()
            if not line:
                self.end_line()
            typed = line.strip().lower()
            found = [one for one in answers if one.startswith(typed)]
            if not typed or len(found) == 1:
                return found[0]

    def end_line(self) -> None:
        """Give the shell's prompt a line of its own after Ctrl-C, which a terminal shows where the cursor is."""
        if self.stderr_terminal:
            print(file=sys.stderr, flush=True)  # noqa: T201 - a line break and no text

    @contextmanager
    def progress(self, description: str, total: int) -> "Iterator[Counter]":
        """Show a progress bar if stderr is a terminal."""
        from personactl.cli.terminal.progress_bar import Uncounted, progress_bar

        if self.quiet or not self.stderr_terminal:
            yield Uncounted()
        else:
            with progress_bar(_stderr_console(), line_text(description), total) as bar:
                yield bar

    @contextmanager
    def working(self, description: str) -> Iterator[None]:
        """Show a spinner if stderr is a terminal."""
        if self.quiet or not self.stderr_terminal:
            yield
            return
        from rich.text import Text

        with _stderr_console().status(Text(line_text(description))):
            yield

    def _console(self) -> "Console":
        from rich.console import Console

        width = self.width or _PIPE_WIDTH
        return Console(file=sys.stdout, width=width, height=_HEIGHT, markup=False, highlight=False, emoji=False)


def _print_ci_summary(error: PersonactlError, reason: str, env: Mapping[str, str]) -> None:
    """Print the last line for the log of a CI job: the reason again, which GitHub shows as an annotation."""
    if not env.get("CI"):
        return
    from personactl.report.findings.workflow_commands import workflow_command

    if env.get("GITHUB_ACTIONS") == "true":
        _print_line(workflow_command("error", {"title": f"personactl: {error.code}"}, reason), commands=True)
    else:
        _print_stderr(f"personactl failed with exit status {error.exit_status}: {reason}")


def _print_stderr(label: str, text: str = "", style: str = "", *, end: str = "\n") -> None:
    """Print a line; `style` is that of the label."""
    start = line_text(label)
    if style and wants_colour(sys.stderr, os.environ):
        start = painted(start, style)
    _print_line(f"{start} {line_text(text)}" if text else start, end=end)


def _print_line(line: str, *, end: str = "\n", commands: bool = False) -> None:
    """Print a line that may have styles on stderr, behind an answer that is held back for the pager."""
    guard = guard_of(sys.stderr)
    shown = guard.plain(f"{line}{end}", commands=True) if commands else guard.drawn(f"{line}{end}")
    if not held_note(shown):
        write_guarded(sys.stderr, shown)


def _write(text: str) -> None:
    _put(guard_of(sys.stdout).plain(text))


def _write_drawn(text: str) -> None:
    _put(guard_of(sys.stdout).drawn(text))


def _put(text: str) -> None:
    if not held_back(text):
        write_guarded(sys.stdout, text)


def _write_document(text: str, *, commands: bool = False) -> None:
    """Write a document for programs: UTF-8 in a pipe, whatever the encoding of stdout is."""
    shown = guard_of(sys.stdout).plain(text, commands=commands)
    if isinstance(sys.stdout, StandardOutput) and not sys.stdout.isatty():
        sys.stdout.write_bytes(shown.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    else:
        _put(shown)


def _stderr_console() -> "Console":
    """Return Rich's console on stderr. Its own measurement would print nothing on a terminal of 0 columns."""
    from personactl.cli.terminal.moving_console import moving_console

    return moving_console(sys.stderr, terminal_width(sys.stderr.fileno()), _HEIGHT)
