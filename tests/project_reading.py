"""Reads all resources of a project's files."""

from collections.abc import Callable, Collection
from pathlib import Path

from personactl.persona.project_resource import Address, Resource
from personactl.persona.read.definitions import Definitions
from personactl.persona.read.project_resources import project_resources
from personactl.persona.read.reader import Reader, Results
from personactl.persona.resource_files import ResourceFiles


def read_resources(
    files: ResourceFiles,
    root: Path,
    profile: str | None = None,
    chosen: Collection[Address] | None = None,
    kept: Callable[[Definitions], Results | None] | None = None,
    *,
    processes: int = 1,
) -> tuple[Resource, ...]:
    """Return what the `files` of the project at `root` describe for `profile`."""
    return project_resources(Reader(files, root, profile, kept, processes=processes), chosen)
