"""The texts of earlier pushes and pulls, which `--on-conflict merge` needs: where they are found, and saved."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from personactl.commands.context import Context

if TYPE_CHECKING:
    from personactl.persona.project_resource import Address, Resource


def base_finder(
    root: Path, profile: str, resources: "Mapping[Address, Resource]", context: Context
) -> "Callable[[Address, str], str | None]":
    """Return what finds the text of a field by its fingerprint, for the project at `root`.

    profile: the name of the target.
    resources: what the project's files define.
    """

    def find(address: "Address", print: str) -> str | None:
        from personactl.state.base_texts.base_texts import BaseTexts  # only a merge waits for it
        from personactl.state.base_texts.text_store import store_folder

        folder = store_folder(context.environment.paths.state)
        return BaseTexts(folder, root, profile, resources).find(address, print)

    return find


def save_base_texts(texts: Iterable[str], context: Context) -> None:
    """Save `texts` for later merges, and delete old ones. A failure is noted: it only costs a merge by hand."""
    from personactl.state.base_texts.text_store import delete_old_texts, save_texts, store_folder

    folder = store_folder(context.environment.paths.state)
    if folder is None:
        return
    try:
        save_texts(folder, texts)
    except OSError as error:
        why = error.strerror or error
        context.notes.note(f"the texts cannot be saved for later merges, in {folder}: {why}")
    delete_old_texts(folder, now=context.environment.now())
