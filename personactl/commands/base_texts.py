"""The texts of earlier pushes and pulls, which `--on-conflict merge` needs: where they are found, and saved."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.commands.context import Context

if TYPE_CHECKING:
    from personactl.persona.project_resource import Address, Resource
    from personactl.state.base_texts.base_texts import BaseTexts


def base_texts(root: Path, profile: str, resources: "Mapping[Address, Resource]", context: Context) -> "BaseTexts":
    """Return what finds the texts of the project at `root`.

    profile: the name of the target.
    resources: what the project's files define.
    """
    from personactl.state.base_texts.base_texts import BaseTexts
    from personactl.state.base_texts.text_store import store_folder

    # Without a state folder no texts were saved: the name of a folder that does not exist finds none.
    state = context.environment.paths.state or root / ".no-state-folder"
    return BaseTexts(store_folder(state), root, profile, resources)


def save_base_texts(texts: Iterable[str], context: Context) -> None:
    """Save `texts` for later merges, and delete old ones. A failure is noted: it only costs a merge by hand."""
    from personactl.state.base_texts.text_store import delete_old_texts, save_texts, store_folder

    if context.environment.paths.state is None:
        return
    folder = store_folder(context.environment.paths.state)
    try:
        save_texts(folder, texts)
    except OSError as error:
        why = error.strerror or error
        context.notes.note(f"the texts cannot be saved for later merges, in {folder}: {why}")
    delete_old_texts(folder, now=context.environment.now())
