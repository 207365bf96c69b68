"""Select resources, which may have no file any more, by words that people type: keys, kind/key, patterns and paths."""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from personactl.commands.context import Environment
    from personactl.persona.project_resource import Address
    from personactl.state.project import Project


class ResourceFilter:
    """Selects resources by words. Without words it selects everything."""

    def __init__(self, words: Sequence[str], project: "Project", environment: "Environment") -> None:
        from personactl.state.named_files import address_matcher

        self.words = tuple(words)
        self._matchers: tuple[Callable[[Address], bool], ...] = tuple(
            address_matcher(project, word, environment.cwd) for word in self.words
        )

    def includes(self, address: "Address") -> bool:
        """Return whether one of the words names `address`."""
        return not self.words or any(matches(address) for matches in self._matchers)

    def unknown_word(self, known: "Collection[Address]") -> str | None:
        """Return the first word that names none of the `known` addresses."""
        pairs = zip(self.words, self._matchers, strict=True)
        return next((word for word, matches in pairs if not any(map(matches, known))), None)
