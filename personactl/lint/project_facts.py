"""What rules about a whole project need of one file. It is small, so that a project of any size fits in memory."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from personactl.document.document import Document
from personactl.document.line_index import SourcePart
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode, Span
from personactl.lint.component_view import ComponentView
from personactl.lint.persona_view import PersonaView
from personactl.persona.schema.field_shapes import UUID
from personactl.persona.schema.file_kind import ComponentKind, FileKind, is_part
from personactl.persona.schema.stock_ids import STOCK


class Reference(msgspec.Struct, frozen=True, array_like=True):
    """A use of a tool, knowledge or LLM by its name.

    kind: the kind of the component.
    name: the name as it is written.
    path: the file that uses the name: a persona, a tool, or a file that they extend.
    span: the place of the name.
    line: the source line of the name.
    """

    kind: ComponentKind
    name: str
    path: Path
    span: Span
    line: SourcePart


class Voice(msgspec.Struct, frozen=True, array_like=True):
    """The voice of a persona.

    profile: the profile that sets it, or None for the persona itself.
    id: the id, if the voice is set by id.
    name: the name, if the voice is set by name.
    options: whether voice options are set.
    path: the file that sets the voice.
    span: the place of the voice.
    line: the source line of the voice.
    """

    profile: str | None
    id: str | None
    name: str | None
    options: bool
    path: Path
    span: Span
    line: SourcePart


class FileFacts(msgspec.Struct, frozen=True, array_like=True):
    """What rules about the whole project need of one file.

    path: the file.
    part: whether the file is a part.
    name: the name of the persona or component, or None.
    name_span: the place of the name.
    line: the source line of the name.
    files: the prompt files and bases that the file uses, directly or through others.
    whole: false if something could not be read, so that `files` may be incomplete.
    kind: the kind of the file; a prompt was checked without a persona.
    references: the components that the file uses by name.
    by_id: the kinds of components that the file uses by id; such an id may belong to any component of the project.
    voices: the voice of the persona and of each profile.
    """

    path: Path
    part: bool
    name: str | None = None
    name_span: Span | None = None
    line: SourcePart = SourcePart("")
    files: frozenset[Path] = frozenset()
    whole: bool = True
    kind: FileKind | Literal["prompt"] = "persona"
    references: tuple[Reference, ...] = ()
    by_id: frozenset[ComponentKind] = frozenset()
    voices: tuple[Voice, ...] = ()

    @property
    def is_persona(self) -> bool:
        """Whether the file is a persona and not a part or a component."""
        return self.kind == "persona" and not self.part


def persona_facts(document: Document, persona_views: tuple[PersonaView, ...]) -> FileFacts:
    """Return the facts of a persona or a part.

    persona_views: the views of the document; empty if it could not be read.
    """
    files = {layer.document.path for persona in persona_views for layer in persona.layers} - {document.path}
    files |= {persona.prompt.path for persona in persona_views if persona.prompt is not None}
    located = persona_views[0].located("name") if persona_views else None
    own = located is not None and located.path == document.path
    name, span, line = _name(document, located.entry if located is not None and own else None)
    return FileFacts(
        path=document.path,
        part=is_part(document.path),
        name=name,
        name_span=span,
        line=line,
        files=frozenset(files - {document.path}),
        whole=all(persona.complete or persona.part for persona in persona_views) and bool(persona_views),
        references=tuple(dict.fromkeys(found for persona in persona_views for found in _references(persona))),
        by_id=frozenset(kind for persona in persona_views for kind in _by_id(persona)),
        voices=tuple(voice for persona in persona_views if persona.complete for voice in _voice(persona)),
    )


def component_facts(document: Document, kind: ComponentKind, components: tuple[ComponentView, ...]) -> FileFacts:
    """Return the facts of a file of `tools/`, `knowledge/` or `llms/`.

    components: the views of the document; empty if it could not be read.
    """
    root = document.root if isinstance(document.root, MappingNode) else None
    name, span, line = _name(document, root.get("displayName" if kind == "llm" else "name") if root else None)
    files = {layer.document.path for one in components for layer in one.layers}
    return FileFacts(
        path=document.path,
        part=is_part(document.path),
        name=name,
        name_span=span,
        line=line,
        files=frozenset(files - {document.path}),
        whole=all(one.whole for one in components) and bool(components),
        kind=kind,
        references=tuple(dict.fromkeys(found for one in components for found in _searched(one))),
        by_id=frozenset({"knowledge"} if any(map(_searches_by_id, components)) else ()),
    )


def _name(document: Document, entry: Entry | None) -> tuple[str | None, Span | None, SourcePart]:
    match entry.value if entry is not None else None:
        case Scalar(value=str() as name, span=span):
            return name, span, document.source_part(span.start)
        case _:
            return None, None, SourcePart("")


def _references(persona: PersonaView) -> Iterator[Reference]:
    kinds: tuple[tuple[str, ComponentKind], ...] = (("tools", "tool"), ("knowledge", "knowledge"), ("llm", "llm"))
    for key, kind in kinds:
        located = persona.located(key)
        if located is None:
            continue
        value = located.entry.value
        for item in value.items if isinstance(value, SequenceNode) else (value,):
            if isinstance(item, MappingNode):
                yield from _in_knowledge(located.document, item)
            else:
                yield from _named(located.document, item, kind)


def _searched(component: ComponentView) -> Iterator[Reference]:
    """Yield the knowledge that a tool searches, with its place in each layer."""
    for layer in component.layers if component.kind == "tool" else ():
        config = layer.node.get("config")
        if config is not None and isinstance(config.value, MappingNode):
            yield from _in_knowledge(layer.document, config.value)


def _voice(persona: PersonaView) -> Iterator[Voice]:
    for key in ("voiceId", "voice"):
        located, text = persona.located(key), persona.value(key)
        if located is not None and isinstance(text, str):
            yield Voice(
                profile=persona.profile,
                id=text if key == "voiceId" else None,
                name=text if key == "voice" else None,
                options=bool(persona.value("voiceGenerationOptions")),
                path=located.path,
                span=located.span,
                line=located.document.source_part(located.span.start),
            )
            return


def _searches_by_id(component: ComponentView) -> bool:
    config = component.node.get("config") if component.kind == "tool" else None
    return config is not None and isinstance(config.value, MappingNode) and bool(config.value.get("documentFolderIds"))


def _by_id(persona: PersonaView) -> Iterator[ComponentKind]:
    if persona.value("toolIds"):
        yield "tool"
    llm, tools = persona.value("llmId"), persona.value("tools")
    if isinstance(llm, str) and UUID.fullmatch(llm) and llm.lower() not in STOCK:
        yield "llm"
    defined = tools if isinstance(tools, list) else ()
    if any(isinstance(tool, dict) and tool.get("documentFolderIds") for tool in defined):
        yield "knowledge"


def _in_knowledge(document: Document, settings: MappingNode) -> Iterator[Reference]:
    """Yield the knowledge that a tool with these settings searches."""
    entry = settings.get("knowledge")
    for item in entry.value.items if entry is not None and isinstance(entry.value, SequenceNode) else ():
        yield from _named(document, item, "knowledge")


def _named(document: Document, item: Node, kind: ComponentKind) -> Iterator[Reference]:
    if isinstance(item, Scalar) and isinstance(item.value, str) and item.value.strip():
        line = document.source_part(item.span.start)
        yield Reference(kind, item.value, document.path, item.span, line)
