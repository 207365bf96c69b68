"""What rules about a whole project need of one file: small, so that a project of any size fits in memory."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from personactl.document.document import Document
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode, Span
from personactl.lint.component_view import ComponentView
from personactl.lint.persona_view import PersonaView
from personactl.persona.schema.field_shapes import UUID
from personactl.persona.schema.file_kind import ComponentKind, FileKind
from personactl.persona.schema.persona_checks import is_part
from personactl.persona.schema.stock_ids import STOCK


class Reference(NamedTuple):
    """The `name` of a tool, of knowledge or perhaps of an LLM of the project, where a persona, a tool or a file that
    they extend uses it; `line` is its source line."""

    kind: ComponentKind
    name: str
    path: Path
    span: Span
    line: str


class Voice(NamedTuple):
    """The voice of a persona, as `profile` changes it (None: as it is), by its id or by its name.

    `options` is whether it comes with options of its own.
    """

    profile: str | None
    id: str | None
    name: str | None
    options: bool
    path: Path
    span: Span
    line: str


class Facts(NamedTuple):
    """`files` are the prompt files and bases that the file uses itself or through others; `name` is what it is called.

    `line` is the source line of the name. `whole` is false where something could not be read, so that `files` may lack
    some. `by_id` are the kinds of things that it uses by their ids, which may be anybody's, the project's own too.
    """

    path: Path
    part: bool
    name: str | None = None
    name_span: Span | None = None
    line: str = ""
    files: frozenset[Path] = frozenset()
    whole: bool = True
    kind: FileKind = "persona"
    references: tuple[Reference, ...] = ()
    by_id: frozenset[ComponentKind] = frozenset()
    voices: tuple[Voice, ...] = ()

    @property
    def is_persona(self) -> bool:
        """Neither a part nor something else than a persona."""
        return self.kind == "persona" and not self.part


def facts_of(document: Document, subjects: tuple[PersonaView, ...]) -> Facts:
    """Of a persona or a part. `subjects` are those of the document; none where it could not be read."""
    files = {layer.document.path for subject in subjects for layer in subject.layers} - {document.path}
    files |= {subject.prompt.path for subject in subjects if subject.prompt is not None}
    located = subjects[0].located("name") if subjects else None
    own = located is not None and located.path == document.path
    name, span, line = _name(document, located.entry if located is not None and own else None)
    return Facts(
        path=document.path,
        part=is_part(document.path),
        name=name,
        name_span=span,
        line=line,
        files=frozenset(files - {document.path}),
        whole=all(subject.complete or subject.part for subject in subjects) and bool(subjects),
        references=tuple(dict.fromkeys(found for subject in subjects for found in _references(subject))),
        by_id=frozenset(kind for subject in subjects for kind in _by_id(subject)),
        voices=tuple(voice for subject in subjects if subject.complete for voice in _voice(subject)),
    )


def saved_facts(document: Document, kind: ComponentKind, saved: tuple[ComponentView, ...]) -> Facts:
    """Of a file of `tools/`, `knowledge/` or `llms/`. `saved` are those of the document; none where it has no tree."""
    root = document.root if isinstance(document.root, MappingNode) else None
    name, span, line = _name(document, root.get("displayName" if kind == "llm" else "name") if root else None)
    files = {layer.document.path for one in saved for layer in one.layers}
    return Facts(
        path=document.path,
        part=is_part(document.path),
        name=name,
        name_span=span,
        line=line,
        files=frozenset(files - {document.path}),
        whole=all(one.whole for one in saved) and bool(saved),
        kind=kind,
        references=tuple(dict.fromkeys(found for one in saved for found in _searched(one))),
        by_id=frozenset({"knowledge"} if any(map(_searches_by_id, saved)) else ()),
    )


def _name(document: Document, entry: Entry | None) -> tuple[str | None, Span | None, str]:
    match entry.value if entry is not None else None:
        case Scalar(value=str() as name, span=span):
            return name, span, document.source_line(span.start.line)
        case _:
            return None, None, ""


def _references(subject: PersonaView) -> Iterator[Reference]:
    kinds: tuple[tuple[str, ComponentKind], ...] = (("tools", "tool"), ("knowledge", "knowledge"), ("llm", "llm"))
    for key, kind in kinds:
        located = subject.located(key)
        if located is None:
            continue
        value = located.entry.value
        for item in value.items if isinstance(value, SequenceNode) else (value,):
            if isinstance(item, MappingNode):
                yield from _in_knowledge(located.document, item)
            else:
                yield from _named(located.document, item, kind)


def _searched(saved: ComponentView) -> Iterator[Reference]:
    """In the files that say so, each with its own place."""
    for layer in saved.layers if saved.kind == "tool" else ():
        config = layer.node.get("config")
        if config is not None and isinstance(config.value, MappingNode):
            yield from _in_knowledge(layer.document, config.value)


def _voice(subject: PersonaView) -> Iterator[Voice]:
    for key in ("voiceId", "voice"):
        located, text = subject.located(key), subject.value(key)
        if located is not None and isinstance(text, str):
            yield Voice(
                profile=subject.profile,
                id=text if key == "voiceId" else None,
                name=text if key == "voice" else None,
                options=bool(subject.value("voiceGenerationOptions")),
                path=located.path,
                span=located.span,
                line=located.document.source_line(located.span.start.line),
            )
            return


def _searches_by_id(saved: ComponentView) -> bool:
    config = saved.node.get("config") if saved.kind == "tool" else None
    return config is not None and isinstance(config.value, MappingNode) and bool(config.value.get("documentFolderIds"))


def _by_id(subject: PersonaView) -> Iterator[ComponentKind]:
    if subject.value("toolIds"):
        yield "tool"
    llm, tools = subject.value("llmId"), subject.value("tools")
    if isinstance(llm, str) and UUID.fullmatch(llm) and llm.lower() not in STOCK:
        yield "llm"
    defined = tools if isinstance(tools, list) else ()
    if any(isinstance(tool, dict) and tool.get("documentFolderIds") for tool in defined):
        yield "knowledge"


def _in_knowledge(document: Document, settings: MappingNode) -> Iterator[Reference]:
    """The knowledge that a tool with these settings searches."""
    entry = settings.get("knowledge")
    for item in entry.value.items if entry is not None and isinstance(entry.value, SequenceNode) else ():
        yield from _named(document, item, "knowledge")


def _named(document: Document, item: Node, kind: ComponentKind) -> Iterator[Reference]:
    if isinstance(item, Scalar) and isinstance(item.value, str) and item.value.strip():
        line = document.source_line(item.span.start.line)
        yield Reference(kind, item.value, document.path, item.span, line)
