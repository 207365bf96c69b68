"""Choose a target and open a client for it. Only this module connects to a target or starts the embedded engine.

The target `local` needs no socket and no second process: the HTTP client calls the engine's ASGI app directly. Commands
use it through the same client as the hosted platform.
"""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from personactl.command_hint import hints_go_to
from personactl.commands.context import Context, Environment
from personactl.commands.embedded_engine import local_database, open_local_engine
from personactl.state.paths import needed, path_slug

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.engine.app import Engine
    from personactl.state.credentials.secret_references import SecretReader
    from personactl.state.credentials.trust import Trust
    from personactl.state.machine.entry_names import EntryNames
    from personactl.state.project import Project
    from personactl.state.target import Target

_Result = TypeVar("_Result")

# Nothing connects to this address; messages show it as the address of the engine in this process.
_LOCAL_ORIGIN = "http://embedded.localhost"

_CONNECTIONS = 20
"""The default number of connections: a few more than the requests that reading sends at once."""

_LOCK_WAIT_S = 120.0


def choose_target(profile: str | None, context: Context) -> "Target":
    """Choose the target of a run and note which one it is. Raises as `find_target` does."""
    target = find_target(profile, context.environment)
    announce_target(target, context)
    return target


def find_target(profile: str | None, environment: Environment) -> "Target":
    """Choose the target of a run, without a note. Raises as `state.target.resolve_target` does."""
    from personactl.state.credentials.keys import stored_keys
    from personactl.state.credentials.trust import trust_of
    from personactl.state.profiles import read_profiles
    from personactl.state.project import find_project
    from personactl.state.target import resolve_target

    project, profiles = find_project(environment.project_start), read_profiles(environment.paths)
    return resolve_target(
        explicit=profile,
        env=environment.env,
        project=project,
        profiles=profiles,
        keys=stored_keys(environment.paths, environment.env),
        trust=trust_of(environment.env, environment.paths, profiles, project),
    )


def secret_reader(environment: Environment) -> "SecretReader":
    """Return what reads the secrets that the files of the project refer to, and decides where they may go."""
    from personactl.state.credentials.secret_references import SecretReader

    return SecretReader(environment.env, find_trust(environment))


def find_trust(environment: Environment) -> "Trust":
    """Return what the user trusts in the project of the run."""
    from personactl.state.credentials.trust import trust_of
    from personactl.state.profiles import read_profiles
    from personactl.state.project import find_project

    project, profiles = find_project(environment.project_start), read_profiles(environment.paths)
    return trust_of(environment.env, environment.paths, profiles, project)


def announce_target(target: "Target", context: Context, *, source: bool = False, several: bool = False) -> None:
    """Note which target the run uses, after warnings about credentials that are set but not used.

    From now on, the hints of this run go to the target.

    source: whether a promotion only copies from it.
    several: whether the run compares several targets, which its answer lists itself.
    """
    if not several:
        hints_go_to(target.name)
        context.notes.opened(target, source=source)
    for note in target.notes:
        context.notes.warn(note)
    if target.embedded:
        where = f"embedded engine, {local_database(context.environment)}"
    else:
        where = f"{target.origin}, key from {target.key_source}"
    context.notes.note(f"target: {target.name} ({where})")


class OpenTarget:
    """A target that a run can connect to several times. The embedded engine is opened once, at the first connection.

    Made by `open_target`, which closes the engine.
    """

    def __init__(self, target: "Target", context: Context) -> None:
        self.target = target
        self._environment = context.environment
        self._on_wait: Callable[[str], None] = context.notes.note
        self._engine: Engine | None = None

    @asynccontextmanager
    async def connect(self, *, read_only: bool = False, connections: int = _CONNECTIONS) -> AsyncIterator["Client"]:
        """Yield an open client.

        read_only: the client refuses to send anything but reads.
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
                profile=target.name,
            )
            async with remote as client:
                yield client
            return
        from personactl.api.in_process import InProcessTransport
        from personactl.secret import Secret

        engine = self._opened_engine()
        transport = InProcessTransport(engine.app)
        key = Secret(engine.api_key)
        local = Client(
            _LOCAL_ORIGIN,
            key,
            transport=transport,
            read_only=read_only,
            on_wait=self._on_wait,
            profile=target.name,
        )
        async with local as client:
            yield client

    def close(self) -> None:
        """Close the engine if it was opened."""
        if self._engine is not None:
            self._engine.close()

    def _opened_engine(self) -> "Engine":
        if self._engine is None:
            self._engine = open_local_engine(self._environment)
        return self._engine


@contextmanager
def open_target(target: "Target", context: Context) -> Iterator[OpenTarget]:
    """Yield `target` for a run that connects more than once."""
    opened = OpenTarget(target, context)
    try:
        yield opened
    finally:
        opened.close()


@asynccontextmanager
async def connect(
    target: "Target", context: Context, *, read_only: bool = False, connections: int = _CONNECTIONS
) -> AsyncIterator["Client"]:
    """Yield an open client for a run that connects once; see `OpenTarget.connect`."""
    with open_target(target, context) as opened:
        async with opened.connect(read_only=read_only, connections=connections) as client:
            yield client


def run_async(work: "Coroutine[object, object, _Result]") -> _Result:
    """Run `work` in a new event loop and return its result.

    The result is kept in a list and not returned by the task: `asyncio.run` sets and resets the handler of SIGINT, and
    `signal.signal` makes the `repr` of a handler, of its task and of the result: 0.3 s for 1,000 new personas.
    """
    import asyncio  # imported late: commands that send nothing do without it

    results: list[_Result] = []

    async def work_to_list() -> None:
        results.append(await work)

    asyncio.run(work_to_list())
    return results[0]


@contextmanager
def exclusive_access(lock: Path, context: Context) -> Iterator[None]:
    """Keep other runs away from a lock file until the block ends, and note it if this run has to wait for one.

    Raises `ConflictError` if the other run does not end in time.
    """
    from personactl.state.process_lock import hold_lock

    def on_wait() -> None:
        context.notes.note("another personactl is using this project's target; waiting until it has finished")

    with hold_lock(lock, state=needed(context.environment.paths.state), timeout_s=_LOCK_WAIT_S, on_wait=on_wait):
        yield


def known_names(target: "Target", environment: Environment) -> "EntryNames":
    """Return the names of avatars, voices and LLMs that earlier runs learned from the target."""
    from personactl.state.machine.entry_names import EntryNames

    return EntryNames(environment.paths.cache, target.origin, environment.now())


def lock_path(target: "Target", project: "Project", environment: Environment) -> Path:
    """Return the path of the lock file: in the project, or for `local` beside the embedded engine's database."""
    if target.embedded:
        return _local_lock(project, environment)
    from personactl.state.project import lock_path as project_lock

    return project_lock(project.root)


def was_pushed(project: "Project", environment: Environment) -> bool:
    """Return whether the project has a lock file. It is then a project even if all its persona files are deleted."""
    from personactl.state.project import lock_path as project_lock

    return project_lock(project.root).exists() or _local_lock(project, environment).exists()


def _local_lock(project: "Project", environment: Environment) -> Path:
    return local_database(environment).parent / "locks" / f"{path_slug(project.root)}.lock"
