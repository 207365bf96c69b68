"""The entries of the target's catalogue that a persona uses."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import msgspec

from personactl.lint.persona_view import Located, PersonaView
from personactl.persona.name_matching import meant

if TYPE_CHECKING:
    from personactl.lint.target_catalogue import Catalogue, CatalogueAvatar, CatalogueLlm, CatalogueVoice

Stock = TypeVar("Stock", "CatalogueAvatar", "CatalogueVoice", "CatalogueLlm")

KINDS: Final = {"avatar": "avatarId", "voice": "voiceId", "llm": "llmId"}
"""The key that holds a name, and the key that holds an id."""


class Chosen(msgspec.Struct, Generic[Stock], frozen=True):
    """The entry that a persona uses.

    entry: the entry of the catalogue.
    located: where the persona names it.
    """

    entry: Stock
    located: Located


def avatar(persona: PersonaView) -> "Chosen[CatalogueAvatar] | None":
    """Return the avatar of the persona, or None if it has none or the entry is not known for sure. `voice` and `llm` do
    the same.
    """
    return _chosen(persona, "avatar", _stock(persona).avatars)


def voice(persona: PersonaView) -> "Chosen[CatalogueVoice] | None":
    return _chosen(persona, "voice", _stock(persona).voices)


def llm(persona: PersonaView) -> "Chosen[CatalogueLlm] | None":
    return _chosen(persona, "llm", _stock(persona).llms)


def _stock(persona: PersonaView) -> "Catalogue":
    from personactl.lint.target_catalogue import Catalogue

    return persona.catalogue or Catalogue()


def _chosen(persona: PersonaView, by_name: str, stock: Mapping[str, Stock] | None) -> Chosen[Stock] | None:
    if stock is None:
        return None
    located, identity = persona.located(KINDS[by_name]), persona.value(KINDS[by_name])
    if located is not None and isinstance(identity, str):
        entry = stock.get(identity.lower())
        return None if entry is None else Chosen(entry, located)
    located, name = persona.located(by_name), persona.value(by_name)
    if located is None or not isinstance(name, str):
        return None
    found = meant(name, stock.values(), lambda one: one.names)
    return Chosen(found[0], located) if len(found) == 1 else None
