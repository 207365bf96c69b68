"""The command tree: a literal list of commands, in the order in which help shows them."""

import importlib
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from personactl import __version__
from personactl.cli.option_sets import spread
from personactl.cli.shared_options import DirectoryOption, in_folder

GROUPS: dict[str, str] = {
    "": "Personas as code: lint, diff, push, talk to and watch AI personas.",
    "session": "Watch sessions: list, show, tail, transcript.",
    "auth": "Manage keys and profiles: login, status, list, use, logout.",
    "avatar": "Look up the catalogue's avatars: list, show.",
    "voice": "Look up the catalogue's voices: list, show.",
    "llm": "Look up the catalogue's LLMs: list, show.",
    "engine": "Run the embedded engine as a server: serve.",
}
EXAMPLES: dict[str, tuple[str, ...]] = {
    "session": ("session list --live", "session tail -f", "session transcript"),
    "auth": ("auth login --profile staging", "auth status", "auth use staging"),
    "avatar": ("avatar list --search cara", "avatar show Cara"),
    "voice": ("voice list --search lucy", "voice show Lucy"),
    "llm": ("llm list", "llm show gpt-4.1-mini"),
    "engine": ("engine serve", "engine serve --port 0 --db team.db"),
}
"""Examples in the help of a group; the help of each command has more."""
SUMMARIES: dict[str, str] = {
    "init": "Create a project that is ready to validate and push.",
    "import": "Make persona files from JavaScript, TypeScript, JSON or Python.",
    "validate": "Check persona files and show each problem with its line.",
    "rule": "Explain a rule of validate, or list all rules.",
    "schema": "Print the JSON Schema of a kind of file.",
    "lsp": "Serve findings, hover, completion and fixes to an editor.",
    "diff": "Show what a push would change, field by field, and why.",
    "push": "Apply the files to the platform, after showing the plan.",
    "status": "Compare the files with each target.",
    "promote": "Apply to one target what another target has.",
    "pull": "Write changes from the platform to the files.",
    "history": "List what runs from this machine overwrote or deleted.",
    "rollback": "Restore what a run overwrote or deleted.",
    "token": "Make a session token for a persona.",
    "talk": "Talk to a persona by text.",
    "trust": "Say where keys and secrets may go.",
    "completion": "Print the completion script of a shell.",
    "help": "Show the help of a command.",
    "version": "Print the version.",
}
"""The summaries of the commands in the program's help, which is shown without loading any command."""
START: tuple[tuple[str, str], ...] = (
    ("init my-personas", "a project with an example, in a new folder"),
    ("validate", "check its files"),
    ("push", "apply them; no account is needed"),
    ("talk nora", "talk to the persona of the example"),
)
"""What a new user types first; the first lines of the program's help."""
SECTIONS: dict[str, tuple[str, ...]] = {
    "Write personas": ("init", "import", "validate", "rule", "schema", "lsp"),
    "Apply and compare": ("diff", "push", "status", "pull", "promote", "history", "rollback"),
    "Converse and watch": ("token", "talk", "session"),
    "Look up": ("avatar", "voice", "llm"),
    "Set up": ("auth", "trust", "engine", "completion", "help", "version"),
}
"""The commands in the sections of the program's help."""
HELP_OPTIONS = frozenset({"-h", "--help"})
COMMANDS: list[tuple[str, str, str]] = [
    ("", "init", "personactl.cli.project.init:init"),
    ("", "import", "personactl.cli.project.import_persona:import_"),
    ("", "validate", "personactl.cli.validate.command:validate"),
    ("", "rule", "personactl.cli.rule:rule"),
    ("", "schema", "personactl.cli.project.schema:schema"),
    ("", "lsp", "personactl.cli.lsp:lsp"),
    ("", "diff", "personactl.cli.diff:diff"),
    ("", "push", "personactl.cli.push:push"),
    ("", "status", "personactl.cli.status:status"),
    ("", "promote", "personactl.cli.promote:promote"),
    ("", "pull", "personactl.cli.pull:pull"),
    ("", "history", "personactl.cli.history:history"),
    ("", "rollback", "personactl.cli.rollback:rollback"),
    ("", "token", "personactl.cli.session_token:token"),
    ("", "talk", "personactl.cli.talk:talk"),
    ("", "trust", "personactl.cli.trust:trust"),
    ("", "completion", "personactl.cli.completion.shell_script:completion"),
    ("", "help", "personactl.cli.program:help_"),
    ("", "version", "personactl.cli.program:version"),
    ("session", "list", "personactl.cli.session.list_sessions:list_"),
    ("session", "show", "personactl.cli.session.show:show"),
    ("session", "tail", "personactl.cli.session.tail:tail"),
    ("session", "transcript", "personactl.cli.session.transcript:transcript"),
    ("avatar", "list", "personactl.cli.catalogue:avatar_list"),
    ("avatar", "show", "personactl.cli.catalogue:avatar_show"),
    ("voice", "list", "personactl.cli.catalogue:voice_list"),
    ("voice", "show", "personactl.cli.catalogue:voice_show"),
    ("llm", "list", "personactl.cli.catalogue:llm_list"),
    ("llm", "show", "personactl.cli.catalogue:llm_show"),
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
    return in_folder(spread(loaded))


def _version(given: bool) -> None:
    if given:
        typer.echo(f"personactl {__version__}")
        raise typer.Exit(0)


def _program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    directory: DirectoryOption = None,
) -> None:
    """Take the options of the program. `main` has already applied `-C` before the command."""


def command_line(arguments: Sequence[str] = ()) -> Any:
    """Return the command tree for `arguments`: only the command that they name, or all commands for help.

    Most commands load libraries that no other command needs, so only the named command is imported.
    """
    from personactl.cli.program import ProgramGroup

    apps = {name: _group(text, EXAMPLES.get(name, ()), None if name else ProgramGroup) for name, text in GROUPS.items()}
    apps[""].callback()(_program)
    if list(arguments) in ([], ["--help"], ["-h"], ["--version"]):
        for name, summary in SUMMARIES.items():
            apps[""].command(name, help=summary)(_not_loaded)
        for name in filter(None, GROUPS):
            apps[name].command()(_not_loaded)
    else:
        named = [row for row in COMMANDS if list(arguments[: 2 if row[0] else 1]) == [word for word in row[:2] if word]]
        for group, name, target in named or COMMANDS:
            apps[group].command(name, short_help=SUMMARIES.get(name) if not group else None)(_load(target))
    for name, app in apps.items():
        if name and app.registered_commands:
            apps[""].add_typer(app, name=name)
    return typer.main.get_command(apps[""])


def _not_loaded() -> int:
    """Take the place of a command in the program's help, which shows only its summary."""
    raise AssertionError("a command was called, but only its help was loaded")


def _group(text: str, examples: Sequence[str], cls: type[TyperGroup] | None) -> typer.Typer:
    lines = ["", "\b", "Examples:", *(f"  personactl {example}" for example in examples)] if examples else []
    return typer.Typer(
        help="\n".join([text, *lines]),
        cls=cls,
        rich_markup_mode=None,
        add_completion=False,
        context_settings={"help_option_names": sorted(HELP_OPTIONS)},
    )
