"""`personactl validate`: files -> findings, without a word to any platform."""

from typing import TYPE_CHECKING

from personactl.cli.linting import IgnoreOption, SelectOption, grouped
from personactl.cli.options import PathsArgument, QuietOption, TextJson, TextJsonOption

if TYPE_CHECKING:
    from personactl.cli.output import Output

_WIDTH_IN_A_PIPE = 100


def validate(
    paths: PathsArgument = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    format: TextJsonOption = TextJson.text,
    quiet: QuietOption = False,
) -> int:
    """Check persona files and show what is wrong with them, line by line.

    Looks at the project's personas folder, or at the files, folders and patterns named. Nothing is sent anywhere.
    Files whose name begins with "_" are parts that personas extend: they may leave out what a persona needs. The exit
    status is 1 if there is an error or a warning.

    \b
    Examples:
      personactl validate
      personactl validate personas/cara.yaml
      personactl validate personas --format json
      personactl validate --select default,P490 --ignore G5
    """
    from personactl.cli.output import Output
    from personactl.cli.surroundings import here
    from personactl.lint.report import Report
    from personactl.lint.running import lint_files
    from personactl.report.findings_json import findings_json
    from personactl.report.findings_text import findings_summary, findings_text

    out = Output(quiet=quiet)
    report = Report.merged(
        lint_files(group.files, group.root, group.selection) for group in grouped(here().cwd, paths, select, ignore)
    )
    if format is TextJson.json:
        out.json(findings_json(report))
    else:
        out.answer(*findings_text(report, width=_width(out)))
    out.note(findings_summary(report))
    return 0 if report.passed else 1


def _width(out: "Output") -> int:
    import shutil

    return shutil.get_terminal_size().columns if out.terminal else _WIDTH_IN_A_PIPE
