"""Print what a command outputs: the answer on stdout, everything else on stderr.

On a terminal the answer is drawn with Rich. In a pipe it is plain text without wrapping, colours or boxes. If the
reader closes the pipe early (`| head -1`), the command goes on: further answers are dropped, `closed` becomes true for
commands that follow something, and the exit status is not affected.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from personactl.errors import PersonactlError, UsageError

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.table import Table
    from rich.text import Text

    from personactl.commands.context import Counter
    from personactl.json_value import JsonMapping, JsonObject
    from personactl.report.text.view import View
    from personactl.state.target import Target


class Output:
    """The stdout and stderr of one command.

    quiet: drop notes, but not warnings, errors and answers.
    closed: whether the reader of stdout has closed it.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.closed = False

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
        return sys.stdin is not None and sys.stdin.isatty()

    @property
    def width(self) -> int | None:
        """The terminal's width in cells; None in a pipe, where lines have any length."""
        import shutil

        return shutil.get_terminal_size().columns if self.terminal else None

    def view(self, now: datetime) -> "View":
        """Return how to show lines: local times and fitted lines on a terminal, UTC and whole lines in a pipe."""
        from personactl.report.text.view import View

        return View(width=self.width, now=now)

    def answer(self, *lines: "str | Text") -> None:
        """Print lines of the answer. Plain strings are printed literally: no markup is parsed."""
        if self.terminal:
            from rich.text import Text

            for line in lines:
                self._draw(line if isinstance(line, Text) else Text(line))
        else:
            self._write("".join(f"{line if isinstance(line, str) else line.plain}\n" for line in lines))

    def document(self, text: str) -> None:
        """Print a document in a format of its own, unchanged."""
        self._write(text)

    def piece(self, text: str) -> None:
        """Print a part of a line at once, for text that streams."""
        self._write(text)

    def json(self, content: "JsonMapping") -> None:
        """Take the answer as JSON. The entry point prints it as a document when the run has ended or failed."""
        from personactl.cli.terminal import json_answer

        json_answer.current().hold(content)

    def json_line(self, content: "JsonMapping") -> None:
        """Print a JSON document on one line at once, for commands that follow something."""
        from personactl.cli.terminal.json_answer import json_text

        self._write(json_text(self.framed(content), line=True))

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
            answer.targets.append(target)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence["str | Text | None"]]) -> None:
        """Print a Rich table on a terminal, or aligned columns with a header line in a pipe. None is printed as "-"."""
        if self.terminal:
            self._draw(_rich_table(columns, rows))
        else:
            self._write(_plain_table(columns, rows))

    def note(self, text: str) -> None:
        """Print information that is not part of the answer, unless the run is quiet."""
        if not self.quiet:
            _print_stderr(text)

    def warn(self, text: str) -> None:
        """Print a warning, also in a quiet run."""
        _print_stderr(f"warning: {text}")

    def error(self, error: PersonactlError) -> None:
        """Print three short lines: what happened, where, and what to do next."""
        from personactl.report.text.printable import one_line

        _print_stderr(f"error[{error.code}]: {one_line(error.message)}")
        _print_stderr(f"  where: {one_line(error.where)}")
        _print_stderr(f"  next: {one_line(error.hint)}")
        if last := _ci_summary(error, os.environ):
            _print_stderr(last)

    def confirm(self, question: str, *, consent: str = "--yes") -> bool:
        """Ask a question on stderr; the default answer is no.

        consent: the option that answers yes, for the hint.

        Raises `UsageError` without a terminal.
        """
        if not (self.stdin_terminal and self.stderr_terminal):
            raise UsageError(
                "this command needs your consent, and there is no terminal to ask for it",
                where=question,
                hint=f"look at the plan with --dry-run, then repeat the command with {consent}",
            )
        print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)  # noqa: T201 - the one place that prompts
        return sys.stdin.readline().strip().lower() in {"y", "yes"}

    @contextmanager
    def progress(self, description: str, total: int) -> "Iterator[Counter]":
        """Show a progress bar if stderr is a terminal."""
        if self.quiet or not self.stderr_terminal:
            yield _Uncounted()
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[tally]}", markup=False),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            yield _Bar(bar, description, total)

    @contextmanager
    def working(self, description: str) -> Iterator[None]:
        """Show a spinner if stderr is a terminal."""
        if self.quiet or not self.stderr_terminal:
            yield
            return
        from rich.console import Console
        from rich.text import Text

        with Console(stderr=True).status(Text(description)):
            yield

    def _draw(self, drawing: object) -> None:
        from rich.console import Console

        console = Console(file=sys.stdout, markup=False, highlight=False, emoji=False)
        self._emit(lambda: console.print(drawing))

    def _write(self, text: str) -> None:
        self._emit(lambda: sys.stdout.write(text))

    def _emit(self, action: Callable[[], object]) -> None:
        if self.closed:
            return
        try:
            action()
            sys.stdout.flush()
        except BrokenPipeError:
            self.closed = True
            _abandon(sys.stdout)


class _Uncounted:
    def advance(self, tally: str = "") -> None:
        pass


class _Bar:
    def __init__(self, bar: "Progress", description: str, total: int) -> None:
        self._bar = bar
        self._task = bar.add_task(description, total=total, tally="")

    def advance(self, tally: str = "") -> None:
        self._bar.update(self._task, advance=1, tally=tally)


def _ci_summary(error: PersonactlError, env: Mapping[str, str]) -> str:
    """Return the last line for the log of a CI job: the reason again, which GitHub shows as an annotation."""
    from personactl.report.findings.workflow_commands import workflow_command
    from personactl.report.text.printable import one_line

    if not env.get("CI"):
        return ""
    reason = one_line(f"{error.message} ({error.where})")
    if env.get("GITHUB_ACTIONS") == "true":
        return workflow_command("error", {"title": f"personactl: {error.code}"}, reason)
    return f"personactl failed with exit status {error.exit_status}: {reason}"


def _print_stderr(text: str) -> None:
    from personactl.report.text.printable import printable

    try:
        print(printable(text), file=sys.stderr, flush=True)  # noqa: T201 - this is the module that prints
    except BrokenPipeError:
        _abandon(sys.stderr)


def _abandon(stream: TextIO) -> None:
    """Redirect a stream without a reader to the null device, so that the interpreter's last flush does not fail."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _rich_table(columns: Sequence[str], rows: Sequence[Sequence["str | Text | None"]]) -> "Table":
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(Text(column))
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text("-" if cell is None else cell) for cell in row))
    return table


def _plain_table(columns: Sequence[str], rows: Sequence[Sequence["str | Text | None"]]) -> str:
    from rich.cells import cell_len

    grid = [list(columns), *([_plain_cell(cell) for cell in row] for row in rows)]
    widths = [max(cell_len(line[index]) for line in grid) for index in range(len(columns))]
    lines = (
        "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in grid
    )
    return "".join(f"{line}\n" for line in lines)


def _plain_cell(cell: "str | Text | None") -> str:
    if cell is None:
        return "-"
    return cell if isinstance(cell, str) else cell.plain
