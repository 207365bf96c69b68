"""The base of a text field as text: the lock knows its fingerprint, and a merge by line needs the text itself.

It is in the state folder if this machine pushed or pulled it, or else in the git history of the resource's files.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from personactl.persona.project_resource import Address, Resource
from personactl.state.base_texts.text_store import saved_text, store_folder


class BaseTexts(Struct, frozen=True):
    """Finds the texts of a project.

    state: `Paths.state`.
    root: the project's folder.
    profile: the name of the target.
    resources: what the project's files define.
    """

    state: Path | None
    root: Path
    profile: str
    resources: Mapping[Address, Resource]

    def find(self, address: Address, print: str) -> str | None:
        """Return the text of a field of `address` that has the fingerprint `print`, or None if it is nowhere."""
        folder = store_folder(self.state)
        saved = None if folder is None else saved_text(folder, print)
        resource = self.resources.get(address)
        if saved is not None or resource is None:
            return saved
        from personactl.state.base_texts.git_history import text_in_history  # only a merge waits for these modules

        return text_in_history(self._files(resource.path), print)

    def _files(self, path: Path) -> Iterator[Path]:
        """The file, those that it extends, and its prompt file."""
        from personactl.errors import UsageError
        from personactl.persona.read.layered_file import read_layered_file
        from personactl.persona.schema.file_kind import kind_of

        yield path
        try:
            stack = read_layered_file(path, self.root, self.profile, kind_of(path, self.root))
        except UsageError:
            return
        yield from (layer.document.path for layer in stack.layers if layer.document.path != path)
        named = stack.config.get("systemPromptFile")
        if isinstance(named, str):
            yield stack.layer_with("systemPromptFile").document.path.parent / named
