"""The embedded engine in this process: where its database lies, how it is opened, what its errors mean to a user."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.commands.context import Environment

if TYPE_CHECKING:
    from personactl.engine.app import Engine


def local_database(environment: Environment) -> Path:
    """The file of the embedded engine's database, which may not exist yet."""
    return environment.paths.data / "engine" / "engine.db"


def open_local_engine(environment: Environment) -> "Engine":
    """The embedded engine on this user's own database, made on first use. Raises as `engine_errors_reported`."""
    import logging

    # What went wrong in a turn comes over the text channel already; logging's last resort would say it twice.
    logging.getLogger("personactl.engine.conversation").addHandler(logging.NullHandler())
    from personactl.engine.app import open_engine
    from personactl.engine.settings import EngineSettings, LlmSettings

    with engine_errors_reported():
        return open_engine(
            EngineSettings(
                database_url=f"sqlite:///{local_database(environment)}",
                llm=LlmSettings.from_environment(environment.env),
                now=environment.now,
            )
        )


@contextmanager
def engine_errors_reported() -> Iterator[None]:
    """Raise the engine's errors as errors of the client side, which the entry point reports: with the same text.

    The engine shares no code with the client side, so it has errors of its own.
    """
    from personactl.engine.errors import EngineError
    from personactl.engine.errors import StorageError as EngineStorageError
    from personactl.errors import StorageError, UsageError

    try:
        yield
    except EngineError as error:
        kind = StorageError if isinstance(error, EngineStorageError) else UsageError
        raise kind(error.message, where=error.where, hint=error.hint) from error
