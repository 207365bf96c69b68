"""The entry point: run a command line and return its exit status.

An expected failure ends with its three lines on stderr and its own exit status, a bug with exit status 70, Ctrl-C with
130, SIGTERM and SIGHUP with the signal itself. Only this module reports any other `Exception`. A few modules below also
catch `Exception`: to clean up or to pass it to another task, where it is raised again, or to keep the engine's worker
running.
"""

import codecs
import contextlib
import gc
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.cli.terminal.standard_streams import prepare_standard_streams
from personactl.cli.terminal.termination import Termination
from personactl.errors import INTERRUPTED, PersonactlError, StorageError, UsageError

if TYPE_CHECKING:
    from personactl.cli.terminal.output import Output

BUG = 70
_COLLECT_AFTER = 200_000
"""Imports create many objects that stay; with the default threshold, collecting takes 2 to 6 % of a command."""


def entry_point() -> None:
    """Run the command line of this process and exit. The installed script `personactl` calls it."""
    if sys.getfilesystemencoding() != "utf-8":
        _restart_with_utf8()
    gc.set_threshold(_COLLECT_AFTER)
    _leave_no_core_dump()
    prepare_standard_streams()
    termination = Termination()
    termination.watch()
    status = main(sys.argv[1:])
    termination.die()
    gc.freeze()  # the interpreter would look for garbage in all that is left, although the process ends
    sys.exit(status)


def _leave_no_core_dump() -> None:
    """Let a crash leave no copy of the memory, which has keys and prompts in it."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _restart_with_utf8() -> None:
    """Run this process again in Python's UTF-8 mode.

    Another encoding of file names would give a file another key than everywhere else, in the lock and in the cache.
    The encoding of the terminal stays, unless it is ASCII, which the locale "C" has for want of a better one.
    """
    stdout = sys.__stdout__.encoding if sys.__stdout__ is not None else "ascii"
    if codecs.lookup(stdout).name != "ascii":
        os.environ.setdefault("PYTHONIOENCODING", stdout)
    os.execv(sys.executable, [sys.executable, *_path_options(), "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - this same program


def _path_options() -> list[str]:
    """Return the option that keeps the current folder out of the program, unless the program is there."""
    try:
        is_here = Path.cwd() == Path(__file__).resolve().parents[2]
    except FileNotFoundError:  # the current folder was removed
        is_here = False
    return [] if is_here else ["-P"]


def main(arguments: Sequence[str]) -> int:
    """Run one command line (without the program's name) and return its exit status."""
    import contextvars

    def run() -> int:
        status = _run(arguments)
        sys.stdout.flush()  # the parser's help is not flushed yet
        return status

    # Each run has a context of its own, because hints depend on the project of the run.
    return contextvars.copy_context().run(guarded, run, arguments)


def guarded(work: Callable[[], int], arguments: Sequence[str] = ()) -> int:
    """Run `work`, print its JSON document, and return its exit status. Print its error on stderr if it raises one.

    arguments: the command line, which can ask for errors as JSON.
    """
    from personactl.cli.terminal.output import Output

    out = Output()
    try:
        return _answered(work, arguments, out)
    except PersonactlError as error:
        out.error(error)
        return error.exit_status
    except KeyboardInterrupt:
        out.end_line()
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - any other exception is a bug, and is reported as one
        if os.environ.get("PERSONACTL_DEBUG"):
            import traceback

            from personactl.report.text.hidden_secrets import hidden_secrets

            sys.stderr.write(hidden_secrets(traceback.format_exc()))
        out.error(_BugError(error))
        return BUG


def _answered(work: Callable[[], int], arguments: Sequence[str], out: "Output") -> int:
    """Run `work`, and print the JSON document that it leaves, also if it fails. Raises what `work` raises."""
    from personactl.cli.terminal import json_answer

    answer = json_answer.begin(arguments)
    try:
        status = work()
    except KeyboardInterrupt:
        _print_failure(answer.text(_InterruptedError()), out)
        raise
    except Exception as error:
        _print_failure(answer.text(error if isinstance(error, PersonactlError) else _BugError(error)), out)
        raise
    if document := answer.text():
        out.document(document)
    return status


def _print_failure(document: str, out: "Output") -> None:
    """Print the document of a run that failed. If stdout cannot be written either, report that as well."""
    try:
        if document:
            out.document(document)
    except StorageError as unwritten:
        out.error(unwritten)


def _run(arguments: Sequence[str]) -> int:
    """Run one command, in a pager if it answers something to read at a terminal."""
    from personactl.cli.terminal.pager import can_page, is_paged, paged_answer
    from personactl.cli.terminal.start_folder import running_in, split_folders

    folders, rest = split_folders(arguments)
    with running_in(folders):
        if can_page() and is_paged(rest):
            with paged_answer(os.environ):
                return _dispatched(rest)
        return _dispatched(rest)


def _dispatched(arguments: Sequence[str]) -> int:
    from personactl.cli.validate import fast_path

    if arguments[:1] == ["__complete"]:
        from personactl.cli.completion.shell_request import answer

        sys.stdout.write(answer(arguments[1:]))
        return 0
    if fast_path.takes(arguments):
        return fast_path.run(arguments)
    if list(arguments) == ["--version"]:  # without the parser, whose import takes most of this command's time
        from personactl import __version__

        sys.stdout.write(f"personactl {__version__}\n")
        return 0
    group, folders, rest = _split_group(arguments)
    from personactl.cli.terminal.start_folder import running_in

    with running_in(folders):
        return _parsed(_or_help([*group, *rest]))


def _split_group(arguments: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Return the group of commands, the folders of `-C` between it and its command, and the other arguments."""
    from personactl.cli.command_tree import GROUPS
    from personactl.cli.terminal.start_folder import split_folders

    group = [one for one in arguments[:1] if one in GROUPS]
    return (group, *split_folders(arguments[len(group) :]))


def _parsed(arguments: Sequence[str]) -> int:
    import typer

    from personactl.cli.command_tree import command_line
    from personactl.cli.terminal.pager import can_page, paged_help, shows_help

    command = command_line(arguments)
    paged = paged_help(os.environ) if can_page() and shows_help(arguments) else nullcontext()
    try:
        with paged:
            status = command.main(args=list(arguments), prog_name="personactl", standalone_mode=False)
    except typer.TyperException as error:
        raise _usage(error, arguments) from error
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    if status == INTERRUPTED:  # the parser makes Ctrl-C an exit status
        raise KeyboardInterrupt
    return status if isinstance(status, int) else 0


def _or_help(arguments: Sequence[str]) -> list[str]:
    """Return `arguments`, with --help if they are empty or only name a group."""
    from personactl.cli.command_tree import GROUPS

    return [*arguments, "--help"] if " ".join(arguments) in GROUPS else list(arguments)


def _usage(error: Exception, arguments: Sequence[str]) -> UsageError:
    """Return the parser's error as a `UsageError` with the same message."""
    context = getattr(error, "ctx", None)
    command = getattr(context, "command_path", None) or _command_named(arguments)
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    return UsageError(message, where=f"the command line of '{command}'", hint=f"see '{command} --help'")


def _command_named(arguments: Sequence[str]) -> str:
    """Return the command that `arguments` begin with, for the parser's errors that do not name it."""
    from personactl.cli.command_tree import COMMANDS

    names = {" ".join(filter(None, (group, name))) for group, name, _ in COMMANDS}
    found = next((" ".join(arguments[:length]) for length in (2, 1) if " ".join(arguments[:length]) in names), "")
    return f"personactl {found}".rstrip()


class _InterruptedError(PersonactlError):
    """Ctrl-C. It only appears in a JSON document: a person needs no words for it."""

    code = "interrupted"

    def __init__(self) -> None:
        super().__init__("the run was interrupted", where="this process", hint="run the command again")


class _BugError(PersonactlError):
    code = "bug"

    def __init__(self, error: Exception) -> None:
        import traceback  # imported late: it loads a tokenizer, and hardly any run needs it

        frames = traceback.extract_tb(error.__traceback__)
        last = frames[-1] if frames else None
        super().__init__(
            f"personactl stopped because of a bug ({type(error).__name__})",
            where=f"{Path(last.filename).name}:{last.lineno} in {last.name}" if last else "unknown",
            hint="run the command again with PERSONACTL_DEBUG=1 and report the traceback",
        )
