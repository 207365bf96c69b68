"""The names that complete a word of a command line. No request is sent, and only the cache is written.

Each function returns pairs of a name and a few words about it. They raise what reading the project raises.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from personactl.commands.context import Environment

if TYPE_CHECKING:
    from personactl.state.completion.project_outline import ProjectOutline

Names: TypeAlias = Iterable[tuple[str, str]]

_MAX_RUNS = 30


def persona_keys(environment: Environment) -> Names:
    """Return the keys of the project's personas."""
    return [(key, text) for kind, key, text in _files(environment) if kind == "persona"]


def resource_keys(environment: Environment) -> Names:
    """Return the keys of all resources: a persona's key, and `kind/key` for components."""
    return [(key if kind == "persona" else f"{kind}/{key}", text) for kind, key, text in _files(environment)]


def profile_names(environment: Environment) -> Names:
    """Return the names of the built-in profiles, of the project's and of the user's."""
    from personactl.state.completion.project_outline import login_addresses
    from personactl.state.profile_settings import ENV, LOCAL

    known = {**login_addresses(environment.paths), **_outline(environment).profiles}
    built_in = [(LOCAL, "the embedded engine"), (ENV, "the key in ANAM_API_KEY")]
    return [*sorted(known.items()), *built_in]


def project_addresses(environment: Environment) -> Names:
    """Return the addresses that the project's profiles have, with the names of the profiles."""
    return sorted((address, name) for name, address in _outline(environment).profiles.items())


def run_numbers(environment: Environment) -> Names:
    """Return the numbers of the newest runs in the history."""
    from itertools import islice

    from personactl.state.history import Run, history_folder, runs

    if environment.paths.state is None:
        return []
    folder = history_folder(environment.paths.state, _outline(environment).root)
    newest = islice((run for run in runs(folder) if isinstance(run, Run)), _MAX_RUNS)
    return [
        (str(run.number), f"{run.info.command} to {run.info.profile}, {run.info.started_at:%Y-%m-%d %H:%M} UTC")
        for run in newest
    ]


def shown_before(kind: str, profile: str | None, environment: Environment) -> Names:
    """Return the names of a kind that a command has shown for the target of `profile`; for all targets if it is None.

    kind: avatar, voice, llm or session.
    """
    from personactl.state.completion.shown_names import shown_names

    names = [profile] if profile is not None else [name for name, _ in profile_names(environment)]
    return list(_unique(row for name in names for row in shown_names(environment.paths, name, kind)))


def _files(environment: Environment) -> Iterator[tuple[str, str, str]]:
    """Yield kind, key and path of each file of the project, without checking whether a run would take it."""
    from personactl.persona.schema.file_kind import FOLDERS, kind_of
    from personactl.state.persona_files import walk

    project = _outline(environment)
    folders = [("persona", project.personas), *((kind, project.root / folder) for kind, folder in FOLDERS.items())]
    for kind, folder in folders:
        files = sorted(walk(folder)) if folder.is_dir() else []
        for file in files:
            if not file.name.startswith(("_", "-")) and kind_of(file, project.root) == kind:
                yield kind, file.stem, str(file.relative_to(project.root))


def _outline(environment: Environment) -> "ProjectOutline":
    from personactl.state.completion.project_outline import project_outline

    return project_outline(environment.cwd, environment.paths)


def _unique(rows: Names) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for name, text in rows:
        if name not in seen:
            seen.add(name)
            yield name, text
