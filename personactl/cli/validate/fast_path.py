"""`validate` with nothing but paths, the most frequent call: it runs without the library that parses options.

That library takes longer to import than a file takes to check. Every other command line is parsed as usual.
"""

from collections.abc import Sequence
from pathlib import Path


def takes(arguments: Sequence[str]) -> bool:
    """Whether `run` understands the command line (without the program's name)."""
    verb, *paths = arguments or ("",)
    return verb == "validate" and not any(path.startswith("-") for path in paths)


def run(arguments: Sequence[str]) -> int:
    """The exit status. Raises what the command raises."""
    from personactl.cli.validate.run import ValidateRun
    from personactl.cli.validate.run import run as validate
    from personactl.commands.validate import ValidateRequest

    return validate(ValidateRun(ValidateRequest(paths=tuple(map(Path, arguments[1:])))))
