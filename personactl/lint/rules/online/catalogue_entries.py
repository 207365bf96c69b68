"""What a persona refers to, looked up in the target's catalogue."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

from personactl.lint.persona_view import Located, PersonaView
from personactl.persona.name_matching import matching_entries

if TYPE_CHECKING:
    from personactl.lint.target_catalogue import Catalogue, StockAvatar, StockLlm, StockVoice

Stock = TypeVar("Stock", "StockAvatar", "StockVoice", "StockLlm")

KINDS: Final = {"avatar": "avatarId", "voice": "voiceId", "llm": "llmId"}
"""The key that names an entry, and the key that gives its id."""


class Chosen(NamedTuple, Generic[Stock]):
    """The entry that a persona uses, and where it says so."""

    entry: Stock
    located: Located


def avatar(subject: PersonaView) -> "Chosen[StockAvatar] | None":
    """None where the persona has none, or none that is known for sure; so with the others."""
    return _chosen(subject, "avatar", _stock(subject).avatars)


def voice(subject: PersonaView) -> "Chosen[StockVoice] | None":
    return _chosen(subject, "voice", _stock(subject).voices)


def llm(subject: PersonaView) -> "Chosen[StockLlm] | None":
    return _chosen(subject, "llm", _stock(subject).llms)


def _stock(subject: PersonaView) -> "Catalogue":
    from personactl.lint.target_catalogue import Catalogue

    return subject.catalogue or Catalogue()


def _chosen(subject: PersonaView, by_name: str, stock: Mapping[str, Stock] | None) -> Chosen[Stock] | None:
    if stock is None:
        return None
    located, identity = subject.located(KINDS[by_name]), subject.value(KINDS[by_name])
    if located is not None and isinstance(identity, str):
        entry = stock.get(identity.lower())
        return None if entry is None else Chosen(entry, located)
    located, name = subject.located(by_name), subject.value(by_name)
    if located is None or not isinstance(name, str):
        return None
    found = matching_entries(name, stock.values(), lambda one: one.names)
    return Chosen(found[0], located) if len(found) == 1 else None
