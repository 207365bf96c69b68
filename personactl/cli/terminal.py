"""How wide an answer may be, and in which clock its times are told."""

from datetime import datetime
from typing import TYPE_CHECKING

from personactl.cli.output import Output

if TYPE_CHECKING:
    from personactl.report.text.view import View


def width(out: Output) -> int | None:
    """The terminal's width in cells; None in a pipe, where nothing is fitted."""
    import shutil

    return shutil.get_terminal_size().columns if out.terminal else None


def view(out: Output, now: datetime) -> "View":
    """Local times and fitted lines on a terminal; UTC and whole lines in a pipe."""
    from personactl.report.text.view import View

    return View(width=width(out), now=now)
