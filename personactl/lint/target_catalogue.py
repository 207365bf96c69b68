"""What a target has in stock, as far as rules ask for it: plain values that somebody else fetched.

A kind that could not be fetched is None: nothing can be said about it. Ids are compared in lower case. `names` are
what a file may call an entry, the one to show first.
"""

from collections.abc import Mapping

import msgspec


class StockAvatar(msgspec.Struct, frozen=True):
    """`versions` are the avatar models it can do, empty where unknown; `portrait` is None where unknown."""

    names: tuple[str, ...]
    versions: tuple[str, ...] = ()
    portrait: bool | None = None


class StockVoice(msgspec.Struct, frozen=True):
    """`provider` is the platform's word, as in `ELEVENLABS`; `country` an ISO 3166-1 code."""

    names: tuple[str, ...]
    provider: str | None = None
    country: str | None = None
    keeps_nothing: bool | None = None


class StockLlm(msgspec.Struct, frozen=True):
    names: tuple[str, ...]
    keeps_nothing: bool | None = None


class StockFolder(msgspec.Struct, frozen=True):
    """`documents` is how many it holds, None where unknown."""

    name: str
    documents: int | None = None


class Catalogue(msgspec.Struct, frozen=True):
    """Each by id. Tools are by id with their name."""

    avatars: Mapping[str, StockAvatar] | None = None
    voices: Mapping[str, StockVoice] | None = None
    llms: Mapping[str, StockLlm] | None = None
    tools: Mapping[str, str] | None = None
    folders: Mapping[str, StockFolder] | None = None
