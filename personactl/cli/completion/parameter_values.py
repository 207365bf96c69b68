"""The values that a parameter can have, by its name: personas, profiles, runs, sessions, files and others."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from personactl.cli.terminal.environment import current_environment
from personactl.commands import completion
from personactl.commands.completion import Names
from personactl.commands.context import Environment
from personactl.files.folder_walk import FolderWalk


class Place(NamedTuple):
    """Where a value is to be completed.

    command: the command, such as "session tail".
    parameter: the name of its parameter.
    incomplete: the beginning of the value.
    arguments: the arguments before it.
    profile: the profile that the command line names before.
    """

    command: str
    parameter: str
    incomplete: str
    arguments: tuple[str, ...]
    profile: str | None


def values(place: Place) -> Names:
    """Return what the value can be. Raises what reading the project raises."""
    source = _source(place.command, place.parameter)
    return source(place, current_environment()) if source is not None else ()


def completes(command: str, parameter: str) -> bool:
    """Return whether values of a command's parameter can be known."""
    return _source(command, parameter) is not None


_SELECTED = ("/", ".yaml", ".yml", ".json", ".md", ".txt")


_Source: TypeAlias = Callable[[Place, Environment], Names]


def _source(command: str, parameter: str) -> _Source | None:
    return _BY_COMMAND.get((command, parameter), _BY_NAME.get(parameter))


def _personas(_: Place, environment: Environment) -> Names:
    return completion.persona_keys(environment)


def _resources(_: Place, environment: Environment) -> Names:
    return completion.resource_keys(environment)


def _profiles(_: Place, environment: Environment) -> Names:
    return completion.profile_names(environment)


def _runs(_: Place, environment: Environment) -> Names:
    return completion.run_numbers(environment)


def _sessions(place: Place, environment: Environment) -> Names:
    return completion.shown_before("session", place.profile, environment)


def _entries(place: Place, environment: Environment) -> Names:
    return completion.shown_before(place.command.split()[0], place.profile, environment)


def _files(place: Place, _: Environment) -> Names:
    return list(_paths(place.incomplete))


def _folders(place: Place, _: Environment) -> Names:
    return [path for path in _paths(place.incomplete) if path[0].endswith("/")]


def _trusted_places(place: Place, environment: Environment) -> Names:
    """Return the addresses that the project names, and folders."""
    return [*completion.project_addresses(environment), *_folders(place, environment)]


def _selected(place: Place, environment: Environment) -> Names:
    """Return keys, and the files and folders that a command can take for personas, prompts or plans."""
    files = [path for path in _paths(place.incomplete) if path[0].endswith(_SELECTED)]
    return [*completion.resource_keys(environment), *files]


def _command_names(place: Place, _: Environment) -> Names:
    from personactl.cli.completion.description import read_description

    known = read_description()
    if not place.arguments:
        return known.summaries.items()
    return [(name, "") for name in known.groups.get(" ".join(place.arguments), ())]


def _rules(_: Place, __: Environment) -> Names:
    from personactl.cli.completion.description import read_description

    return read_description().rules.items()


def _rule_lists(place: Place, environment: Environment) -> Names:
    """Return lists of rules: what was typed, with its last rule completed."""
    typed = place.incomplete[: place.incomplete.rfind(",") + 1]
    words = [("default", "the usual rules"), ("all", "every rule")]
    return [(typed + code, name) for code, name in [*words, *_rules(place, environment)]]


def _paths(incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield the files and folders whose path begins with `incomplete`; folders end with a slash."""
    folder, begun = os.path.split(incomplete)
    try:
        entries = FolderWalk().entries(Path(folder).expanduser() if folder else ".")
        found = sorted((entry.name, entry.is_dir()) for entry in entries)
    except OSError:
        return
    for name, is_folder in found:
        if name.startswith(begun) and (begun.startswith(".") or not name.startswith(".")):
            yield os.path.join(folder, name) + ("/" if is_folder else ""), ""  # noqa: PTH118 - keeps the text that was typed


_BY_NAME: dict[str, _Source] = {
    "persona": _personas,
    "only": _resources,
    "names": _resources,
    "paths": _selected,
    "profile": _profiles,
    "source": _profiles,
    "to": _profiles,
    "run": _runs,
    "id": _sessions,
    "entry": _entries,
    "words": _command_names,
    "rule": _rules,
    **dict.fromkeys(("select", "ignore"), _rule_lists),
    **dict.fromkeys(("directory", "folder"), _folders),
    **dict.fromkeys(("baseline", "db", "output", "script", "stdin_filename"), _files),
}
_BY_COMMAND: dict[tuple[str, str], _Source | None] = {
    ("auth use", "name"): _profiles,
    ("history", "name"): _resources,
    ("import", "source"): _files,
    ("trust", "place"): _trusted_places,
    ("import", "only"): None,
}
