"""The commands that ask a platform, and what they are given."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from personactl.cli.main import main

if TYPE_CHECKING:
    from personactl.lsp.catalogue_names import Load

JSON: Final = ("--format", "json")
Command = tuple[str, ...]

SESSION: Final = "SESSION"
"""Stands for the id of the session that the world holds."""

_PLAIN: Final[tuple[Command, ...]] = (
    ("diff",),
    ("status",),
    ("push", "--yes"),
    ("push", "--yes", "--prune", "--on-conflict", "ours", "--on-drift", "ours"),
    ("pull",),
    ("pull", "--all", "--on-conflict", "merge"),
    ("validate", "--online"),
    ("promote", "env", "local", "--yes"),
    ("rollback", "--last", "--yes", "--on-conflict", "ours"),
    ("history",),
    ("avatar", "list"),
    ("avatar", "show", "Cara"),
    ("voice", "list", "--search", "a"),
    ("voice", "show", "Lucy"),
    ("llm", "list"),
    ("llm", "show", "gpt-4.1-mini"),
    ("session", "list"),
    ("session", "show", SESSION),
    ("session", "tail"),
    ("session", "transcript"),
    ("talk", "cara", "--say", "Hello there", "--say", "Are you open?"),
)
COMMANDS: Final[Mapping[str, Command]] = {
    **{" ".join(command): command for command in _PLAIN},
    **{" ".join((*command, *JSON)): (*command, *JSON) for command in _PLAIN},
    "validate --online --format github": ("validate", "--online", "--format", "github"),
    "diff --format markdown": ("diff", "--format", "markdown"),
    "token cara": ("token", "cara"),
    "token cara --format json": ("token", "cara", *JSON),
    "token tutor --format env": ("token", "tutor", "--format", "env"),
    "token coach --ephemeral --format header": ("token", "coach", "--ephemeral", "--format", "header"),
    "pull --dry-run --refresh": ("pull", "--dry-run", "--refresh"),
    "pull guest": ("pull", "Guest of the house"),
    "session list --live": ("session", "list", "--live", "--persona", "cara"),
    "__complete": ("__complete", "bash", "personactl avatar show ", "23"),
    "hover": (),
}


def run(name: str, session: str) -> int:
    """Run a command in the current folder, and return its exit status."""
    if name == "hover":
        return _hover()
    return main([session if word == SESSION else word for word in COMMANDS[name]])


def _hover() -> int:
    """Let the mouse rest on an id, and ask for completions there, as an editor does through `lsp`."""
    from personactl.cli.terminal.environment import current_context
    from personactl.cli.terminal.output import Output
    from personactl.commands.catalogue import CatalogueNames, catalogue_names
    from personactl.errors import PersonactlError

    failures: list[PersonactlError] = []

    def load() -> CatalogueNames:
        try:
            return catalogue_names(None, current_context(Output()), timeout_s=5)
        except PersonactlError as error:
            failures.append(error)
        except TimeoutError:
            pass
        return {}

    sys.stdout.write(asyncio.run(_resting(Path("personas/receptionist.yaml").resolve(), load))[:100_000])
    return failures[0].exit_status if failures else 0


async def _resting(path: Path, load: "Load") -> str:
    """Return what is shown and offered at the first id in a persona's file."""
    from lsprotocol.types import Position, PositionEncodingKind

    from personactl.document.parser import parse
    from personactl.lsp.catalogue_names import CatalogueLoader
    from personactl.lsp.completion import complete
    from personactl.lsp.file_roles import role_of
    from personactl.lsp.hover import Tree, hover
    from personactl.lsp.key_positions import GRAMMARS
    from personactl.lsp.position_encoding import PositionMap

    text = path.read_text("utf-8")
    line = next(number for number, one in enumerate(text.splitlines()) if one.startswith(("avatarId", "voiceId")))
    positions = PositionMap(text, PositionEncodingKind.Utf16)
    role, root = role_of(path), parse(text, path).root
    assert role is not None
    assert root is not None
    loader = CatalogueLoader(load, 5, 60)
    shown = await hover(positions, Position(line, 12), Tree(root, GRAMMARS[role.kind]), (), loader)
    return f"{shown} {await complete(positions, Position(line, 12), path, role, loader)}"
