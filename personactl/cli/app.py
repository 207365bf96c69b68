"""The command tree: a literal list of verbs, in the order in which help shows them."""

import importlib
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from personactl import __version__

GROUPS: dict[str, str] = {
    "": "Personas as code: lint, diff, push, talk to and watch AI personas.",
    "session": "Look at sessions: list, show, tail, transcript.",
    "auth": "Keys and profiles: login, status, list, use, logout.",
    "avatar": "The catalogue's avatars: list, show.",
    "voice": "The catalogue's voices: list, show.",
    "llm": "The catalogue's LLMs: list, show.",
    "engine": "The embedded engine as a server.",
}
COMMANDS: list[tuple[str, str, str]] = [
    ("", "init", "personactl.cli.init:init"),
    ("", "validate", "personactl.cli.validate:validate"),
    ("", "rule", "personactl.cli.rule:rule"),
    ("", "schema", "personactl.cli.schema:schema"),
    ("", "lsp", "personactl.cli.lsp:lsp"),
    ("", "diff", "personactl.cli.diff:diff"),
    ("", "push", "personactl.cli.push:push"),
    ("", "token", "personactl.cli.token:token"),
    ("", "talk", "personactl.cli.talk:talk"),
    ("session", "list", "personactl.cli.session.list:list_"),
    ("session", "show", "personactl.cli.session.show:show"),
    ("session", "tail", "personactl.cli.session.tail:tail"),
    ("session", "transcript", "personactl.cli.session.transcript:transcript"),
    ("avatar", "list", "personactl.cli.avatar:list_"),
    ("avatar", "show", "personactl.cli.avatar:show"),
    ("voice", "list", "personactl.cli.voice:list_"),
    ("voice", "show", "personactl.cli.voice:show"),
    ("llm", "list", "personactl.cli.llm:list_"),
    ("llm", "show", "personactl.cli.llm:show"),
    ("auth", "login", "personactl.cli.auth:login"),
    ("auth", "status", "personactl.cli.auth:status"),
    ("auth", "list", "personactl.cli.auth:list_"),
    ("auth", "use", "personactl.cli.auth:use"),
    ("auth", "logout", "personactl.cli.auth:logout"),
    ("engine", "serve", "personactl.cli.engine:serve"),
]


def _load(target: str) -> Callable[..., int] | None:
    module, _, name = target.partition(":")
    try:
        loaded: Callable[..., int] = getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("personactl"):
            return None
        raise
    return loaded


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"personactl {__version__}")
        raise typer.Exit(0)


def _program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def command_line(arguments: Sequence[str] = ()) -> Any:
    """The tree for `arguments`: the one command that they begin with, else all of them, as help needs.

    Most commands bring a library or two along that no other needs, and are therefore loaded only when they are meant.
    """
    apps = {name: _group(text) for name, text in GROUPS.items()}
    apps[""].callback()(_program)
    meant = [row for row in COMMANDS if list(arguments[: 2 if row[0] else 1]) == [word for word in row[:2] if word]]
    for group, name, target in meant or COMMANDS:
        function = _load(target)
        if function is not None:
            apps[group].command(name)(function)
    for name, app in apps.items():
        if name and app.registered_commands:
            apps[""].add_typer(app, name=name)
    return typer.main.get_command(apps[""])


def _group(text: str) -> typer.Typer:
    return typer.Typer(help=text, rich_markup_mode=None, add_completion=False)
