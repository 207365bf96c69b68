"""What a model reads besides the prompt: descriptions of tools, of their arguments and of documents."""

from collections.abc import Iterator
from typing import Final

from personactl.document.document import Document
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode
from personactl.document.passage import Passage, scalar_passage
from personactl.lint.component_view import ComponentView
from personactl.lint.persona_view import PersonaView

_NO_WORDS: Final = frozenset({"documents", "secret", "extends"})
"""Keys of components whose values name other things."""
_DESCRIBES: Final = frozenset({"description"})
_DATA: Final = frozenset({"enum", "const", "default", "examples", "required"})
"""Keywords of a JSON Schema whose values are data that programs compare, letter for letter."""


def tool_descriptions(persona: PersonaView) -> Iterator[Passage]:
    """Yield the descriptions of inline tools and of their arguments."""
    located = persona.located("tools")
    if located is not None:
        yield from _passages(located.document, located.entry.value, only=_DESCRIBES)


def component_descriptions(component: ComponentView) -> Iterator[Passage]:
    for layer in component.layers:
        yield from _passages(layer.document, layer.node, only=_DESCRIBES)


def component_texts(component: ComponentView) -> Iterator[Passage]:
    """Yield every text of the component and of the files it extends, without names of other files and secrets."""
    for layer in component.layers:
        yield from _passages(layer.document, layer.node)


def _passages(document: Document, node: Node, only: frozenset[str] | None = None) -> Iterator[Passage]:
    """Yield texts in file order.

    only: if given, only texts below one of these keys, at any depth.
    """
    waiting: list[Node | Entry] = [node]
    while waiting:
        match waiting.pop():
            case Entry(value=Scalar(value=str()) as scalar) as entry:
                if only is None or entry.name in only:
                    yield scalar_passage(document, scalar)
            case Entry(value=value) as entry:
                if only is None or entry.name not in _DATA:
                    waiting.append(value)
            case MappingNode(entries=entries):
                waiting.extend(entry for entry in reversed(entries) if entry.name not in _NO_WORDS)
            case SequenceNode(items=items):
                waiting.extend(reversed(items))
            case Scalar(value=str()) as scalar if only is None:
                yield scalar_passage(document, scalar)
            case _:
                pass
