"""`validate` with nothing but paths, the call that people and editors make all day: understood without a parser.

The library that reads options takes longer to load than a file to check, and here there are none to read. Whatever
else is asked for goes its usual way.
"""

from collections.abc import Sequence
from pathlib import Path


def takes(arguments: Sequence[str]) -> bool:
    """Whether `run` understands the command line (without the program's name)."""
    verb, *paths = arguments or ("",)
    return verb == "validate" and not any(path.startswith("-") for path in paths)


def run(arguments: Sequence[str]) -> int:
    """The exit status. Raises what the command raises."""
    from personactl.cli.validate.run import Request
    from personactl.cli.validate.run import run as validate

    return validate(Request(paths=tuple(map(Path, arguments[1:]))))
