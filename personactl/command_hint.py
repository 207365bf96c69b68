"""The commands that hints name, written so that they go to the target of the run that gives the hint."""

import shlex


def command_hint(command: str, *arguments: str, profile: str | None) -> str:
    """The text of a command that a user can copy, such as `personactl push --only tool/hours --profile staging`.

    command: the subcommand, such as `push` or `avatar list`.
    arguments: what follows it; each is quoted for a shell if that is needed.
    profile: the name of the run's target, or None if it is not known.

    The rule: a command that goes to one target carries `--profile` whenever the target is known, even if it is the one
    that a bare command would use now. The environment or `auth use` may point somewhere else when the user types it.
    `rollback RUN` and `promote FROM TO` are not written with this function, because their arguments name the target.
    """
    words = ["personactl", *command.split(), *map(shlex.quote, arguments)]
    if profile is not None:
        words += ["--profile", shlex.quote(profile)]
    return " ".join(words)
