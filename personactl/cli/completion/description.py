"""The commands and their parameters as plain data, in `commands.json`.

Completion has to answer while a user types, and loading the parser and a command takes longer than that. So it reads
this file. `make docs` writes it from the commands, and a test fails while it differs from them.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

DESCRIPTION_FILE: Final = Path(__file__).with_name("commands.json")


class Parameter(NamedTuple):
    """An option or an argument.

    name: the name of the function's parameter.
    options: what the user types for an option; empty for an argument.
    takes_value: whether the next word belongs to it.
    repeatable: whether it can be given again.
    choices: its values, if they are fixed.
    text: what its help says.
    """

    name: str
    options: list[str]
    takes_value: bool
    repeatable: bool
    choices: list[str]
    text: str


class Description(NamedTuple):
    """What can be typed.

    summaries: commands and groups with their summaries, in the order of the help.
    groups: the commands of each group.
    parameters: the parameters of each command, such as "session tail".
    rules: the rules of `validate` by their codes, with their names.
    """

    summaries: Mapping[str, str]
    groups: Mapping[str, list[str]]
    parameters: Mapping[str, list[Parameter]]
    rules: Mapping[str, str]


def read_description() -> Description:
    """Return what the file says."""
    stored = json.loads(DESCRIPTION_FILE.read_text(encoding="utf-8"))
    parameters = {path: [Parameter(*row) for row in rows] for path, rows in stored["parameters"].items()}
    return Description(stored["summaries"], stored["groups"], parameters, stored["rules"])


def description_text() -> str:
    """Return what the file has to say, as its text."""
    from personactl.cli.command_tree import COMMANDS, GROUPS, SECTIONS, SUMMARIES, command_line
    from personactl.lint.rule_registry import RULES

    root = command_line(["every command"])
    parameters: dict[str, list[Parameter]] = {}
    for group, name, _ in COMMANDS:
        command = root.commands[group].commands[name] if group else root.commands[name]
        parameters[f"{group} {name}".strip()] = list(_parameters(command.params))
    listed = [name for names in SECTIONS.values() for name in names]
    summaries = {name: {**GROUPS, **SUMMARIES}[name] for name in listed}
    groups = {group: [name for of, name, _ in COMMANDS if of == group] for group in GROUPS if group}
    rules = {rule.code: rule.name for rule in RULES.values()}
    stored = {"summaries": summaries, "groups": groups, "parameters": parameters, "rules": rules}
    return json.dumps(stored, indent=1, ensure_ascii=False) + "\n"


def _parameters(declared: list[Any]) -> Iterator[Parameter]:
    from personactl.commands.catalogue_filter import KNOWN_VALUES

    for one in declared:
        option = one.param_type_name == "option"
        if option and one.hidden:
            continue
        flag = option and one.is_flag
        names = [*one.opts, *one.secondary_opts] if option else []
        choices = [getattr(choice, "value", choice) for choice in getattr(one.type, "choices", None) or _listed(one)]
        choices = choices or list(KNOWN_VALUES.get(one.name, ()))
        repeatable = one.multiple if option else one.nargs == -1
        yield Parameter(one.name, names, not flag, repeatable, choices, one.help or "")


def _listed(parameter: Any) -> list[str]:
    """Return the choices of a metavar such as [text|json]."""
    metavar = parameter.metavar or ""
    return metavar[1:-1].split("|") if metavar.startswith("[") and "|" in metavar else []
