"""What a command takes from the process it runs in, gathered once so that nothing deeper reads it on its own."""

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from personactl.errors import UsageError
from personactl.state.paths import Paths


class Environment(NamedTuple):
    env: Mapping[str, str]
    cwd: Path
    paths: Paths
    stdin_is_terminal: bool

    def now(self) -> datetime:
        """The time of day, aware, in UTC."""
        return datetime.now(UTC)


def current_environment() -> Environment:
    """The surroundings of this process. Raises `UsageError` when the current folder has been removed."""
    try:
        cwd = Path.cwd()
    except FileNotFoundError as error:
        raise UsageError(
            "the current folder no longer exists",
            where="the working directory of this shell",
            hint="change to a folder that exists and try again",
        ) from error
    return Environment(
        env=os.environ,
        cwd=cwd,
        paths=Paths.from_environment(os.environ),
        stdin_is_terminal=sys.stdin is not None and sys.stdin.isatty(),
    )
