"""R206-R208: ids of the right form that cannot be valid. Whether an id exists on the target is an online question."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from personactl.document.document import Document
from personactl.document.node import Entry, MappingNode, Node, Scalar, SequenceNode
from personactl.lint.component_view import ComponentView
from personactl.lint.finding import RuleFinding, Severity
from personactl.lint.key_edits import fix, remove_item
from personactl.lint.persona_view import PersonaView
from personactl.lint.rule import PERSONA, Fixability, Rule
from personactl.lint.rules.tools.tool import component_tools
from personactl.pattern import Pattern
from personactl.persona.schema.stock_ids import STOCK

_AVATAR: Final = "30fa96d0-26c4-4e55-94a0-517025942e18"
_VOICE: Final = "6bfbe25a-979d-40f3-a92b-5394170af54b"

_KINDS: Final = {"avatarId": "avatar", "voiceId": "voice", "llmId": "llm"}
_LABELS: Final = {"avatar": "an avatar", "voice": "a voice", "llm": "an LLM"}

# One repeated digit, or all digits in order: typical placeholders for an id.
_MADE_UP: Final = Pattern(r"([0-9a-f])\1{31}|(?:0123456789abcdef){2}|12345678(?:1234){3}123456789(?:012|abc)")

RULES: Final = (
    Rule(
        code="R206",
        name="made-up-id",
        summary="a placeholder id",
        severity=Severity.error,
        why="A session with an id that does not exist fails as a whole.",
        bad="name: Cara\navatarId: 00000000-0000-0000-0000-000000000000\nvoice: Lucy\n",
        good=f"name: Cara\navatarId: {_AVATAR}\nvoice: Lucy\n",
        source="measurements of the live API by third parties",
    ),
    Rule(
        code="R207",
        name="repeated-id",
        summary="the same id twice in one list",
        severity=Severity.warning,
        why="The second one has no effect; often another id was intended.",
        bad=f"{PERSONA}toolIds: [{_AVATAR}, {_AVATAR}]\n",
        good=f"{PERSONA}toolIds: [{_AVATAR}]\n",
        source="personactl",
        fixability=Fixability.safe,
    ),
    Rule(
        code="R208",
        name="id-of-another-kind",
        summary="an id of the wrong kind, such as a voice id as avatarId",
        severity=Severity.error,
        why="The platform does not find that id, and the whole session fails.",
        bad=f"name: Cara\navatarId: {_VOICE}\nvoiceId: {_VOICE}\n",
        good=f"name: Cara\navatarId: {_AVATAR}\nvoiceId: {_VOICE}\n",
        source="the official Python SDK, which warns of it",
    ),
)


class _Id(msgspec.Struct, frozen=True):
    """An id and where it is used.

    key: the key that has the id as its value or in its list.
    text: the id in lower case.
    scalar: the node of the id.
    document: the file.
    """

    key: str
    text: str
    scalar: Scalar
    document: Document


def check(persona: PersonaView) -> Iterator[RuleFinding]:
    single = [one for key in _KINDS for one in _ids(persona, key)]
    yield from _made_up((*single, *_ids(persona, "toolIds"), *_folders(persona)))
    yield from _of_another_kind(single)
    yield from _repeated(persona)


def check_component(component: ComponentView) -> Iterator[RuleFinding]:
    for tool in component_tools(component):
        entry = tool.settings.get("documentFolderIds")
        if entry is not None:
            yield from _made_up(_Id("documentFolderIds", *found, tool.document) for found in _texts(entry))


def _made_up(ids: Iterable[_Id]) -> Iterator[RuleFinding]:
    for one in ids:
        if _MADE_UP.fullmatch(one.text.replace("-", "")):
            message = f"{one.key} is a placeholder id"
            yield _at(one, "R206", message, "Copy the real id, or use the key that takes a name.")


def _of_another_kind(ids: list[_Id]) -> Iterator[RuleFinding]:
    first: dict[str, str] = {}
    for one in ids:
        known, expected = STOCK.get(one.text), _KINDS[one.key]
        used_for = first.setdefault(one.text, one.key)
        if known is not None and known != expected:
            hint = f"Copy an id from personactl {expected} list."
            yield _at(one, "R208", f"{one.key} holds the id of {_LABELS[known]}", hint)
        elif known is None and used_for != one.key:
            hint = f"Copy an id from personactl {expected} list: one of the two is wrong."
            yield _at(one, "R208", f"{one.key} and {used_for} hold the same id", hint)


def _repeated(persona: PersonaView) -> Iterator[RuleFinding]:
    located = persona.located("toolIds")
    if located is None or not isinstance(located.entry.value, SequenceNode):
        return
    seen: set[str] = set()
    for index, item in enumerate(located.entry.value.items):
        match item:
            case Scalar(value=str() as text) if text.lower() in seen:
                correction = fix(
                    "Remove the repeated id", remove_item(located.document, located.entry.value, index), safe=True
                )
                message = "this id is already in the list"
                yield RuleFinding(
                    "R207", message, "Remove it, or write the intended id.", located.path, item.span, correction
                )
            case Scalar(value=str() as text):
                seen.add(text.lower())
            case _:
                pass


def _ids(persona: PersonaView, key: str) -> Iterator[_Id]:
    located = persona.located(key)
    if located is None:
        return
    value = located.entry.value
    for node in value.items if isinstance(value, SequenceNode) else (value,):
        if isinstance(node, Scalar) and isinstance(node.value, str):
            yield _Id(key, node.value.lower(), node, located.document)


def _folders(persona: PersonaView) -> Iterator[_Id]:
    located = persona.located("tools")
    items = located.entry.value if located is not None else None
    for tool in items.items if isinstance(items, SequenceNode) else ():
        entry = tool.get("documentFolderIds") if isinstance(tool, MappingNode) else None
        if entry is not None and located is not None:
            yield from (_Id("documentFolderIds", *found, located.document) for found in _texts(entry))


def _texts(entry: Entry) -> Iterator[tuple[str, Scalar]]:
    nodes: tuple[Node, ...] = entry.value.items if isinstance(entry.value, SequenceNode) else ()
    for node in nodes:
        if isinstance(node, Scalar) and isinstance(node.value, str):
            yield node.value.lower(), node


def _at(one: _Id, code: str, message: str, hint: str) -> RuleFinding:
    return RuleFinding(code, message, hint, one.document.path, one.scalar.span)
