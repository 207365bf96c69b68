"""Run `validate` with paths only, its most frequent use, without importing the command-line parser.

Importing the parser takes longer than checking a file. Every other command line is parsed by it.
"""

from collections.abc import Sequence


def takes(arguments: Sequence[str]) -> bool:
    """Return whether `run` can run this command line, which does not include the program's name."""
    verb, *paths = arguments or ("",)
    return verb == "validate" and not any(path.startswith("-") for path in paths)


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit status. Raises what the command raises."""
    from personactl.cli.validate.validate_run import ValidateRun, paths_of
    from personactl.cli.validate.validate_run import run as validate
    from personactl.commands.validate import ValidateRequest

    return validate(ValidateRun(ValidateRequest(paths=paths_of(arguments[1:]))))
