"""How wide a terminal is."""

import os
from typing import Final

_USUAL_WIDTH: Final = 80
_MIN_WIDTH: Final = 10
"""Fewer cells than this cannot hold a word beside its indent."""


def terminal_width(descriptor: int) -> int:
    """Return the width of the terminal, which COLUMNS overrides. One that has no width is taken for a usual one."""
    stated = os.environ.get("COLUMNS", "")
    columns = int(stated) if stated.isascii() and stated.isdigit() else 0
    if not columns:
        try:
            columns = os.get_terminal_size(descriptor).columns
        except OSError:
            columns = 0
    return max(columns, _MIN_WIDTH) if columns > 0 else _USUAL_WIDTH
