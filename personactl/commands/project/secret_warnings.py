"""Warnings about secrets of a plan: one that goes to another host than before, and one that a push would refuse."""

from typing import TYPE_CHECKING

from personactl.commands.context import Context
from personactl.errors import PersonactlError

if TYPE_CHECKING:
    from personactl.sync.plan.plan import Plan


def warn_about_moved_secrets(plan: "Plan", context: Context) -> None:
    """Warn about each secret that goes to another host than before, because a file has another address now."""
    from personactl.report.plan.secret_hosts_report import secret_lines

    for item in plan.items:
        if item.secrets.moved_from:
            for line in secret_lines(item):
                context.notes.warn(f"another host gets a secret: {line}: {item.place}")


def warn_about_refused_secrets(plan: "Plan", context: Context) -> None:
    """Warn if a push would refuse to send a secret to its host."""
    from personactl.commands.targets import secret_reader

    uses = {use: item for item in reversed(plan.items) for use in item.secrets.uses}
    reader = secret_reader(context.environment) if uses else None
    for use, item in reversed(uses.items()):
        try:
            if reader is not None:
                reader.release(use.source, use.origin)
        except PersonactlError as error:
            context.notes.warn(f"a push would refuse this: {error.message}: {item.place}; {error.hint}")
