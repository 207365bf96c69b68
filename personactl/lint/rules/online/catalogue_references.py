"""R211-R213, R216: names and ids of personas and tools, looked up in the target's catalogue."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from personactl.command_hint import command_hint
from personactl.document.display_text import quoted
from personactl.document.node import Scalar, SequenceNode, Span
from personactl.document.suggestion import closest_name
from personactl.errors import PersonactlError
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.finding_places import at_value
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.rules.online.catalogue_entries import KINDS
from personactl.lint.rules.tools.tool import Tool, component_tools, inline_tools
from personactl.persona.name_matching import matching_entries, similar_names
from personactl.persona.schema.field_shapes import LEGACY_LLM
from personactl.persona.schema.file_kind import FOLDERS, is_part
from personactl.state.persona_files import walk

if TYPE_CHECKING:
    from personactl.lint.target_catalogue import Catalogue

_LABELS: Final = {"avatar": "avatar", "voice": "voice", "llm": "LLM"}
_SHOWN: Final = 4


def _searching(folder: str) -> str:
    tool = "type: server, subtype: knowledge, name: look_up, description: Looks up what the guests of the shop ask"
    return f"name: Cara\navatar: Cara\nvoice: Lucy\ntools:\n  - {{{tool}, documentFolderIds: [{folder}]}}\n"


RULES: Final = (
    Rule(
        code="R211",
        name="unknown-id",
        summary="an id that the target does not have",
        severity=Severity.error,
        why="One stale id fails the whole session.",
        bad="name: Cara\navatarId: 98d3c25c-3c4f-4ad8-9c44-1f6bd6b1b2a5\nvoice: Lucy\n",
        good="name: Cara\navatarId: 30fa96d0-26c4-4e55-94a0-517025942e18\nvoice: Lucy\n",
        source="measurements of the live API by third parties",
        online=True,
    ),
    Rule(
        code="R212",
        name="unknown-name",
        summary="a name that is not in the target's catalogue",
        severity=Severity.warning,
        why="A push cannot find the id, unless the lock file has it from an earlier push.",
        bad="name: Cara\navatar: Carla\nvoice: Lucy\n",
        good="name: Cara\navatar: Cara\nvoice: Lucy\n",
        source="personactl",
        online=True,
    ),
    Rule(
        code="R213",
        name="ambiguous-name",
        summary="a name with several matches in the target's catalogue",
        severity=Severity.warning,
        why="A push refuses to guess, unless the lock file has the id from an earlier push.",
        bad="name: Cara\navatar: Leo\nvoice: Lucy\n",
        good="name: Cara\navatar: Leo desk\nvoice: Lucy\n",
        source="personactl",
        online=True,
    ),
    Rule(
        code="R216",
        name="empty-folder",
        summary="an empty knowledge folder on the target",
        severity=Severity.warning,
        why="The search finds nothing, and the persona makes up the answers that it should look up.",
        bad=_searching("5e0b8c1f-2a64-4d0e-9b3d-7f1c6a2e8d45"),
        good=_searching("67d27a9f-0ce1-4432-848b-8ab2b97f024b"),
        source="the platform's published API contract",
        online=True,
    ),
)


class _Named(Protocol):
    @property
    def names(self) -> tuple[str, ...]: ...


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    catalogue = persona.catalogue
    if catalogue is None:
        return
    kinds: dict[str, Mapping[str, _Named] | None] = {
        "avatar": dict(catalogue.avatars) if catalogue.avatars is not None else None,
        "voice": dict(catalogue.voices) if catalogue.voices is not None else None,
        "llm": dict(catalogue.llms) if catalogue.llms is not None else None,
    }
    for kind, entries in kinds.items():
        if entries is not None:
            yield from _by_id(persona, kind, entries, catalogue)
            yield from _by_name(persona, kind, entries, catalogue)
    yield from _lists(persona, catalogue)


def _by_id(
    persona: PersonaView, kind: str, entries: Mapping[str, _Named], catalogue: "Catalogue"
) -> Iterator[RuleFinding]:
    located, identity = persona.located(KINDS[kind]), persona.value(KINDS[kind])
    if located is None or not isinstance(identity, str) or identity.lower() in entries:
        return
    if kind == "llm" and LEGACY_LLM.fullmatch(identity):  # a deprecated name, which the catalogue may not list
        return
    other = _kind_of(identity, catalogue)
    hint = f"Copy an id from {command_hint(f'{kind} list', profile=catalogue.profile)}."
    known = f"; it is the id of {other}" if other else ""
    yield at_value("R211", f"the target has no {_LABELS[kind]} with this id{known}", hint, located)


def _by_name(
    persona: PersonaView, kind: str, entries: Mapping[str, _Named], catalogue: "Catalogue"
) -> Iterator[RuleFinding]:
    located, name = persona.located(kind), persona.value(kind)
    if located is None or not isinstance(name, str):
        return
    found = matching_entries(name, entries.values(), lambda one: one.names)
    if len(found) > 1:
        listed = ", ".join(sorted(one.names[0] or "(no name)" for one in found)[:_SHOWN])
        message = f"{len(found)} {_LABELS[kind]}s match the name {quoted(name)}"
        yield at_value("R213", message, f"Write the full name of one ({listed}), or use {KINDS[kind]}.", located)
    elif not found:
        near = similar_names(name, (one.names for one in entries.values()))
        hint = (
            f"Did you mean {' or '.join(near)}?"
            if near
            else f"Copy a name from {command_hint(f'{kind} list', profile=catalogue.profile)}."
        )
        yield at_value("R212", f"the target has no {_LABELS[kind]} called {quoted(name)}", hint, located)


def _lists(persona: PersonaView, catalogue: "Catalogue") -> Iterator[RuleFinding]:
    located = persona.located("toolIds")
    tools = located.entry.value if located is not None else None
    if catalogue.tools is not None and located is not None and isinstance(tools, SequenceNode):
        for item in tools.items:
            if isinstance(item, Scalar) and isinstance(item.value, str) and item.value.lower() not in catalogue.tools:
                yield _missing("tool", located.path, item.span)
    if catalogue.tools is not None:
        yield from _tool_names(persona, frozenset(catalogue.tools.values()))
    for tool in inline_tools(persona):
        yield from _folders(tool, catalogue)


def _tool_names(persona: PersonaView, catalogue: frozenset[str]) -> Iterator[RuleFinding]:
    """Report names that are defined neither in the project nor on the target."""
    located = persona.located("tools")
    items = located.entry.value if located is not None else None
    named = [item for item in items.items if isinstance(item, Scalar)] if isinstance(items, SequenceNode) else []
    for item in named:
        name = item.value
        if located is None or not isinstance(name, str) or name in catalogue or _is_defined(name, persona.root):
            continue
        near = closest_name(name, catalogue)
        hint = f"Did you mean {near}?" if near else f"Write tools/{name}.yaml, or remove the name."
        message = f"neither the project nor the target has a tool {quoted(name)}"
        yield RuleFinding("R212", message, hint, located.path, item.span)


def _is_defined(name: str, root: Path) -> bool:
    from personactl.persona.read.definitions import Definitions  # imports all resources, and few runs are online

    folder = root / FOLDERS["tool"]
    try:
        files = {path.stem: path for path in walk(folder) if not is_part(path)} if folder.is_dir() else {}
    except PersonactlError:  # a folder cannot be read, so the name may be defined there
        return True
    return Definitions({"tool": files}).tool(name) is not None


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    for tool in component_tools(component) if component.catalogue is not None else ():
        if component.catalogue is not None:
            yield from _folders(tool, component.catalogue)


def _folders(tool: Tool, catalogue: "Catalogue") -> Iterator[RuleFinding]:
    entry = tool.settings.get("documentFolderIds")
    if catalogue.folders is None or entry is None or not isinstance(entry.value, SequenceNode):
        return
    for item in entry.value.items:
        if not isinstance(item, Scalar) or not isinstance(item.value, str):
            continue
        folder = catalogue.folders.get(item.value.lower())
        if folder is None:
            yield _missing("knowledge folder", tool.document.path, item.span)
        elif folder.documents == 0:
            message = f"the knowledge folder {quoted(folder.name)} of the target is empty"
            yield tool.finding("R216", message, "Upload documents to it, or use another folder.", item.span)


def _missing(kind: str, path: Path, span: Span) -> RuleFinding:
    return RuleFinding(
        "R211", f"the target has no {kind} with this id", "Remove it, or copy the correct id.", path, span
    )


def _kind_of(identity: str, catalogue: "Catalogue") -> str | None:
    every = {
        "an avatar": catalogue.avatars,
        "a voice": catalogue.voices,
        "an LLM": catalogue.llms,
        "a tool": catalogue.tools,
    }
    return next((kind for kind, entries in every.items() if entries and identity.lower() in entries), None)
