"""`personactl validate`: files -> findings, without a word to any platform."""

from personactl.cli.findings import FindingsFormatOption, OutputFileOption, deliver
from personactl.cli.linting import IgnoreOption, SelectOption, grouped
from personactl.cli.options import PathsArgument, QuietOption


def validate(
    paths: PathsArgument = None,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    format: FindingsFormatOption = "text",
    output: OutputFileOption = None,
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
      personactl validate --format sarif --output personactl.sarif
      personactl validate --format markdown >> "$GITHUB_STEP_SUMMARY"
      personactl validate --select default,P490 --ignore G5
    """
    from personactl.cli.output import Output
    from personactl.cli.surroundings import here
    from personactl.lint.report import Report
    from personactl.lint.running import lint_files
    from personactl.report.findings_summary import findings_summary

    out = Output(quiet=quiet)
    report = Report.merged(
        lint_files(group.files, group.root, group.selection) for group in grouped(here().cwd, paths, select, ignore)
    )
    deliver(report, format, output, out)
    out.note(findings_summary(report))
    return 0 if report.passed else 1
