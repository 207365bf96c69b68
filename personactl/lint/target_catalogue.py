"""The catalogue of a target as the online rules use it. The values are fetched elsewhere.

A kind that could not be fetched is None, and nothing is checked against it. Ids are in lower case. `names` are the
names that a file may use, with the display name first.
"""

from collections.abc import Mapping

import msgspec


class CatalogueAvatar(msgspec.Struct, frozen=True):
    """An avatar.

    names: its names.
    versions: the avatar models that it supports; empty if unknown.
    portrait: whether it supports portrait video; None if unknown.
    """

    names: tuple[str, ...]
    versions: tuple[str, ...] = ()
    portrait: bool | None = None


class CatalogueVoice(msgspec.Struct, frozen=True):
    """A voice.

    names: its names.
    provider: the platform's name of the provider, such as `ELEVENLABS`.
    country: the ISO 3166-1 code of its country.
    keeps_nothing: whether it supports zero data retention; None if unknown.
    """

    names: tuple[str, ...]
    provider: str | None = None
    country: str | None = None
    keeps_nothing: bool | None = None


class CatalogueLlm(msgspec.Struct, frozen=True):
    names: tuple[str, ...]
    keeps_nothing: bool | None = None


class CatalogueFolder(msgspec.Struct, frozen=True):
    """A knowledge folder.

    name: its name.
    documents: the number of documents; None if unknown.
    """

    name: str
    documents: int | None = None


class Catalogue(msgspec.Struct, frozen=True):
    """The entries of each kind by id; for tools, the name by id.

    profile: the name of the target, for the commands in hints; None if it is not known.
    """

    avatars: Mapping[str, CatalogueAvatar] | None = None
    voices: Mapping[str, CatalogueVoice] | None = None
    llms: Mapping[str, CatalogueLlm] | None = None
    tools: Mapping[str, str] | None = None
    folders: Mapping[str, CatalogueFolder] | None = None
    profile: str | None = None
