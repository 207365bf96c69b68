"""Where a command's words go: the answer to stdout, everything else to stderr.

On a terminal the answer is drawn with Rich; in a pipe it is plain text, never wrapped, coloured or boxed. A reader
that closes the pipe early (`| head -1`) ends the writing, not the work: further answers are dropped, `closed` turns
true for commands that follow something, and the exit status stays the true one.
"""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from personactl.errors import PersonactlError, UsageError

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.table import Table
    from rich.text import Text

    from personactl.commands.context import Counter
    from personactl.json_value import JsonValue


class Output:
    """One command's stdout and stderr. `quiet` drops notes, never warnings, errors or answers."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.closed = False

    @property
    def terminal(self) -> bool:
        """Whether a person is looking at stdout."""
        return sys.stdout.isatty()

    @property
    def stderr_terminal(self) -> bool:
        return sys.stderr.isatty()

    @property
    def stdin_terminal(self) -> bool:
        """Whether a person can type an answer."""
        return sys.stdin is not None and sys.stdin.isatty()

    def answer(self, *lines: "str | Text") -> None:
        """Each line of the answer on stdout. Plain strings are taken literally: no markup is parsed."""
        if self.terminal:
            from rich.text import Text

            for line in lines:
                self._draw(line if isinstance(line, Text) else Text(line))
        else:
            self._write("".join(f"{line if isinstance(line, str) else line.plain}\n" for line in lines))

    def document(self, text: str) -> None:
        """A whole document in a format of its own, byte for byte as it is."""
        self._write(text)

    def piece(self, text: str) -> None:
        """A part of a line, shown at once: for text that streams."""
        self._write(text)

    def json(self, value: "JsonValue") -> None:
        """One indented JSON document."""
        self._write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")

    def json_line(self, value: "JsonValue") -> None:
        """One JSON value on one line, shown at once: for commands that follow something."""
        self._write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")

    def table(self, columns: Sequence[str], rows: Sequence[Sequence["str | Text | None"]]) -> None:
        """A Rich table on a terminal; aligned columns with a header line in a pipe. `None` prints `-`."""
        if self.terminal:
            self._draw(_rich_table(columns, rows))
        else:
            self._write(_plain_table(columns, rows))

    def note(self, text: str) -> None:
        """Something worth knowing that is not the answer."""
        if not self.quiet:
            _print_stderr(text)

    def warn(self, text: str) -> None:
        _print_stderr(f"warning: {text}")

    def error(self, error: PersonactlError) -> None:
        """Three short lines: what happened, where, what to do next."""
        from personactl.report.text.printable import one_line

        _print_stderr(f"error[{error.code}]: {one_line(error.message)}")
        _print_stderr(f"  where: {one_line(error.where)}")
        _print_stderr(f"  next: {one_line(error.hint)}")
        if last := _last_words(error, os.environ):
            _print_stderr(last)

    def confirm(self, question: str, *, consent: str = "--yes") -> bool:
        """Ask on stderr, default no. Raises `UsageError` without a terminal: silence is not consent."""
        if not (self.stdin_terminal and self.stderr_terminal):
            raise UsageError(
                "this needs your consent, and there is no terminal to ask on",
                where=question,
                hint=f"look at it with --dry-run first, then repeat the command with {consent}",
            )
        print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)  # noqa: T201 - the one place that prompts
        return sys.stdin.readline().strip().lower() in {"y", "yes"}

    @contextmanager
    def progress(self, description: str, total: int) -> "Iterator[Counter]":
        """A counted bar on a stderr terminal, nothing elsewhere."""
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
        """A sign of life on a stderr terminal while something of unknown length goes on, nothing elsewhere."""
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


def _last_words(error: PersonactlError, env: Mapping[str, str]) -> str:
    """What the log of a CI job ends with: the reason once more, which GitHub shows as an annotation."""
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
    """Point a stream whose reader left at nothing, so that the interpreter's last flush is quiet too."""
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
