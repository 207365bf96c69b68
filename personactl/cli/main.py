"""The program's edge: one call in, one exit status out.

Expected failures end as three lines on stderr, a bug as one more of these with exit 70, Ctrl-C as 130. This is the
only place that catches the root of the error tree, and the only one with `except Exception`.
"""

import contextlib
import gc
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from personactl.errors import PersonactlError, UsageError

BUG = 70
INTERRUPTED = 130
_COLLECT_AFTER = 50_000
"""Imports make many values that stay. To collect garbage among them as often as usual takes 2 to 6 % of a command."""


def entry_point() -> None:
    """What the installed `personactl` script calls."""
    gc.set_threshold(_COLLECT_AFTER)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    status = main(sys.argv[1:])
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.flush()
    sys.exit(status)


def main(arguments: Sequence[str]) -> int:
    """Run one command line (without the program's name) and return its exit status."""
    return guarded(lambda: _run(arguments))


def guarded(work: Callable[[], int]) -> int:
    """The exit status of `work`, whatever it raises; failures are told on stderr."""
    from personactl.cli.output import Output

    out = Output()
    try:
        return work()
    except PersonactlError as error:
        out.error(error)
        return error.exit_status
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: whatever comes here is a bug, and is said to be one
        if os.environ.get("PERSONACTL_DEBUG"):
            import traceback

            traceback.print_exc()
        out.error(_BugError(error))
        return BUG


def _run(arguments: Sequence[str]) -> int:
    from personactl.cli.validate import fast_path

    return fast_path.run(arguments) if fast_path.takes(arguments) else _parsed(arguments)


def _parsed(arguments: Sequence[str]) -> int:
    import typer

    from personactl.cli.app import command_line

    try:
        status = command_line(arguments).main(args=_or_help(arguments), prog_name="personactl", standalone_mode=False)
    except typer.TyperException as error:
        raise _usage(error) from error
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    return status if isinstance(status, int) else 0


def _or_help(arguments: Sequence[str]) -> list[str]:
    """Nothing, or a group's name alone, asks for help; that is no mistake."""
    from personactl.cli.app import GROUPS

    return [*arguments, "--help"] if " ".join(arguments) in GROUPS else list(arguments)


def _usage(error: Exception) -> UsageError:
    """The parser's complaint, as one of ours. The parser's own words are kept."""
    context = getattr(error, "ctx", None)
    command = getattr(context, "command_path", None) or "personactl"
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    return UsageError(message, where=f"the command line of '{command}'", hint=f"see '{command} --help'")


class _BugError(PersonactlError):
    code = "bug"

    def __init__(self, error: Exception) -> None:
        import traceback  # loads a tokenizer, and nearly no run has a bug

        frames = traceback.extract_tb(error.__traceback__)
        last = frames[-1] if frames else None
        super().__init__(
            f"personactl hit a bug ({type(error).__name__}); nothing more was done",
            where=f"{Path(last.filename).name}:{last.lineno} in {last.name}" if last else "unknown",
            hint="run it again with PERSONACTL_DEBUG=1 for the details, and report them",
        )
