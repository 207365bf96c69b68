"""From a profile's name to an open client: the one place where the embedded engine is started in process.

The target `local` needs no socket and no second process: its ASGI app is mounted straight into the HTTP client, so
every command takes the same road to it as to the hosted platform.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.cli.environment import current_environment
from personactl.cli.output import Output

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.commands.context import Environment
    from personactl.engine.engine import Engine
    from personactl.state.project import Project
    from personactl.state.target import Target

# Never dialled: it is what messages show as the address of the engine in this process.
_LOCAL_ORIGIN = "http://embedded.localhost"

_CONNECTIONS = 20
"""Where a command says nothing else: a few more than the requests that reading sends at once."""


def open_target(profile: str | None, out: Output) -> "Target":
    """Decide where this run goes and say so on stderr. Raises what `resolve_target` raises."""
    target = find_target(profile)
    say_target(target, out)
    return target


def find_target(profile: str | None) -> "Target":
    """Decide where this run goes, for a command that may end before it goes there."""
    from personactl.state.keys import stored_keys
    from personactl.state.profiles import read_profiles
    from personactl.state.project import find_project
    from personactl.state.target import resolve_target

    surroundings = current_environment()
    return resolve_target(
        explicit=profile,
        env=surroundings.env,
        project=find_project(surroundings.cwd),
        profiles=read_profiles(surroundings.paths),
        keys=stored_keys(surroundings.paths),
    )


def say_target(target: "Target", out: Output) -> None:
    for note in target.notes:
        out.warn(note)
    out.note(_described(target, current_environment()))


def lock_path(target: "Target", project: "Project") -> Path:
    """Where the lock of `project` lives: in the project, or beside the embedded engine's database for `local`."""
    if not target.embedded:
        from personactl.state.pushed import lock_path as in_project

        return in_project(project.root)
    return _local_lock(project)


def was_pushed(project: "Project") -> bool:
    """Whether anything of `project` was ever pushed anywhere: it is a project then, though all its files are gone."""
    from personactl.state.pushed import lock_path as in_project

    return in_project(project.root).exists() or _local_lock(project).exists()


@asynccontextmanager
async def connect(
    target: "Target",
    *,
    read_only: bool = False,
    on_wait: Callable[[str], None] | None = None,
    connections: int = _CONNECTIONS,
) -> AsyncIterator["Client"]:
    """An open client for `target`. With `read_only` nothing but reads can leave it."""
    from personactl.api.client import Client
    from personactl.api.origin import proxy_for

    if not target.embedded:
        assert target.key is not None, "resolve_target gives every remote target a key"
        proxy = proxy_for(target.origin, current_environment().env)
        async with Client(
            target.origin, target.key, read_only=read_only, on_wait=on_wait, connections=connections, proxy=proxy
        ) as client:
            yield client
        return
    from personactl.api.in_process import InProcessTransport
    from personactl.secret import Secret

    engine = open_local_engine(current_environment())
    try:
        transport = InProcessTransport(engine.app)
        async with Client(
            _LOCAL_ORIGIN, Secret(engine.api_key), transport=transport, read_only=read_only, on_wait=on_wait
        ) as client:
            yield client
    finally:
        engine.close()


def open_local_engine(surroundings: "Environment") -> "Engine":
    """The embedded engine on this user's own database, made on first use."""
    import logging

    # What went wrong in a turn comes over the text channel already; logging's last resort would say it twice.
    logging.getLogger("personactl.engine.conversation").addHandler(logging.NullHandler())
    from personactl.engine.engine import open_engine
    from personactl.engine.settings import EngineSettings, LlmSettings

    database = local_database(surroundings)
    return open_engine(
        EngineSettings(
            database_url=f"sqlite:///{database}",
            llm=LlmSettings.from_environment(surroundings.env),
            now=surroundings.now,
        )
    )


def local_database(surroundings: "Environment") -> Path:
    return surroundings.paths.data / "engine" / "engine.db"


def _described(target: "Target", surroundings: "Environment") -> str:
    if target.embedded:
        return f"target: {target.name} (embedded engine, {local_database(surroundings)})"
    return f"target: {target.name} ({target.origin}, key from {target.key_source})"


def _local_lock(project: "Project") -> Path:
    return local_database(current_environment()).parent / "locks" / f"{_project_slug(project.root)}.lock"


def _project_slug(root: Path) -> str:
    """Readable and unique: the folder's name and a digest of its whole path."""
    from hashlib import sha256

    return f"{root.name or 'root'}-{sha256(str(root).encode()).hexdigest()[:12]}"
