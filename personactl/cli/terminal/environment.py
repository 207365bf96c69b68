"""The environment of this process, which each command reads once and passes on."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.cli.terminal.start_folder import started_in
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.cli.terminal.output import Output
    from personactl.commands.context import Context, Environment


def current_environment() -> "Environment":
    """Return the environment of this process. Raises `UsageError` if the current folder was removed."""
    from personactl.commands.context import Environment
    from personactl.state.paths import Paths

    try:
        cwd, start = Path.cwd(), started_in()
    except FileNotFoundError as error:
        raise UsageError(
            "the current folder no longer exists",
            where="the current folder of this shell",
            hint="change to a folder that exists and try again",
        ) from error
    paths = Paths.from_environment(os.environ, start)
    return Environment(env=os.environ, cwd=cwd, paths=paths, started_in=start)


def current_context(out: "Output") -> "Context":
    """Return the context of a command that prints to `out`. Raises as `current_environment` does."""
    from personactl.commands.context import Context

    return Context(current_environment(), notes=out, progress=out)
