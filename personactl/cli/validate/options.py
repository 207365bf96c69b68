"""The options of `validate`. They stand apart from what it does, which needs no parser of options to be called."""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from personactl.cli.options import ProfileOption, QuietOption
from personactl.cli.validate.run import ValidateRun
from personactl.commands.lint_scope import RuleRequest
from personactl.commands.validate import ValidateRequest
from personactl.report.findings.findings_formats import REPORTERS


def _known(name: str) -> str:
    if name not in REPORTERS:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(REPORTERS)}.")
    return name


FilesArgument = Annotated[
    list[Path] | None,
    # A file that may not be read is a finding, and hides nothing of the others.
    typer.Argument(
        metavar="[PATHS]...", help="Persona files or folders; the project's personas by default.", readable=False
    ),
]
SelectOption = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="RULES",
        help="Only these rules: codes, beginnings of codes (P, S1), names, 'default' or 'all', with commas between.",
    ),
]
IgnoreOption = Annotated[
    list[str] | None, typer.Option("--ignore", metavar="RULES", help="Not these rules, named in the same ways.")
]
OnlineOption = Annotated[
    bool,
    typer.Option("--online", help="Look up ids, names, voices and models in the target's catalogue too."),
]
FixOption = Annotated[bool, typer.Option("--fix", help="Mend what can be mended without a doubt.")]
UnsafeFixesOption = Annotated[
    bool, typer.Option("--unsafe-fixes", help="With --fix or --diff: also what deserves a look afterwards.")
]
DiffOption = Annotated[bool, typer.Option("--diff", help="Only show what --fix would change.")]
BaselineOption = Annotated[
    Path | None,
    typer.Option("--baseline", metavar="FILE", help="Say nothing of the findings that FILE knows."),
]
WriteBaselineOption = Annotated[
    bool, typer.Option("--write-baseline", help="With --baseline: make FILE know the findings of now.")
]
StdinFilenameOption = Annotated[
    Path | None,
    typer.Option("--stdin-filename", metavar="FILE", help="With '-': the file that the text on stdin will be."),
]
FindingsFormatOption = Annotated[
    str,
    typer.Option("--format", parser=_known, metavar=f"[{'|'.join(REPORTERS)}]", help="How to print the findings."),
]
OutputFileOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write the findings to FILE, not to stdout."),
]
CacheOption = Annotated[bool, typer.Option("--no-cache", help="Check every file anew, and remember nothing of it.")]


class ValidateOptions(NamedTuple):
    """In the order in which help shows them."""

    paths: FilesArgument = None
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
        request = ValidateRequest(
            paths=tuple(self.paths or ()),
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
