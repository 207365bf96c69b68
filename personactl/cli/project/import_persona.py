"""`personactl import`: make persona files from the code that configures personas today."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from personactl.cli.shared_options import QuietOption, TextJson, TextJsonOption

if TYPE_CHECKING:
    from personactl.cli.terminal.output import Output
    from personactl.persona.foreign.imported import Import


class Language(StrEnum):
    """The languages that can be read."""

    javascript = "javascript"
    typescript = "typescript"
    tsx = "tsx"
    json = "json"
    python = "python"
    html = "html"
    markdown = "markdown"
    shell = "shell"


SourceArgument = Annotated[str, typer.Argument(metavar="FILE|-", help="The source; - reads stdin.", show_default=False)]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="NAME", help="The persona to import, of several in the source; repeatable."),
]
AllOption = Annotated[bool, typer.Option("--all", help="Import all personas of the source.")]
NameOption = Annotated[
    str | None, typer.Option("--name", metavar="KEY", help="The key of the new file; by default from the name.")
]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="PATH", help="A folder, or a .yaml file; by default the project's."),
]
LanguageOption = Annotated[
    Language | None, typer.Option("--language", help="The language; by default from the ending or the content.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite files that exist.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show the files, without writing them.")]


def import_(
    source: SourceArgument,
    only: OnlyOption = None,
    everything: AllOption = False,
    name: NameOption = None,
    output: OutputOption = None,
    language: LanguageOption = None,
    force: ForceOption = False,
    dry_run: DryRunOption = False,
    format: TextJsonOption = TextJson.text,
    quiet: QuietOption = False,
) -> int:
    """Make a persona file, its prompt file and its tools from code.

    Reads JavaScript, TypeScript, JSON, JSON5 and Python, also inside HTML, Markdown and shell commands. It finds
    personaConfig, what the SDK's calls get, and objects with a persona's keys. The code is never run: constants of the
    same file are followed, and everything else that only a run would tell is written as ${EXPRESSION} and listed, with
    its place in the source and in the new file. API keys are never written. The exit status is 1 if something is
    listed that somebody has to look at.

    \b
    Examples:
      personactl import src/anam.ts
      personactl import server.py --name front-desk
      personactl import personas.js --all --dry-run
      pbpaste | personactl import - --language javascript
    """
    from personactl.cli.terminal.environment import current_context
    from personactl.cli.terminal.output import Output
    from personactl.commands.project.import_persona import STDIN, ImportOptions, import_personas

    out = Output(quiet=quiet)
    options = ImportOptions(
        source,
        _stdin(out) if source == STDIN else None,
        language.value if language is not None else None,
        tuple(only or ()),
        everything,
        name,
        output,
        force,
        dry_run,
    )
    context = current_context(out)
    imported = import_personas(options, context)
    _print(imported, context.environment.cwd, format, out, dry_run=dry_run)
    return 0 if imported.complete else 1


def _stdin(out: "Output") -> bytes:
    """Return the text on stdin. Raises `UsageError` if it is too long."""
    import sys

    from personactl.errors import UsageError
    from personactl.files.regular_file import MAX_BYTES

    if out.stdin_terminal:
        out.note("paste the code, then press Ctrl-D on a line of its own")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        message = f"the text on stdin is longer than {MAX_BYTES // 1024 // 1024} MiB"
        raise UsageError(message, where="-", hint="import only the file that has the persona")
    return data


def _print(imported: "Import", cwd: Path, format: TextJson, out: "Output", *, dry_run: bool) -> None:
    from personactl.report.import_report import import_files_text, import_json, import_summary, import_text

    step = _next(imported, cwd, dry_run=dry_run)
    if format is TextJson.json:
        out.json(import_json(imported, cwd, next_step=step, dry_run=dry_run))
    else:
        out.answer(*(import_files_text(imported, cwd) if dry_run else ()), *import_text(imported, cwd))
    out.note(import_summary(imported, dry_run=dry_run))
    out.note(f"next: {step}")


def _next(imported: "Import", cwd: Path, *, dry_run: bool) -> str:
    import os

    from personactl.command_hint import command_hint

    if dry_run:
        return "repeat the command without --dry-run"
    paths = [os.path.relpath(persona.path, cwd) for persona in imported.personas]
    check = command_hint("validate", *(paths if len(paths) <= 3 else ()), profile=None)
    return check if imported.complete else f"complete what is listed, then {check}"
