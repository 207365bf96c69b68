"""`personactl validate`: files -> findings, without a word to any platform."""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.cli.options import PathsArgument, QuietOption, TextJson, TextJsonOption

if TYPE_CHECKING:
    from personactl.cli.output import Output
    from personactl.lint.report import Report
    from personactl.state.project import Project

_WIDTH_IN_A_PIPE = 100


def validate(
    paths: PathsArgument = None,
    format: TextJsonOption = TextJson.text,
    quiet: QuietOption = False,
) -> int:
    """Check persona files and show what is wrong with them, line by line.

    Looks at the project's personas folder, or at the files and folders named. Nothing is sent anywhere. Files whose
    name begins with "_" are parts that personas extend: they may leave out what a persona needs. The exit status is 1
    if there is an error or a warning.

    \b
    Examples:
      personactl validate
      personactl validate personas/cara.yaml
      personactl validate personas --format json
    """
    from personactl.cli.output import Output
    from personactl.report.findings_json import findings_json
    from personactl.report.findings_text import findings_summary, findings_text

    out = Output(quiet=quiet)
    report = _checked(paths)
    if format is TextJson.json:
        out.json(findings_json(report))
    else:
        out.answer(*findings_text(report, width=_width(out)))
    out.note(findings_summary(report))
    return 0 if report.passed else 1


def _checked(paths: Sequence[Path] | None) -> "Report":
    from personactl.cli.surroundings import here
    from personactl.lint.files import find_files
    from personactl.lint.report import Report
    from personactl.lint.running import lint_files
    from personactl.state.project import find_project

    cwd = here().cwd
    files = find_files(paths or [_personas(cwd, find_project(cwd))])
    root_of = cache(lambda folder: find_project(folder).root)
    projects: dict[Path, list[Path]] = {}
    for path in files:
        projects.setdefault(root_of((cwd / path).parent), []).append(path)
    return Report.merged(lint_files(group, root) for root, group in projects.items())


def _personas(cwd: Path, project: "Project") -> Path:
    """The project's personas folder as a person in `cwd` would write it."""
    from personactl.errors import UsageError

    folder = project.personas
    if not folder.is_dir():
        raise UsageError(
            "there is no folder with personas here",
            where=str(folder),
            hint="run it inside a project, or name the files or folders to check",
        )
    return Path(os.path.relpath(folder, cwd))


def _width(out: "Output") -> int:
    import shutil

    return shutil.get_terminal_size().columns if out.terminal else _WIDTH_IN_A_PIPE
