"""Colours without a library, for the few words that are printed before anything else is loaded.

NO_COLOR wins over FORCE_COLOR, which gives a pipe colours, too (https://no-color.org, https://force-color.org).
"""

from collections.abc import Mapping
from typing import Final, TextIO

RED: Final = "1;31"
YELLOW: Final = "1;33"
DIM: Final = "2"


def wants_colour(stream: TextIO, env: Mapping[str, str]) -> bool:
    """Return whether text on `stream` is to be coloured."""
    if env.get("NO_COLOR"):
        return False
    return forces_colour(env) or (stream.isatty() and env.get("TERM") != "dumb")


def forces_colour(env: Mapping[str, str]) -> bool:
    """Return whether the environment wants colours even where there is no terminal."""
    return env.get("FORCE_COLOR", "") not in {"", "0", "false"} and not env.get("NO_COLOR")


def painted(text: str, style: str) -> str:
    """Return `text` in a style: the numbers of an SGR escape sequence."""
    return f"\x1b[{style}m{text}\x1b[0m"
