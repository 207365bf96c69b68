"""The options of `validate`, apart from its run, which the fast path calls without the command-line parser."""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from personactl.cli.shared_options import ProfileOption, QuietOption
from personactl.cli.validate.validate_run import ValidateRun, paths_of
from personactl.commands.lint_scope import RuleRequest
from personactl.commands.validate import ValidateRequest
from personactl.report.findings.findings_formats import REPORTERS


def _known(name: str) -> str:
    if name not in REPORTERS:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(REPORTERS)}.")
    return name


FilesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAMES]...", help="Keys, files, folders or patterns of them; the whole project by default."
    ),
]
SelectOption = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="RULES",
        help="Only these rules: codes, beginnings of codes (P, S1), names, 'default' or 'all', separated by commas.",
    ),
]
IgnoreOption = Annotated[
    list[str] | None, typer.Option("--ignore", metavar="RULES", help="Without these rules, in the same form.")
]
TrackedOption = Annotated[
    bool, typer.Option("--tracked", help="Leave out files that git does not track, as a pre-commit hook should.")
]
OnlineOption = Annotated[
    bool,
    typer.Option("--online", help="Also check ids, names, voices and models in the target's catalogue."),
]
FixOption = Annotated[bool, typer.Option("--fix", help="Apply safe fixes to the files.")]
UnsafeFixesOption = Annotated[
    bool, typer.Option("--unsafe-fixes", help="With --fix or --diff: also fixes that you should review.")
]
DiffOption = Annotated[bool, typer.Option("--diff", help="Show what --fix would change, without changing it.")]
BaselineOption = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="FILE", help="Leave out the findings that are in FILE."),
]
WriteBaselineOption = Annotated[
    bool, typer.Option("--write-baseline", help="With --baseline: write all current findings to FILE.")
]
StdinFilenameOption = Annotated[
    Path | None,
    typer.Option(
        "--stdin-filename", metavar="FILE", help="With '-': the path of the file that the text on stdin belongs to."
    ),
]
FindingsFormatOption = Annotated[
    str,
    typer.Option("--format", parser=_known, metavar=f"[{'|'.join(REPORTERS)}]", help="The output format."),
]
OutputFileOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write the findings to FILE instead of stdout."),
]
CacheOption = Annotated[
    bool, typer.Option("--no-cache", help="Check every file, and neither read nor write the cache.")
]


class ValidateOptions(NamedTuple):
    """The options, in the order in which help shows them."""

    paths: FilesArgument = None
    tracked: TrackedOption = False
    select: SelectOption = None
    ignore: IgnoreOption = None
    online: OnlineOption = False
    profile: ProfileOption = None
    fix: FixOption = False
    unsafe_fixes: UnsafeFixesOption = False
    diff: DiffOption = False
    baseline: BaselineOption = None
    update_baseline: WriteBaselineOption = False
    stdin_filename: StdinFilenameOption = None
    format: FindingsFormatOption = "text"
    output: OutputFileOption = None
    no_cache: CacheOption = False
    quiet: QuietOption = False

    def run(self) -> ValidateRun:
        """Return the run that the options describe. Raises `UsageError` for an empty name."""
        request = ValidateRequest(
            paths=paths_of(self.paths or ()),
            tracked=self.tracked,
            rules=RuleRequest(self.select, self.ignore, self.online),
            profile=self.profile,
            unsafe_fixes=self.unsafe_fixes,
            baseline=self.baseline,
            stdin_filename=self.stdin_filename,
            cache=not self.no_cache,
        )
        return ValidateRun(
            request,
            fix=self.fix,
            diff=self.diff,
            update_baseline=self.update_baseline,
            format=self.format,
            output=self.output,
            quiet=self.quiet,
        )
