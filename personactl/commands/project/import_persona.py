"""Import personas from code: read a source, choose personas in it, and write their files, all or none.

The code is only read and never run. What only a run would tell is a finding.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from personactl.commands.context import Context
from personactl.errors import UsageError
from personactl.persona.foreign.imported import Import

if TYPE_CHECKING:
    from personactl.literals.source_language import SourceLanguage
    from personactl.persona.foreign.persona_objects import PersonaObject
    from personactl.state.project import Project

STDIN: Final = "-"
_LISTED: Final = 8
_SUFFIXES: Final = frozenset({".yaml", ".yml"})


class ImportOptions(Struct, frozen=True):
    """What to import, and where to.

    source: the path of the source; "-" for a text from stdin.
    stdin: that text, as bytes.
    language: the language of the source; None to find it out.
    only: names of the personas to import; empty for the only one.
    everything: import all personas of the source.
    name: the key of the new file; None to make it from the persona's name.
    output: a folder, or the file, for the persona; None for the project's folder.
    force: overwrite files.
    dry_run: write nothing.
    """

    source: str
    stdin: bytes | None = None
    language: "SourceLanguage | None" = None
    only: Sequence[str] = ()
    everything: bool = False
    name: str | None = None
    output: Path | None = None
    force: bool = False
    dry_run: bool = False


def import_personas(options: ImportOptions, context: Context) -> Import:
    """Read the source and write the files, unless it is a dry run.

    Raises `UsageError` for a source without a persona or with several of which none was chosen, for code that is not
    valid inside a persona, and for files that exist already.
    """
    from personactl.commands.project.import_source import read_source
    from personactl.commands.project.imported_files import ImportedFiles

    source = read_source(options)
    chosen = _chosen(source.personas, options, source.path)
    project, folder, key = _destination(options, context, len(chosen))
    files = ImportedFiles(project, folder, source)
    for persona in chosen:
        files.add(persona, key)
    imported = files.result()
    _refuse_overwriting(imported.texts, options)
    if not options.dry_run:
        _write(imported.texts)
    return imported


def _chosen(personas: "Sequence[PersonaObject]", options: ImportOptions, path: Path) -> "Sequence[PersonaObject]":
    """Return the personas that the options choose. Raises `UsageError`."""
    if options.everything or (len(personas) == 1 and not options.only):
        return personas
    names = [persona.name or f"persona {number}" for number, persona in enumerate(personas, 1)]
    if not options.only:
        listed = ", ".join(names[:_LISTED]) + (", ..." if len(names) > _LISTED else "")
        raise UsageError(
            f"the source has {len(personas)} personas: {listed}",
            where=str(path),
            hint=f"import all of them with --all, or choose with --only, such as --only {_quoted(names[0])}",
        )
    chosen: list[PersonaObject] = []
    for wanted in options.only:
        found = [one for one, name in zip(personas, names, strict=True) if _matches(wanted, one, name)]
        if not found:
            from personactl.state.project import suggestion

            message = f"the source has no persona {wanted!r}"
            raise UsageError(message, where=str(path), hint=suggestion(wanted, sorted(names)))
        chosen += [one for one in found if one not in chosen]
    return chosen


def _matches(wanted: str, persona: "PersonaObject", name: str) -> bool:
    from personactl.sync.pull.new_keys import fresh_key

    return wanted.casefold() in {name.casefold(), persona.label.casefold(), fresh_key("persona", name, ())}


def _quoted(name: str) -> str:
    import shlex

    return shlex.quote(name)


def _destination(options: ImportOptions, context: Context, count: int) -> "tuple[Project, Path, str | None]":
    """Return the project, the folder for personas, and the key of the new file if the options give one."""
    from personactl.state.project import find_project

    output, name = options.output, options.name
    is_file = output is not None and output.suffix in _SUFFIXES
    if count > 1 and (name is not None or is_file):
        given = "--output" if is_file else "--name"
        hint = "give a folder, or import one persona with --only" if is_file else "import one persona with --only"
        raise UsageError(f"{given} names one file, and {count} personas are imported", where=given, hint=hint)
    if output is None:
        project = find_project(context.environment.cwd)
        return project, project.personas, name
    output = context.environment.cwd / output
    folder = output.parent if is_file else output
    existing = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
    return find_project(existing), folder, output.stem if is_file else name


def _refuse_overwriting(texts: Mapping[Path, str], options: ImportOptions) -> None:
    there = [path for path in texts if os.path.lexists(path)]
    folders = [path for path in there if path.is_dir()]
    if folders:
        hint = "give another --name or --output; nothing was written"
        raise UsageError("this is a folder", where=str(folders[0]), hint=hint)
    if there and not options.force:
        raise UsageError(
            f"{'this file exists' if len(there) == 1 else 'these files exist'} already, and nothing was written",
            where=", ".join(map(str, there)),
            hint="overwrite with --force, or choose another --name or --output",
        )


def _write(texts: Mapping[Path, str]) -> None:
    """Write the new files, all or none, and then the ones that exist."""
    from personactl.files.command_line_files import write_named
    from personactl.files.file_writes import create_files

    new = {path: text.encode() for path, text in texts.items() if not os.path.lexists(path)}
    root = Path(os.path.commonpath([path.parent for path in texts]))
    create_files(root, {os.path.relpath(path, root): data for path, data in new.items()})
    for path, text in texts.items():
        if path not in new:
            write_named(path, text.encode())
