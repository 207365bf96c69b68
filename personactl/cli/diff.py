"""`personactl diff`: files, lock and platform -> what a push would do, and why."""

from typing import Annotated

import typer

from personactl.cli.options import PathsArgument, ProfileOption, QuietOption, TextJson, TextJsonOption
from personactl.cli.waiting import wait_for

RefreshOption = Annotated[
    bool, typer.Option("--refresh", help="Read every persona, whatever the platform's dates say.")
]


def diff(
    paths: PathsArgument = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything differs.")] = False,
    format: TextJsonOption = TextJson.text,
    refresh: RefreshOption = False,
    profile: ProfileOption = None,
    quiet: QuietOption = False,
) -> int:
    """Show what a push would change, field by field, and who moved. Nothing is written anywhere.

    Compares three sides: the file, what was last pushed (the lock remembers a fingerprint of each field) and the
    platform now. A persona that did not move costs no request of its own.

    \b
    Examples:
      personactl diff
      personactl diff personas/cara.yaml --refresh
      personactl diff --exit-code --format json
    """
    from personactl.cli.output import Output
    from personactl.cli.subject import find_subject
    from personactl.report.plan_counts import plan_summary
    from personactl.report.plan_json import plan_json
    from personactl.report.plan_text import plan_text
    from personactl.state.lock import read_lock
    from personactl.sync.choices import Choices

    out = Output(quiet=quiet)
    subject = find_subject(paths, profile, out)
    locked = read_lock(subject.lock).block(subject.target.name, subject.target.origin)
    plan = wait_for(subject.plan(locked, Choices(refresh=refresh), out))
    if format is TextJson.json:
        out.json(plan_json(plan))
    else:
        out.answer(*plan_text(plan))
    subject.note_orphans(plan, locked, out)
    out.note(f"diff: {plan_summary(plan)}")
    return 1 if exit_code and not plan.in_sync else 0
