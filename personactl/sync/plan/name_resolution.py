"""Names of avatars, voices, LLMs and the platform's tools into ids: one match, or an error that lists the candidates.

What a name stood for is pinned in the lock, so that a catalogue which gains a second Cara changes nothing that was
pushed. Only a name without a pin costs a request, and one list answers for all of a kind.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from personactl.api.catalogue import list_avatars, list_llms, list_voices
from personactl.api.client import Client
from personactl.api.tools import list_tools
from personactl.document.suggestion import closest_names
from personactl.errors import NotFoundError, UsageError
from personactl.persona.name_matching import matching_entries
from personactl.persona.resource import Address, Resource
from personactl.persona.schema.fields import BY_NAME
from personactl.state.lock import LockBlock
from personactl.sync.values.desired import pin

_SHOWN = 6
_TOOLS = "toolIds"
_KINDS: Mapping[str, str] = {**{field: kind for kind, field in BY_NAME.items()}, _TOOLS: "tool"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A catalogue entry. `names` are what a file may call it, the one to show first."""

    id: str
    names: tuple[str, ...]

    @property
    def shown(self) -> str:
        return f"{self.id} ({self.names[0]})"


async def resolve_names(client: Client, wanted: Sequence[Resource], locked: LockBlock) -> dict[Address, dict[str, str]]:
    """By address: the id for each name in `unresolved`, by its pin.

    Raises `NotFoundError` for a name that nothing bears, `UsageError` for one that several do.
    """
    catalogue: dict[str, list[Candidate]] = {}
    found: dict[Address, dict[str, str]] = {}
    for resource in wanted:
        ids = found.setdefault(resource.address, {})
        entry = locked.resources.get(resource.address)
        pinned = entry.resolved if entry is not None else {}
        for field, name in _names(resource):
            known = pinned.get(pin(field, name))
            if known is None:
                if field not in catalogue:
                    catalogue[field] = [candidate async for candidate in candidates(client, field)]
                known = pick(name, catalogue[field], field, str(resource.path))
            ids[pin(field, name)] = known
    return found


def _names(resource: Resource) -> Iterator[tuple[str, str]]:
    for field, names in resource.unresolved.items():
        yield from ((field, name) for name in ([names] if isinstance(names, str) else names))


def pick(name: str, candidates: Iterable[Candidate], field: str, where: str) -> str:
    """The id of the one candidate that `name` means: a whole name, or failing that the words it begins with. A tool
    must be named whole: a model calls it by that name."""
    known = tuple(candidates)
    exact = [one for one in known if name in one.names]
    matches = exact if field == _TOOLS else matching_entries(name, known, lambda one: one.names)
    kind = _KINDS[field]
    if len(matches) == 1:
        return matches[0].id
    if not matches:
        raise NotFoundError(
            f"no {kind} is called {name!r}", where=where, hint=_near(name, known) or _where_to_look(name, kind)
        )
    listed = ", ".join(one.shown for one in matches[:_SHOWN])
    more = f" and {len(matches) - _SHOWN} more" if len(matches) > _SHOWN else ""
    raise UsageError(
        f"{len(matches)} {kind}s could be meant by {name!r}",
        where=where,
        hint=f"write {field} with one of {listed}{more}",
    )


def _where_to_look(name: str, kind: str) -> str:
    return f"write tools/{name}.yaml, or correct the name" if kind == "tool" else f"see: personactl {kind} list"


def _near(name: str, known: Iterable[Candidate]) -> str:
    by_name = {full: one for one in known for full in one.names}
    near = closest_names(name, by_name)
    return f"did you mean {' or '.join(by_name[full].names[0] for full in near)}?" if near else ""


async def candidates(client: Client, field: str) -> AsyncIterator[Candidate]:
    match field:
        case "avatarId":
            async for avatar in list_avatars(client):
                whole = f"{avatar.display_name} {avatar.variant_name or ''}".strip()
                yield Candidate(avatar.id, (whole, avatar.display_name))
        case "voiceId":
            async for voice in list_voices(client):
                yield Candidate(voice.id, (voice.display_name,))
        case "llmId":
            async for llm in list_llms(client):
                yield Candidate(llm.id, (llm.display_name, *([llm.model_name] if llm.model_name else [])))
        case "toolIds":
            async for tool in list_tools(client):
                yield Candidate(tool.id, (tool.name,))
        case _:
            raise AssertionError(f"{field} takes no name")
