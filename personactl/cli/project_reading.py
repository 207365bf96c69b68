"""A project's files, as what a target should hold; what they said the last time is remembered."""

from typing import TYPE_CHECKING

from personactl.cli.surroundings import here

if TYPE_CHECKING:
    from personactl.persona.resource import Resource
    from personactl.state.project import Project
    from personactl.state.selection import Selection


def read_selection(project: "Project", selection: "Selection", profile: str) -> "tuple[Resource, ...]":
    """What the selection is about, with what it needs, as `profile` changes it. Raises as `read_resources` does."""
    from time import time_ns

    from personactl.document.cores import usable_cores
    from personactl.persona.resources import read_resources
    from personactl.state.read_results import open_read_cache

    with open_read_cache(here().paths.cache, project.root, profile, time_ns()) as kept:
        return read_resources(
            selection.files, project.root, profile, selection.chosen, kept.results, processes=usable_cores()
        )
