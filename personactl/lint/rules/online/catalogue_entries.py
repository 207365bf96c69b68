"""The entries of the target's catalogue that a persona uses."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import msgspec

from personactl.lint.persona_view import Located, PersonaView
from personactl.persona.name_matching import matching_entries

if TYPE_CHECKING:
    from personactl.lint.target_catalogue import Catalogue, CatalogueAvatar, CatalogueLlm, CatalogueVoice

EntryType = TypeVar("EntryType", "CatalogueAvatar", "CatalogueVoice", "CatalogueLlm")

KINDS: Final = {"avatar": "avatarId", "voice": "voiceId", "llm": "llmId"}
"""The key that holds a name, and the key that holds an id."""


class UsedEntry(msgspec.Struct, Generic[EntryType], frozen=True):
    """The entry that a persona uses.

    entry: the entry of the catalogue.
    located: where the persona names it.
    """

    entry: EntryType
    located: Located


def avatar(persona: PersonaView) -> "UsedEntry[CatalogueAvatar] | None":
    """Return the avatar of the persona, or None if it has none or the entry is not known for sure. `voice` and `llm` do
    the same.
    """
    return _used_entry(persona, "avatar", _catalogue(persona).avatars)


def voice(persona: PersonaView) -> "UsedEntry[CatalogueVoice] | None":
    return _used_entry(persona, "voice", _catalogue(persona).voices)


def llm(persona: PersonaView) -> "UsedEntry[CatalogueLlm] | None":
    return _used_entry(persona, "llm", _catalogue(persona).llms)


def _catalogue(persona: PersonaView) -> "Catalogue":
    from personactl.lint.target_catalogue import Catalogue

    return persona.catalogue or Catalogue()


def _used_entry(
    persona: PersonaView, by_name: str, entries: Mapping[str, EntryType] | None
) -> UsedEntry[EntryType] | None:
    if entries is None:
        return None
    located, identity = persona.located(KINDS[by_name]), persona.value(KINDS[by_name])
    if located is not None and isinstance(identity, str):
        entry = entries.get(identity.lower())
        return None if entry is None else UsedEntry(entry, located)
    located, name = persona.located(by_name), persona.value(by_name)
    if located is None or not isinstance(name, str):
        return None
    found = matching_entries(name, entries.values(), lambda one: one.names)
    return UsedEntry(found[0], located) if len(found) == 1 else None
