"""The program itself: its help in sections, and the commands `help` and `version`."""

from typing import Annotated, Any, Protocol

import typer
from typer.core import TyperGroup

from personactl import __version__

CommandArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[COMMAND]...", help="A command, such as push, or session tail.")
]


class _HelpFormatter(Protocol):
    """What the parser gives to a command that writes its help."""

    def section(self, name: str) -> Any: ...

    def write_dl(self, rows: Any) -> None: ...


class ProgramGroup(TyperGroup):
    """The program, whose help has its commands in sections instead of one long list."""

    def format_options(self, ctx: typer.Context, formatter: _HelpFormatter) -> None:  # type: ignore[override]  # the parser's own types are private
        """Write what to begin with, the sections of commands, and the options."""
        from personactl.cli.command_tree import GROUPS, SECTIONS, START, SUMMARIES

        with formatter.section("Start here"):
            formatter.write_dl([(f"personactl {words}", text) for words, text in START])
        for title, names in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(_NAME_CELLS), {**GROUPS, **SUMMARIES}[name]) for name in names])
        with formatter.section("Options"):
            records = (parameter.get_help_record(ctx) for parameter in self.get_params(ctx))
            formatter.write_dl([record for record in records if record is not None])


_NAME_CELLS = 10
"""The longest name of a command, so that the summaries of all sections begin in one column."""


def help_(words: CommandArgument = None) -> int:
    """Show the help of the program or of a command, as --help does.

    \b
    Examples:
      personactl help
      personactl help push
      personactl help session tail
    """
    from personactl.cli.command_tree import command_line

    names = list(words or ())
    command_line(names or ["--help"]).main([*names, "--help"], prog_name="personactl", standalone_mode=False)
    return 0


def version() -> int:
    """Print the version, as --version does.

    \b
    Examples:
      personactl version
    """
    typer.echo(f"personactl {__version__}")
    return 0
