"""The command tree: a literal list of verbs, in the order in which help shows them."""

import importlib
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from personactl import __version__
from personactl.cli.option_sets import spread

GROUPS: dict[str, str] = {
    "": "Personas as code: lint, diff, push, talk to and watch AI personas.",
    "session": "Look at sessions: list, show, tail, transcript.",
    "auth": "Keys and profiles: login, status, list, use, logout.",
    "avatar": "The catalogue's avatars: list, show.",
    "voice": "The catalogue's voices: list, show.",
    "llm": "The catalogue's LLMs: list, show.",
    "engine": "The embedded engine as a server.",
}
EXAMPLES: dict[str, tuple[str, ...]] = {
    "session": ("session list --live", "session tail -f", "session transcript"),
    "auth": ("auth login --profile staging", "auth status", "auth use staging"),
    "avatar": ("avatar list --search cara", "avatar show Cara"),
    "voice": ("voice list --search lucy", "voice show Lucy"),
    "llm": ("llm list", "llm show gpt-4.1-mini"),
    "engine": ("engine serve", "engine serve --port 0 --db team.db"),
}
"""What a group's own help shows; each of its commands has more."""
SUMMARIES: dict[str, str] = {
    "init": "Make a new project, ready to validate and push.",
    "validate": "Check persona files, to the line and column.",
    "rule": "What a rule of validate finds, and why.",
    "schema": "The JSON Schemas of a project's files.",
    "lsp": "Serve an editor: findings, hover, completion, fixes.",
    "diff": "What a push would change, field by field, and why.",
    "push": "Make the platform's personas what the files say.",
    "status": "How the files stand to each target.",
    "promote": "Make one target hold what another one holds.",
    "pull": "Take what changed on the platform into the files.",
    "history": "What runs from here overwrote, and how it was before.",
    "rollback": "Bring back what a run overwrote or deleted.",
    "token": "Make a session token for a persona.",
    "talk": "Talk with a persona by text.",
}
"""The verbs of the program's own help, which is shown without loading any of them."""
COMMANDS: list[tuple[str, str, str]] = [
    ("", "init", "personactl.cli.init:init"),
    ("", "validate", "personactl.cli.validate.command:validate"),
    ("", "rule", "personactl.cli.rule:rule"),
    ("", "schema", "personactl.cli.schema:schema"),
    ("", "lsp", "personactl.cli.lsp:lsp"),
    ("", "diff", "personactl.cli.diff:diff"),
    ("", "push", "personactl.cli.push:push"),
    ("", "status", "personactl.cli.status:status"),
    ("", "promote", "personactl.cli.promote:promote"),
    ("", "pull", "personactl.cli.pull:pull"),
    ("", "history", "personactl.cli.history:history"),
    ("", "rollback", "personactl.cli.rollback:rollback"),
    ("", "token", "personactl.cli.token:token"),
    ("", "talk", "personactl.cli.talk:talk"),
    ("session", "list", "personactl.cli.session.list:list_"),
    ("session", "show", "personactl.cli.session.show:show"),
    ("session", "tail", "personactl.cli.session.tail:tail"),
    ("session", "transcript", "personactl.cli.session.transcript:transcript"),
    ("avatar", "list", "personactl.cli.catalogue_commands:avatar_list"),
    ("avatar", "show", "personactl.cli.catalogue_commands:avatar_show"),
    ("voice", "list", "personactl.cli.catalogue_commands:voice_list"),
    ("voice", "show", "personactl.cli.catalogue_commands:voice_show"),
    ("llm", "list", "personactl.cli.catalogue_commands:llm_list"),
    ("llm", "show", "personactl.cli.catalogue_commands:llm_show"),
    ("auth", "login", "personactl.cli.auth:login"),
    ("auth", "status", "personactl.cli.auth:status"),
    ("auth", "list", "personactl.cli.auth:list_"),
    ("auth", "use", "personactl.cli.auth:use"),
    ("auth", "logout", "personactl.cli.auth:logout"),
    ("engine", "serve", "personactl.cli.engine:serve"),
]


def _load(target: str) -> Callable[..., int]:
    module, _, name = target.partition(":")
    loaded: Callable[..., int] = getattr(importlib.import_module(module), name)
    return spread(loaded)


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
    apps = {name: _group(text, EXAMPLES.get(name, ())) for name, text in GROUPS.items()}
    apps[""].callback()(_program)
    if list(arguments) in ([], ["--help"], ["--version"]):
        for name, summary in SUMMARIES.items():
            apps[""].command(name, help=summary)(_not_loaded)
        for name in filter(None, GROUPS):
            apps[name].command()(_not_loaded)
    else:
        meant = [row for row in COMMANDS if list(arguments[: 2 if row[0] else 1]) == [word for word in row[:2] if word]]
        for group, name, target in meant or COMMANDS:
            apps[group].command(name, short_help=SUMMARIES.get(name) if not group else None)(_load(target))
    for name, app in apps.items():
        if name and app.registered_commands:
            apps[""].add_typer(app, name=name)
    return typer.main.get_command(apps[""])


def _not_loaded() -> int:
    """Stands for a command where only its summary is asked for."""
    raise AssertionError("a command was called that only its help was loaded for")


def _group(text: str, examples: Sequence[str]) -> typer.Typer:
    lines = ["", "\b", "Examples:", *(f"  personactl {example}" for example in examples)] if examples else []
    return typer.Typer(help="\n".join([text, *lines]), rich_markup_mode=None, add_completion=False)
