"""Trust: say where keys and secrets may go, which a repository does not decide.

An address is trusted in all projects, a folder for what its project names now, and a variable for the hosts that the
files of the project send it to now.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from personactl.command_hint import command_hint
from personactl.commands.context import Context, Environment
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.state.credentials.trust import TrustEntry
    from personactl.state.credentials.trust_store import Trusted
    from personactl.state.project import Project


class TrustRequest(Struct, frozen=True):
    """What to trust, or to trust no longer.

    place: an address, or a folder; None for the project around the current folder.
    variable: the variable of a secret; None for keys.
    """

    place: str | None = None
    variable: str | None = None

    @property
    def address(self) -> str | None:
        return self.place if self.place is not None and "://" in self.place else None

    @property
    def folder(self) -> str | None:
        return self.place if self.address is None else None


def add_trust(request: TrustRequest, context: Context) -> "list[TrustEntry]":
    """Trust what is asked for, and return it.

    Raises `UsageError` for what cannot be trusted: a place that is neither, an address that a key must not go to, a
    project that names no other address than the hosted platform, or a variable that no file refers to.
    """
    if request.variable is not None:
        return _add_variable(request.variable, request, context)
    if request.address is not None:
        return _add_origin(request.address, context)
    return _add_project(_project(request, context.environment), context)


def remove_trust(request: TrustRequest, environment: Environment) -> "list[TrustEntry]":
    """Trust it no longer, and return what was trusted. Raises `UsageError` if it was not.

    An address is no longer trusted in any project, and a folder for nothing.
    """
    from personactl.commands.project.trust_left import not_trusted
    from personactl.origin import normal_origin
    from personactl.state.credentials.trust_store import change_trust, project_key

    origin = None
    if request.variable is not None:
        host = None if request.address is None else _host(request.address)
        key = project_key(_project(request, environment).root)

        def goes(one: "Trusted") -> bool:
            return (one.variable, one.project) == (request.variable, key) and host in (None, one.origin)
    elif request.address is not None:
        origin = normal_origin(request.address, "trust --remove")

        def goes(one: "Trusted") -> bool:
            return (one.use, one.origin) == ("key", origin)
    else:
        key = project_key(_folder_to_forget(request, environment))

        def goes(one: "Trusted") -> bool:
            return one.project == key

    before, after = change_trust(environment.paths, lambda now: frozenset(one for one in now if not goes(one)))
    if before == after:
        raise not_trusted(request.variable or request.place or "this project", origin, environment)
    return _entries(before - after)


def list_trust(environment: Environment) -> "list[TrustEntry]":
    """Return everything that is trusted on this machine: by `trust`, by a login, and by the environment."""
    from personactl.state.credentials.trust import Reason, TrustEntry
    from personactl.state.credentials.trust_store import Trusted, read_trust
    from personactl.state.credentials.trust_variables import trusted_origins, trusted_variables
    from personactl.state.profiles import read_profiles

    logins = {settings.api_url for settings in read_profiles(environment.paths).settings.values()}
    origins, pairs = trusted_origins(environment.env), trusted_variables(environment.env)
    return [
        *_entries(read_trust(environment.paths)),
        *(TrustEntry(Trusted("key", origin), Reason.login) for origin in sorted(logins)),
        *(TrustEntry(Trusted("key", origin), Reason.setting) for origin in sorted(origins)),
        *(TrustEntry(Trusted("secret", origin, name), Reason.setting) for name, origin in sorted(pairs)),
    ]


def _add_origin(text: str, context: Context) -> "list[TrustEntry]":
    from personactl.origin import HOSTED, checked_origin
    from personactl.state.credentials.trust import Reason, TrustEntry
    from personactl.state.credentials.trust_store import Trusted, change_trust

    added = Trusted("key", checked_origin(text))
    if added.origin == HOSTED:
        context.notes.note("this is the hosted platform, which needs no trust")
        return [TrustEntry(added, Reason.hosted)]
    change_trust(context.environment.paths, lambda now: now | {added})
    context.notes.note(f"keys from the environment may go to {added.origin} in all projects now")
    _note_removal(context, added.origin)
    return [TrustEntry(added, Reason.origin)]


def _add_project(project: "Project", context: Context) -> "list[TrustEntry]":
    from personactl.origin import HOSTED, checked_origin
    from personactl.state.credentials.trust import Reason, TrustEntry
    from personactl.state.credentials.trust_store import Trusted, change_trust, project_key

    named = [settings for settings in project.profiles.values() if settings.api_url != HOSTED]
    if not named:
        raise UsageError(
            "this project names no address of its own, so there is nothing to trust",
            where=str(project.root),
            hint="keys go to the hosted platform without that; to trust an address in all projects:"
            f" {command_hint('trust', 'https://anam.example.com', profile=None)}",
        )
    key = project_key(project.root)
    added = {
        Trusted("key", checked_origin(settings.api_url), settings.key_env, key): settings.place for settings in named
    }
    change_trust(
        context.environment.paths,
        lambda now: frozenset(one for one in now if (one.use, one.project) != ("key", key)) | added.keys(),
    )
    context.notes.note("this project is trusted as it is now; another address or variable in its file later is not")
    _note_removal(context, str(project.root))
    return [TrustEntry(one, Reason.project, place) for one, place in added.items()]


def _add_variable(name: str, request: TrustRequest, context: Context) -> "list[TrustEntry]":
    from personactl.state.credentials.trust import Reason, TrustEntry
    from personactl.state.credentials.trust_store import Trusted, change_trust, project_key

    _check_variable(name)
    project = _project(request, context.environment)
    key = project_key(project.root)
    named = {_host(request.address): None} if request.address is not None else _hosts_in_files(name, project, context)
    added = {Trusted("secret", origin, name, key): path for origin, path in sorted(named.items())}

    def change(now: "frozenset[Trusted]") -> "frozenset[Trusted]":
        """Add one host that is named, or put those of the files in place of earlier ones."""
        replaced = () if request.address is not None else now
        return now - {one for one in replaced if (one.variable, one.project) == (name, key)} | added.keys()

    change_trust(context.environment.paths, change)
    if _goes_anywhere(name, project, context.environment):
        context.notes.warn(f"{name} goes to every host that a file names, also without trust, because of its name")
    else:
        context.notes.note(f"{name} may go there in this project now; to another host in its files later it may not")
    _note_removal(context, "--variable", name)
    return [TrustEntry(one, Reason.project, path) for one, path in added.items()]


def _goes_anywhere(name: str, project: "Project", environment: Environment) -> bool:
    from personactl.state.credentials.trust import trust_of
    from personactl.state.profiles import read_profiles

    trust = trust_of(environment.env, environment.paths, read_profiles(environment.paths), project)
    return trust.goes_where_files_say(name)


def _hosts_in_files(name: str, project: "Project", context: Context) -> dict[str, str | None]:
    """Return the hosts that the files send the variable to, for any profile, each with a file that does.

    Raises `UsageError` if there is none, or an address is not clear.
    """
    found: dict[str, str | None] = {}
    for path, origin in _uses_in_files(name, project, context):
        if origin is None:
            raise UsageError(
                f"{name} would go to an address that programs may read in different ways",
                where=path,
                hint="write the address with a plain host, such as https://orders.example.com",
            )
        found.setdefault(origin, path)
    if not found:
        raise UsageError(
            f"no file of this project refers to {name}",
            where=str(project.root),
            hint=f"write {{env: {name}}} into the file first, or name the host too:"
            f" {command_hint('trust', 'https://api.example.com', '--variable', name, profile=None)}",
        )
    return found


def _uses_in_files(name: str, project: "Project", context: Context) -> Iterator[tuple[str, str | None]]:
    """Yield the file and the host of each use."""
    from personactl.commands.project_files import read_noting_errors
    from personactl.state.profile_settings import ENV, LOCAL
    from personactl.state.profiles import read_profiles
    from personactl.state.selection import select
    from personactl.state.target import known_profiles
    from personactl.sync.values.desired import project_path
    from personactl.sync.values.field_paths import leaves
    from personactl.sync.values.secret_uses import secret_uses
    from personactl.sync.values.shapes import SHAPES

    selection = select(project, [])
    profiles = known_profiles(project, read_profiles(context.environment.paths))
    for profile in (LOCAL, ENV, *profiles):
        for resource in read_noting_errors(project, selection, profile, context):
            kind = resource.address.kind
            if kind not in {"llm", "tool"}:
                continue
            fields = leaves(resource.fields, SHAPES[kind])
            for use in secret_uses(kind, fields, resource.secret):
                if use.source.place == "env" and use.source.name == name:
                    yield project_path(resource.path, project.root), use.origin


def _entries(trusted: "frozenset[Trusted]") -> "list[TrustEntry]":
    from personactl.state.credentials.trust import Reason, TrustEntry

    return [
        TrustEntry(one, Reason.origin if one.project is None else Reason.project)
        for one in sorted(trusted, key=lambda one: one.order)
    ]


def _host(address: str) -> str:
    """Return the origin of a webhook or an LLM."""
    from personactl.origin import origin_of_url

    origin = origin_of_url(address)
    if origin is None:
        raise UsageError(
            "this is not the address of a host",
            where="trust --variable",
            hint="write scheme and host, such as https://api.example.com",
        )
    return origin


def _check_variable(name: str) -> None:
    from personactl.persona.schema.secret_reference import VARIABLE

    if not VARIABLE.fullmatch(name):
        raise UsageError(
            "this is not the name of an environment variable",
            where="--variable",
            hint="write the name that the file has after 'env:', such as OPENAI_API_KEY; never the secret itself",
        )


def _project(request: TrustRequest, environment: Environment) -> "Project":
    """Return the project in the folder that was named, else the one around the current folder."""
    from personactl.state.project import find_project

    if request.folder is None:
        return find_project(environment.project_start)
    folder = environment.cwd / request.folder
    if not folder.is_dir():
        raise UsageError(
            f"there is no folder {request.folder}",
            where="trust",
            hint="an address begins with https://, or with http:// if it is on this machine; to trust this project, run"
            " 'personactl trust' without a place",
        )
    return find_project(folder)


def _folder_to_forget(request: TrustRequest, environment: Environment) -> Path:
    """Return the folder of a project, which may have been deleted or be invalid."""
    from personactl.state.project import project_root

    folder = environment.project_start if request.folder is None else environment.cwd / request.folder
    return project_root(folder) or folder


def _note_removal(context: Context, *what: str) -> None:
    context.notes.note(f"to take it back: {command_hint('trust', '--remove', *what, profile=None)}")
