"""Which entries of a catalogue a person wants to see: by words, and by the properties that entries have.

The platform filters avatars by style and tag, and searches names and some descriptions (docs/platform.md#search). Here
every target is searched in the same way, in names, descriptions and tags, and every kind has all of its filters.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from personactl.api.catalogue import Avatar, Llm, Voice
from personactl.document.suggestion import closest_names
from personactl.errors import UsageError
from personactl.persona.name_matching import similar_names

if TYPE_CHECKING:
    from personactl.commands.catalogue import CatalogueEntry, KindName

KNOWN_VALUES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "style": ("realistic", "animated_3d", "illustrated", "unknown"),
        "provider": ("cartesia", "elevenlabs", "openai_advanced_voice", "fish_audio"),
        "gender": ("female", "male", "neutral"),
    }
)
"""The values that the platform gives a property (docs/platform.md#voices); a target may have others."""

_ALIASES: Final = MappingProxyType({"uk": "gb"})
_NOUNS: Final = MappingProxyType({"avatar": "avatar", "voice": "voice", "llm": "LLM"})
_COUNTRY_LETTERS: Final = 2


class CatalogueFilter(Struct, frozen=True):
    """What an entry must have. A property with several values needs one of them.

    search: words that all occur in the entry's names, description or tags.
    provider, gender, country: of a voice.
    style: of an avatar.
    tags: of any entry.
    """

    search: str = ""
    provider: tuple[str, ...] = ()
    gender: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    style: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def properties(self) -> Mapping[str, tuple[str, ...]]:
        """Return the requested values by property; a property that may have any value is left out."""
        named = {"provider": self.provider, "gender": self.gender, "country": self.country, "style": self.style}
        return {name: values for name, values in {**named, "tag": self.tags}.items() if values}

    def matches(self, entry: "CatalogueEntry") -> bool:
        text = " ".join(_texts(entry)).casefold()
        return all(word in text for word in self.search.casefold().split()) and all(
            any(_is_meant(value, own) for value in values for own in _values(entry, name))
            for name, values in self.properties().items()
        )


def selected(entries: "Sequence[CatalogueEntry]", wanted: CatalogueFilter, kind: "KindName") -> "list[CatalogueEntry]":
    """Return the entries that match, in their order. Raises `UsageError` for a value that no entry can have."""
    for name, values in wanted.properties().items():
        known = sorted({*_known(entries, name), *KNOWN_VALUES.get(name, ())})
        for value in values:
            _refuse_unknown(name, value, known, kind)
    return [entry for entry in entries if wanted.matches(entry)]


def why_none_matches(entries: "Sequence[CatalogueEntry]", wanted: CatalogueFilter, kind: "KindName") -> str:
    """Return a sentence for a person who got no entry: similar names, or the values that there are."""
    noun = _NOUNS[kind]
    if not entries:
        return f"this account has no {noun}s"
    if wanted.search and not any(CatalogueFilter(wanted.search).matches(entry) for entry in entries):
        near = similar_names(wanted.search, ((entry.display_name,) for entry in entries))
        return f"no {noun} matches '{wanted.search}'" + (f"; did you mean {' or '.join(near)}?" if near else "")
    for name, values in wanted.properties().items():
        known = sorted(_known(entries, name))
        if not any(_is_meant(value, own) for value in values for own in known):
            near = closest_names(values[0], known) if name == "tag" else []  # others were checked before
            listed = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(known) or 'none'}"
            return f"no {noun} has the {name} {' or '.join(values)}; {listed}"
    return f"no {noun} matches all of these together"


def _refuse_unknown(name: str, value: str, known: Sequence[str], kind: "KindName") -> None:
    """Raise `UsageError` for a mistyped value. A tag and a country that no entry has are only absent."""
    where = f"--{name} {value}"
    if name == "country" and not (value.isascii() and value.isalpha() and len(value) == _COUNTRY_LETTERS):
        hint = "write its two letters, such as GB for the United Kingdom"
        raise UsageError(f"a country is a code of two letters, and not {value!r}", where=where, hint=hint)
    if name in KNOWN_VALUES and not any(_is_meant(value, own) for own in known):
        near = closest_names(value, known)
        suggestion = f"did you mean {' or '.join(near)}? there" if near else "there"
        hint = f"{suggestion} are: {', '.join(known)}"
        raise UsageError(f"no {_NOUNS[kind]} can have the {name} {value!r}", where=where, hint=hint)


def _texts(entry: "CatalogueEntry") -> Iterator[str]:
    yield entry.display_name
    yield entry.description or ""
    yield from entry.display_tags or ()
    match entry:
        case Avatar():
            yield entry.variant_name or ""
        case Llm():
            yield entry.model_name or ""
        case _:
            pass


def _values(entry: "CatalogueEntry", name: str) -> tuple[str, ...]:
    """Return the values of a property; empty if the kind of entry does not have it."""
    match name, entry:
        case "tag", _:
            return entry.display_tags or ()
        case "style", Avatar(render_style=str(value)):
            return (value,)
        case ("provider", Voice(provider=str(value))) | ("gender", Voice(gender=str(value))):
            return (value,)
        case "country", Voice(country=str(value)):
            return (value,)
        case _:
            return ()


def _known(entries: "Iterable[CatalogueEntry]", name: str) -> set[str]:
    """Return the values that entries have, as people write them."""
    values = {value.strip() for entry in entries for value in _values(entry, name)} - {""}
    return {value.upper() if name == "country" else value.lower() for value in values}


def _is_meant(value: str, own: str) -> bool:
    """Return whether `value` means `own`, or the first words of it: `openai` means `OPENAI_ADVANCED_VOICE`."""
    written, found = _folded(value), _folded(own)
    return _ALIASES.get(written, written) == found or found.startswith(f"{written}_")


def _folded(value: str) -> str:
    return "_".join(value.casefold().replace("-", " ").replace("_", " ").split())
