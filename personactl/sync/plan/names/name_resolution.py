"""Names of avatars, voices, LLMs and the platform's tools -> ids. A name must have exactly one match.

The lock pins the id of a name, so that a second "Cara" in the catalogue changes nothing that was pushed. Only a name
without a pin costs a request, and one list answers for all names of a kind.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from personactl.api.catalogue import avatar_names, list_avatars, list_llms, list_voices
from personactl.api.client import Client
from personactl.api.tools import list_tools
from personactl.command_hint import command_hint
from personactl.errors import ConflictError, NotFoundError, UsageError
from personactl.persona.name_matching import matching_entries, similar_names
from personactl.persona.project_resource import Address, Resource
from personactl.persona.schema.fields import BY_NAME
from personactl.state.lock import LockBlock
from personactl.sync.plan.plan import Item
from personactl.sync.values.desired import pin
from personactl.sync.values.field_paths import texts_in
from personactl.sync.values.three_way import ABSENT, Known

_MOST_NAMED = 6
_TOOLS = "toolIds"
_KINDS: Mapping[str, str] = {**{field: kind for kind, field in BY_NAME.items()}, _TOOLS: "tool"}
_NOUNS: Mapping[str, str] = {"llm": "LLM"}
"""How messages write a kind, if not as commands do."""


class CatalogueEntry(Struct, frozen=True):
    """One entry of the catalogue, or one tool.

    id: its id on the platform.
    names: the names by which a file may call it; messages show the first.
    """

    id: str
    names: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.id} ({next(filter(None, map(str.strip, self.names)), 'no name')})"


async def resolve_names(
    client: Client, resources: Sequence[Resource], locked: LockBlock, *, profile: str | None = None
) -> dict[Address, dict[str, str]]:
    """For each resource: pin -> id, for the names in `unresolved`.

    Raises `NotFoundError` for a name without a match, `UsageError` for a name with several. `profile` is the name of
    the target, for the hints.
    """
    catalogue: dict[str, list[CatalogueEntry]] = {}
    resolved: dict[Address, dict[str, str]] = {}
    for resource in resources:
        ids = resolved.setdefault(resource.address, {})
        entry = locked.resources.get(resource.address)
        pinned = entry.resolved if entry is not None else {}
        for field, name in _names(resource):
            known = pinned.get(pin(field, name))
            if known is None:
                if field not in catalogue:
                    catalogue[field] = [candidate async for candidate in catalogue_entries(client, field)]
                known = resolve_name(name, catalogue[field], field, str(resource.path), profile)
            ids[pin(field, name)] = known
    return resolved


async def refuse_false_pins(client: Client, items: Iterable[Item], locked: LockBlock) -> None:
    """Raises `ConflictError` for a name that the lock pins to an id with another name, if that id would be sent.

    The lock comes with the repository, and a plan shows the name of the file beside the id of the lock.
    """
    catalogue: dict[str, tuple[CatalogueEntry, ...]] = {}
    for item, field, name, remote_id in _sent_pins(items, locked):
        if field not in catalogue:
            catalogue[field] = tuple([entry async for entry in catalogue_entries(client, field)])
        called = [entry for entry in catalogue[field] if entry.id == remote_id]
        if called and matching_entries(name, called, lambda entry: entry.names):
            continue
        really = called[0].label if called else f"{remote_id}, which the target does not list"
        raise ConflictError(
            f"personactl.lock says that {name!r} is {really}; nothing was sent",
            where=f"{item.place}, {field}",
            hint="restore the personactl.lock that you trust, or remove the entry from it",
        )


def _sent_pins(items: Iterable[Item], locked: LockBlock) -> Iterator[tuple[Item, str, str, str]]:
    """The item, field, name and id of each pin of the lock whose id the platform does not hold yet."""
    for item in items:
        entry = locked.resources.get(item.address)
        for change in item.changes if entry is not None and entry.resolved and item.writes else ():
            held = texts_in(change.remote.value) if isinstance(change.remote, Known) else ()
            new = set(texts_in(change.sent)) - set(held) if change.sent is not ABSENT else set()
            for pinned, remote_id in entry.resolved.items() if entry is not None and new else ():
                field, _, name = pinned.partition(": ")
                if field == change.path and remote_id in new and field in _KINDS:
                    yield item, field, name, remote_id


def _names(resource: Resource) -> Iterator[tuple[str, str]]:
    for field, names in resource.unresolved.items():
        yield from ((field, name) for name in ([names] if isinstance(names, str) else names))


def resolve_name(
    name: str, entries: Iterable[CatalogueEntry], field: str, where: str, profile: str | None = None
) -> str:
    """The id of the one entry that `name` means: by its whole name, or else by the words that its name begins with. A
    tool must be named by its whole name, because a model calls it by that name.

    Raises `NotFoundError` if no entry matches, `UsageError` if several do.

    name: the name in the file.
    entries: the catalogue of the kind.
    field: the field that the name is for, such as `avatarId`.
    where: the place of the name, for errors.
    profile: the name of the target, for the hints.
    """
    known = tuple(entries)
    exact = [entry for entry in known if name in entry.names]
    matches = exact if field == _TOOLS else matching_entries(name, known, lambda entry: entry.names)
    kind = _KINDS[field]
    noun = _NOUNS.get(kind, kind)
    if len(matches) == 1:
        return matches[0].id
    if not matches:
        hint = _near(name, known) or _where_to_look(name, kind, profile)
        raise NotFoundError(f"no {noun} is called {name!r}", where=where, hint=hint)
    listed = ", ".join(entry.label for entry in matches[:_MOST_NAMED])
    more = f" and {len(matches) - _MOST_NAMED} more" if len(matches) > _MOST_NAMED else ""
    raise UsageError(
        f"{name!r} matches {len(matches)} {noun}s",
        where=where,
        hint=f"write {field} with one of {listed}{more}",
    )


def _where_to_look(name: str, kind: str, profile: str | None) -> str:
    if kind == "tool":
        return f"write tools/{name}.yaml, or correct the name"
    return f"choose a name from: {command_hint(f'{kind} list', profile=profile)}"


def _near(name: str, known: Iterable[CatalogueEntry]) -> str:
    near = similar_names(name, (entry.names for entry in known))
    return f"did you mean {' or '.join(near)}?" if near else ""


async def catalogue_entries(client: Client, field: str) -> AsyncIterator[CatalogueEntry]:
    """All entries that a name in `field` can mean, as the target has them."""
    match field:
        case "avatarId":
            async for avatar in list_avatars(client):
                yield CatalogueEntry(avatar.id, avatar_names(avatar))
        case "voiceId":
            async for voice in list_voices(client):
                yield CatalogueEntry(voice.id, (voice.display_name,))
        case "llmId":
            async for llm in list_llms(client):
                yield CatalogueEntry(llm.id, (llm.display_name, *([llm.model_name] if llm.model_name else [])))
        case "toolIds":
            async for tool in list_tools(client):
                yield CatalogueEntry(tool.id, (tool.name,))
        case _:
            raise AssertionError(f"{field} does not take a name")
