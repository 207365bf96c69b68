"""From a profile's name to an open client: the one place that opens a target and starts the embedded engine.

The target `local` needs no socket and no second process: its ASGI app is mounted straight into the HTTP client, so
every command takes the same road to it as to the hosted platform.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.commands.context import Context, Environment
from personactl.commands.local_engine import local_database, open_local_engine

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.engine.app import Engine
    from personactl.state.project import Project
    from personactl.state.target import Target

# Never dialled: it is what messages show as the address of the engine in this process.
_LOCAL_ORIGIN = "http://embedded.localhost"

_CONNECTIONS = 20
"""Where a command says nothing else: a few more than the requests that reading sends at once."""


def choose_target(profile: str | None, context: Context) -> "Target":
    """Decide where this run goes and say so in a note. Raises as `find_target` does."""
    target = find_target(profile, context.environment)
    announce_target(target, context)
    return target


def find_target(profile: str | None, environment: Environment) -> "Target":
    """Decide where this run goes, without a word about it. Raises what `resolve_target` raises."""
    from personactl.state.keys import stored_keys
    from personactl.state.profiles import read_profiles
    from personactl.state.project import find_project
    from personactl.state.target import resolve_target

    return resolve_target(
        explicit=profile,
        env=environment.env,
        project=find_project(environment.cwd),
        profiles=read_profiles(environment.paths),
        keys=stored_keys(environment.paths),
    )


def announce_target(target: "Target", context: Context) -> None:
    """Say which target the run uses, and what is to be known about that choice."""
    for note in target.notes:
        context.notes.warn(note)
    if target.embedded:
        where = f"embedded engine, {local_database(context.environment)}"
    else:
        where = f"{target.origin}, key from {target.key_source}"
    context.notes.note(f"target: {target.name} ({where})")


class OpenTarget:
    """A target, and the embedded engine behind it once somebody connects: opened at most once in a run.

    Made by `open_target`, which closes the engine.
    """

    def __init__(self, target: "Target", context: Context) -> None:
        self.target = target
        self._environment = context.environment
        self._on_wait: Callable[[str], None] = context.notes.note
        self._engine: Engine | None = None

    @asynccontextmanager
    async def connect(self, *, read_only: bool = False, connections: int = _CONNECTIONS) -> AsyncIterator["Client"]:
        """An open client.

        read_only: nothing but reads can leave it.
        connections: the maximum number of connections to a remote target.
        """
        from personactl.api.client import Client

        target = self.target
        if not target.embedded:
            from personactl.api.network import proxy_for

            assert target.key is not None, "resolve_target gives every remote target a key"
            proxy = proxy_for(target.origin, self._environment.env)
            remote = Client(
                target.origin,
                target.key,
                read_only=read_only,
                on_wait=self._on_wait,
                connections=connections,
                proxy=proxy,
            )
            async with remote as client:
                yield client
            return
        from personactl.api.in_process import InProcessTransport
        from personactl.secret import Secret

        engine = self._opened_engine()
        transport = InProcessTransport(engine.app)
        key = Secret(engine.api_key)
        local = Client(_LOCAL_ORIGIN, key, transport=transport, read_only=read_only, on_wait=self._on_wait)
        async with local as client:
            yield client

    def close(self) -> None:
        if self._engine is not None:
            self._engine.close()

    def _opened_engine(self) -> "Engine":
        if self._engine is None:
            self._engine = open_local_engine(self._environment)
        return self._engine


@contextmanager
def open_target(target: "Target", context: Context) -> Iterator[OpenTarget]:
    """`target`, ready to be connected to as often as a run needs."""
    opened = OpenTarget(target, context)
    try:
        yield opened
    finally:
        opened.close()


@asynccontextmanager
async def connect(
    target: "Target", context: Context, *, read_only: bool = False, connections: int = _CONNECTIONS
) -> AsyncIterator["Client"]:
    """An open client for a run that connects once; see `OpenTarget.connect`."""
    with open_target(target, context) as opened:
        async with opened.connect(read_only=read_only, connections=connections) as client:
            yield client


def lock_path(target: "Target", project: "Project", environment: Environment) -> Path:
    """Where the lock of `project` lies: in the project, or beside the embedded engine's database for `local`."""
    if target.embedded:
        return _local_lock(project, environment)
    from personactl.state.project import lock_path as project_lock

    return project_lock(project.root)


def was_pushed(project: "Project", environment: Environment) -> bool:
    """Whether anything of `project` was ever pushed anywhere: it is a project then, though all its files are gone."""
    from personactl.state.project import lock_path as project_lock

    return project_lock(project.root).exists() or _local_lock(project, environment).exists()


def _local_lock(project: "Project", environment: Environment) -> Path:
    return local_database(environment).parent / "locks" / f"{_project_slug(project.root)}.lock"


def _project_slug(root: Path) -> str:
    """Readable and unique: the folder's name and a digest of its whole path."""
    from hashlib import sha256

    return f"{root.name or 'root'}-{sha256(str(root).encode()).hexdigest()[:12]}"
