"""R211-R213, R216: what a persona or a saved tool refers to, looked up in the catalogue of the target."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from personactl.document.node import Scalar, SequenceNode, Span
from personactl.document.quotation import quoted
from personactl.errors import PersonactlError
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import Severity
from personactl.lint.finding_places import at_value
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import Rule
from personactl.lint.rule_finding import RuleFinding
from personactl.lint.rules.online.catalogue_entries import KINDS
from personactl.lint.rules.tools.tool import Tool, inline_tools, saved_tools
from personactl.persona.name_matching import matching_entries
from personactl.persona.schema.field_shapes import LEGACY_LLM
from personactl.persona.schema.file_kind import FOLDERS
from personactl.persona.schema.persona_checks import is_part
from personactl.state.persona_files import walk

if TYPE_CHECKING:
    from personactl.lint.target_catalogue import Catalogue

_SAID: Final = {"avatar": "avatar", "voice": "voice", "llm": "LLM"}
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
        summary="a name that nothing in the target's catalogue bears",
        severity=Severity.warning,
        why="A push cannot find the id, unless the lock file remembers it from an earlier one.",
        bad="name: Cara\navatar: Carla\nvoice: Lucy\n",
        good="name: Cara\navatar: Cara\nvoice: Lucy\n",
        source="personactl",
        online=True,
    ),
    Rule(
        code="R213",
        name="ambiguous-name",
        summary="a name that several things in the target's catalogue bear",
        severity=Severity.warning,
        why="A push refuses to guess, unless the lock file remembers what was meant.",
        bad="name: Cara\navatar: Leo\nvoice: Lucy\n",
        good="name: Cara\navatar: Leo desk\nvoice: Lucy\n",
        source="personactl",
        online=True,
    ),
    Rule(
        code="R216",
        name="empty-folder",
        summary="a knowledge folder of the target that holds no document",
        severity=Severity.warning,
        why="The search finds nothing, and the persona makes up what it should have looked up.",
        bad=_searching("5e0b8c1f-2a64-4d0e-9b3d-7f1c6a2e8d45"),
        good=_searching("67d27a9f-0ce1-4432-848b-8ab2b97f024b"),
        source="the platform's published API contract",
        online=True,
    ),
)


class _Named(Protocol):
    @property
    def names(self) -> tuple[str, ...]: ...


def check(subject: PersonaView) -> Iterator[RuleFinding]:
    stock = subject.catalogue
    if stock is None:
        return
    kinds: dict[str, Mapping[str, _Named] | None] = {
        "avatar": dict(stock.avatars) if stock.avatars is not None else None,
        "voice": dict(stock.voices) if stock.voices is not None else None,
        "llm": dict(stock.llms) if stock.llms is not None else None,
    }
    for kind, entries in kinds.items():
        if entries is not None:
            yield from _by_id(subject, kind, entries, stock)
            yield from _by_name(subject, kind, entries)
    yield from _lists(subject, stock)


def _by_id(subject: PersonaView, kind: str, entries: Mapping[str, _Named], stock: "Catalogue") -> Iterator[RuleFinding]:
    located, identity = subject.located(KINDS[kind]), subject.value(KINDS[kind])
    if located is None or not isinstance(identity, str) or identity.lower() in entries:
        return
    if kind == "llm" and LEGACY_LLM.fullmatch(identity):  # an old name, which the catalogue need not list
        return
    other = _kind_of(identity, stock)
    hint = f"Copy an id from personactl {kind} list."
    known = f"; it is that of {other}" if other else ""
    yield at_value("R211", f"the target has no {_SAID[kind]} with this id{known}", hint, located)


def _by_name(subject: PersonaView, kind: str, entries: Mapping[str, _Named]) -> Iterator[RuleFinding]:
    located, name = subject.located(kind), subject.value(kind)
    if located is None or not isinstance(name, str):
        return
    found = matching_entries(name, entries.values(), lambda one: one.names)
    if len(found) > 1:
        listed = ", ".join(sorted(one.names[0] for one in found)[:_SHOWN])
        message = f"{len(found)} {_SAID[kind]}s could be meant by {quoted(name)}"
        yield at_value("R213", message, f"Write the whole name of one ({listed}), or {KINDS[kind]}.", located)
    elif not found:
        names = {one.names[0].casefold(): one.names[0] for one in entries.values()}
        near = _nearest(name.casefold(), names)
        hint = f"Did you mean {names[near]}?" if near else f"Copy a name from personactl {kind} list."
        yield at_value("R212", f"the target has no {_SAID[kind]} called {quoted(name)}", hint, located)


def _lists(subject: PersonaView, stock: "Catalogue") -> Iterator[RuleFinding]:
    located = subject.located("toolIds")
    tools = located.entry.value if located is not None else None
    if stock.tools is not None and located is not None and isinstance(tools, SequenceNode):
        for item in tools.items:
            if isinstance(item, Scalar) and isinstance(item.value, str) and item.value.lower() not in stock.tools:
                yield _missing("tool", located.path, item.span)
    if stock.tools is not None:
        yield from _tool_names(subject, frozenset(stock.tools.values()))
    for tool in inline_tools(subject):
        yield from _folders(tool, stock)


def _tool_names(subject: PersonaView, stock: frozenset[str]) -> Iterator[RuleFinding]:
    """Names that neither a file of the project nor the target knows."""
    located = subject.located("tools")
    items = located.entry.value if located is not None else None
    named = [item for item in items.items if isinstance(item, Scalar)] if isinstance(items, SequenceNode) else []
    for item in named:
        name = item.value
        if located is None or not isinstance(name, str) or name in stock or _is_defined(name, subject.root):
            continue
        near = _nearest(name, stock)
        hint = f"Did you mean {near}?" if near else f"Write tools/{name}.yaml, or remove the name."
        message = f"neither the project nor the target has a tool {quoted(name)}"
        yield RuleFinding("R212", message, hint, located.path, item.span)


def _nearest(name: str, names: Iterable[str]) -> str | None:
    from difflib import get_close_matches  # slow to import, and most names are right

    return next(iter(get_close_matches(name, names, n=1)), None)


def _is_defined(name: str, root: Path) -> bool:
    from personactl.persona.read.definitions import (
        Definitions,  # knows all about resources, and only some runs are online
    )

    folder = root / FOLDERS["tool"]
    try:
        files = {path.stem: path for path in walk(folder) if not is_part(path)} if folder.is_dir() else {}
    except PersonactlError:  # a folder that cannot be read: nothing is known for sure
        return True
    return Definitions({"tool": files}).tool(name) is not None


def check_saved(saved: ComponentView) -> Iterator[RuleFinding]:
    for tool in saved_tools(saved) if saved.catalogue is not None else ():
        if saved.catalogue is not None:
            yield from _folders(tool, saved.catalogue)


def _folders(tool: Tool, stock: "Catalogue") -> Iterator[RuleFinding]:
    entry = tool.settings.get("documentFolderIds")
    if stock.folders is None or entry is None or not isinstance(entry.value, SequenceNode):
        return
    for item in entry.value.items:
        if not isinstance(item, Scalar) or not isinstance(item.value, str):
            continue
        folder = stock.folders.get(item.value.lower())
        if folder is None:
            yield _missing("knowledge folder", tool.document.path, item.span)
        elif folder.documents == 0:
            message = f"the knowledge folder {quoted(folder.name)} of the target is empty"
            yield tool.hit("R216", message, "Upload its documents, or search another one.", item.span)


def _missing(kind: str, path: Path, span: Span) -> RuleFinding:
    return RuleFinding("R211", f"the target has no {kind} with this id", "Remove it, or copy the right id.", path, span)


def _kind_of(identity: str, stock: "Catalogue") -> str | None:
    every = {"an avatar": stock.avatars, "a voice": stock.voices, "an LLM": stock.llms, "a tool": stock.tools}
    return next((kind for kind, entries in every.items() if entries and identity.lower() in entries), None)
