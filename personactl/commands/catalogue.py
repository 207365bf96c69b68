"""The catalogue of a target: its avatars, voices and LLMs, for `list` and `show`, for editors and for online rules."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from msgspec import Struct

from personactl.command_hint import command_hint
from personactl.commands.context import Context
from personactl.commands.targets import choose_target, connect, known_names, run_async
from personactl.errors import UsageError

if TYPE_CHECKING:
    from personactl.api.catalogue import Avatar, Llm, Voice
    from personactl.api.client import Client
    from personactl.commands.catalogue_filter import CatalogueFilter
    from personactl.lint.target_catalogue import Catalogue

    CatalogueEntry: TypeAlias = Avatar | Voice | Llm

_SHORTEST_BEGINNING: Final = 4
_MOST_NAMED: Final = 6

KindName: TypeAlias = Literal["avatar", "voice", "llm"]

ID_FIELDS: "Final[dict[KindName, str]]" = {"avatar": "avatarId", "voice": "voiceId", "llm": "llmId"}
"""The persona field that holds the id of an entry, by the kind of the entry."""


class EntryName(Struct, frozen=True):
    """An entry as an editor offers it.

    name: its name; may be empty.
    note: a few words that tell it from other entries; may be empty.
    """

    id: str
    name: str
    note: str = ""


CatalogueNames: TypeAlias = Mapping[KindName, tuple[EntryName, ...]]
"""Entries by kind; a kind that could not be read is missing."""


class EntryList(Struct, frozen=True):
    """Entries of a kind.

    entries: those that match, in the platform's order.
    reason: if there is none, why: a sentence with similar names, or with the values that there are.
    """

    entries: "list[CatalogueEntry]"
    reason: str | None = None


def list_entries(kind: KindName, wanted: "CatalogueFilter", profile: str | None, context: Context) -> EntryList:
    """Return the entries of a kind that match `wanted`.

    Raises `UsageError` for a value that no entry can have, and what the reads raise.
    """
    from personactl.commands.catalogue_filter import selected, why_none_matches

    target = choose_target(profile, context)

    async def read() -> "list[CatalogueEntry]":
        async with connect(target, context, read_only=True) as client:
            return await read_entries(client, kind)

    known = run_async(read())
    known_names(target, context.environment).add({one.id: one.name for one in map(_entry_name, known)})
    _remember(kind, known, target.name, context)
    found = selected(known, wanted, kind)
    return EntryList(found, None if found else why_none_matches(known, wanted, kind))


def _remember(kind: KindName, entries: "Sequence[CatalogueEntry]", target: str, context: Context) -> None:
    """Keep the names and ids of entries for the completion of command lines."""
    from personactl.state.completion.shown_names import remember_names

    names = [(entry.name, entry.note) for entry in map(_entry_name, entries) if entry.name]
    ids = [(entry.id, entry.name) for entry in map(_entry_name, entries)]
    remember_names(context.environment.paths, target, kind, [*names, *ids])


def read_entry(kind: KindName, text: str, profile: str | None, context: Context) -> "CatalogueEntry":
    """Return one entry.

    text: the entry's id or its beginning, or a name that only one entry has.

    Raises `NotFoundError` with similar names for an unknown name, and `UsageError` for a name of several entries.
    """
    target = choose_target(profile, context)

    async def read() -> "CatalogueEntry":
        async with connect(target, context, read_only=True) as client:
            return await _get(client, kind, await _id(client, kind, text, target.name))

    return run_async(read())


def target_catalogue(profile: str | None, context: Context) -> "Catalogue":
    """Read what the online rules compare with. Only reads are sent. Raises what they raise."""
    target = choose_target(profile, context)

    async def read() -> "Catalogue":
        async with connect(target, context, read_only=True) as client:
            return await read_catalogue(client, target.name)

    return run_async(read())


def catalogue_names(profile: str | None, context: Context, *, timeout_s: float) -> CatalogueNames:
    """Read the names for an editor. Raises `TimeoutError` after `timeout_s` seconds, and what the reads raise."""
    import asyncio

    target = choose_target(profile, context)

    async def read() -> CatalogueNames:
        async with connect(target, context, read_only=True) as client:
            return {kind: tuple(map(_entry_name, await read_entries(client, kind))) for kind in ID_FIELDS}

    return asyncio.run(asyncio.wait_for(read(), timeout_s))


async def read_entries(client: "Client", kind: KindName) -> "list[CatalogueEntry]":
    """Read all entries of a kind. Raises what the reads raise."""
    from personactl.api.catalogue import list_avatars, list_llms, list_voices

    match kind:
        case "avatar":
            return [entry async for entry in list_avatars(client)]
        case "voice":
            return [entry async for entry in list_voices(client)]
        case "llm":
            return [entry async for entry in list_llms(client)]


async def read_catalogue(client: "Client", profile: str) -> "Catalogue":
    """Read avatars, voices, LLMs, tools and knowledge folders, by id in lower case. Raises what the reads raise.

    profile: the name of the target.
    """
    from personactl.api.catalogue import avatar_names, list_avatars, list_llms, list_voices
    from personactl.api.knowledge import list_groups
    from personactl.api.tools import list_tools
    from personactl.lint.target_catalogue import (
        Catalogue,
        CatalogueAvatar,
        CatalogueFolder,
        CatalogueLlm,
        CatalogueVoice,
    )

    # One after the other: a task group would wrap the first failure, and this look-up is rare.
    return Catalogue(
        avatars={
            one.id.lower(): CatalogueAvatar(avatar_names(one), one.available_versions or (), _portrait(one))
            async for one in list_avatars(client)
        },
        voices={
            one.id.lower(): CatalogueVoice((one.display_name,), one.provider, one.country, one.is_zdr)
            async for one in list_voices(client)
        },
        llms={
            one.id.lower(): CatalogueLlm((one.display_name, *filter(None, [one.model_name])), one.is_zdr)
            async for one in list_llms(client)
        },
        tools={one.id.lower(): one.name async for one in list_tools(client)},
        folders={one.id.lower(): CatalogueFolder(one.name, one.document_count) for one in await list_groups(client)},
        profile=profile,
    )


def _entry_name(entry: "CatalogueEntry") -> EntryName:
    from personactl.api.catalogue import Avatar, Voice, avatar_names

    if isinstance(entry, Avatar):
        return EntryName(entry.id, avatar_names(entry)[0].strip(), entry.active_version or "")
    if isinstance(entry, Voice):
        return EntryName(entry.id, entry.display_name.strip(), ", ".join(filter(None, (entry.gender, entry.country))))
    return EntryName(entry.id, entry.display_name.strip(), entry.model_name or "")


async def _get(client: "Client", kind: KindName, identity: str) -> "CatalogueEntry":
    from personactl.api.catalogue import get_avatar, get_llm, get_voice

    match kind:
        case "avatar":
            return await get_avatar(client, identity)
        case "voice":
            return await get_voice(client, identity)
        case "llm":
            return await get_llm(client, identity)


async def _id(client: "Client", kind: KindName, text: str, target: str) -> str:
    """Return the id of an entry.

    text: a uuid, which is returned as it is; or an id, as legacy LLMs have; or a name; or the beginning of an id, or
        its two ends, as a narrow table shows it.
    """
    from personactl.persona.name_matching import matching_entries
    from personactl.session.session_matcher import is_uuid
    from personactl.sync.plan.names.name_resolution import catalogue_entries, resolve_name

    if is_uuid(text):
        return text
    field, noun = ID_FIELDS[kind], "LLM" if kind == "llm" else kind
    where = f"the {noun}s of target {target}"
    if not text:
        hint = f"name one: {command_hint(f'{kind} list', profile=target)}"
        raise UsageError(f"the name of the {noun} is empty", where=where, hint=hint)
    known = [candidate async for candidate in catalogue_entries(client, field)]
    if any(candidate.id == text for candidate in known):
        return text
    beginning, _, end = text.rstrip(".…").casefold().partition("…")
    if len(beginning) >= _SHORTEST_BEGINNING and not matching_entries(text, known, lambda one: one.names):
        ids = [(candidate, candidate.id.casefold()) for candidate in known]
        begin_so = [candidate for candidate, one in ids if one.startswith(beginning) and one.endswith(end)]
        if len(begin_so) > 1:
            hint = f"write more of it: {', '.join(candidate.label for candidate in begin_so[:_MOST_NAMED])}"
            raise UsageError(f"{len(begin_so)} ids begin with {text!r}", where=where, hint=hint)
        if begin_so:
            return begin_so[0].id
    return resolve_name(text, known, field, where, target)


def _portrait(avatar: "Avatar") -> bool | None:
    """Return whether the avatar has a portrait picture, or None if the answer did not say so."""
    from msgspec import UNSET

    return None if avatar.portrait_image_url is UNSET else avatar.portrait_image_url is not None
