"""A tool as the rules see it, either inline in a persona or in a file of `tools/` with a `config`."""

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import msgspec

from personactl.document.document import Document
from personactl.document.node import Entry, MappingNode, Scalar, SequenceNode, Span
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import Fix, RuleFinding
from personactl.lint.persona_view import PersonaView

Kind: TypeAlias = Literal["client", "knowledge", "webhook", "system"]

_INLINE: Final[dict[str, Kind]] = {
    "client": "client",
    "system": "system",
    "knowledge": "knowledge",
    "webhook": "webhook",
}
_SAVED: Final[dict[str, Kind]] = {
    "CLIENT": "client",
    "SERVER_RAG": "knowledge",
    "SERVER_WEBHOOK": "webhook",
    "SYSTEM": "system",
}


class Tool(msgspec.Struct, frozen=True):
    """One tool.

    document: the file.
    node: the mapping of the tool.
    settings: the mapping with `parameters`, `url` and so on: the tool itself, or its `config` in a component.
    kind: the kind of tool.
    component: whether the tool has its own file.
    """

    document: Document
    node: MappingNode
    settings: MappingNode
    kind: Kind
    component: bool

    @property
    def name(self) -> str:
        """The name, or empty if it has none."""
        return self.text("name")

    def text(self, key: str) -> str:
        """Return the text at a key of the tool or of its settings; empty if there is none."""
        entry = self.entry(key)
        match entry.value if entry else None:
            case Scalar(value=str() as text):
                return text
            case _:
                return ""

    def entry(self, key: str) -> Entry | None:
        return self.node.get(key) or self.settings.get(key)

    def span(self, key: str) -> Span:
        """Return the place of the value at `key`, or of the tool's first key."""
        entry = self.entry(key)
        return entry.value.span if entry is not None else self.node.entries[0].key.span

    def finding(self, code: str, message: str, hint: str, span: Span, fix: Fix | None = None) -> RuleFinding:
        return RuleFinding(code, message, hint, self.document.path, span, fix)


def inline_tools(persona: PersonaView) -> Iterator[Tool]:
    """Yield the tools that the persona defines inline, if their kind is known."""
    located = persona.located("tools")
    if located is None or not isinstance(located.entry.value, SequenceNode):
        return
    for item in located.entry.value.items:
        if isinstance(item, MappingNode):
            kind = _INLINE.get(_word(item, "type")) or _INLINE.get(_word(item, "subtype"))
            if kind is not None:
                yield Tool(located.document, item, item, kind, component=False)


def component_tools(component: ComponentView) -> Iterator[Tool]:
    """Yield the tool of a component file; nothing if its kind is unknown or the file is not a tool."""
    kind = _SAVED.get(_word(component.node, "type")) if component.kind == "tool" else None
    config = component.node.get("config")
    settings = config.value if config is not None and isinstance(config.value, MappingNode) else component.node
    if kind is not None:
        yield Tool(component.document, component.node, settings, kind, component=True)


def _word(node: MappingNode, key: str) -> str:
    entry = node.get(key)
    return str(entry.value.value) if entry is not None and isinstance(entry.value, Scalar) else ""
