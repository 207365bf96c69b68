"""Listing and showing the catalogue: the same for avatars, voices and LLMs but for the shelf that they stand on.

`avatar.py`, `voice.py` and `llm.py` are this, three times, each with its own shelf and its own help.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Generic, Protocol, TypeVar

import typer

from personactl.cli.options import TextJson
from personactl.cli.output import Output
from personactl.cli.terminal import width
from personactl.commands.event_loop import run_async
from personactl.commands.targets import connect, open_target

if TYPE_CHECKING:
    from personactl.api.client import Client
    from personactl.report.catalogue_text import Part
    from personactl.report.text.columns import Table

SearchOption = Annotated[
    str | None, typer.Option("--search", metavar="TEXT", help="Only those whose name or description contains TEXT.")
]
EntryArgument = Annotated[str, typer.Argument(metavar="ID|NAME", help="An id or a name from the list.")]

Entry = TypeVar("Entry", bound="Part")
_Read = TypeVar("_Read", bound="Part", covariant=True)


class _List(Protocol[_Read]):
    def __call__(self, client: "Client", *, search: str | None = None) -> AsyncIterator[_Read]: ...


@dataclass(frozen=True, slots=True)
class CatalogueKind(Generic[Entry]):
    """One kind of the catalogue. `kind` is its noun, `field` the persona field that takes its id."""

    kind: str
    field: str
    entries: _List[Entry]
    entry: Callable[["Client", str], Awaitable[Entry]]
    table: Callable[[Sequence[Entry], int | None], "Table"]


def list_entries(
    shelf: CatalogueKind[Entry], search: str | None, format: TextJson, profile: str | None, *, quiet: bool
) -> int:
    """Print every entry that `search` lets through."""
    from personactl.report.catalogue_json import parts_json

    out = Output(quiet=quiet)
    target = open_target(profile, out)

    async def read() -> list[Entry]:
        async with connect(target, read_only=True, on_wait=out.note) as client:
            return [entry async for entry in shelf.entries(client, search=search)]

    entries = run_async(read())
    if format is TextJson.json:
        out.json(parts_json(f"{shelf.kind}s", entries))
    elif entries:
        out.table(*shelf.table(entries, width(out)))
    else:
        out.note(f"no {shelf.kind} matches" if search else f"there is no {shelf.kind}")
    return 0


def show_entry(shelf: CatalogueKind[Entry], text: str, format: TextJson, profile: str | None, *, quiet: bool) -> int:
    """Print one entry, named by its id or by a name that only one bears."""
    from personactl.report.catalogue_json import part_json
    from personactl.report.catalogue_text import part_page

    out = Output(quiet=quiet)
    target = open_target(profile, out)

    async def read() -> Entry:
        async with connect(target, read_only=True, on_wait=out.note) as client:
            return await shelf.entry(
                client, await _id(client, shelf, text.strip(), f"the {shelf.kind}s of target {target.name}")
            )

    entry = run_async(read())
    if format is TextJson.json:
        out.json(part_json(entry))
    else:
        out.answer(*part_page(entry))
    return 0


async def _id(client: "Client", shelf: CatalogueKind[Entry], text: str, where: str) -> str:
    """Ids need no look-up, and legacy LLM names are ids; a name is looked for among all names of its kind."""
    from personactl.session.session_filter import is_uuid
    from personactl.sync.plan.name_resolution import candidates, pick

    if is_uuid(text):
        return text
    known = [candidate async for candidate in candidates(client, shelf.field)]
    if any(candidate.id == text for candidate in known):
        return text
    return pick(text, known, shelf.field, where)
