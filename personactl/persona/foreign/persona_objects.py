"""Finds the objects in code that are personas: what is passed as `personaConfig`, and what has a persona's keys."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from personactl.document.node import Place
from personactl.literals.literal import Fields, Items, Scalar, Text, Value
from personactl.literals.source import Code
from personactl.persona.foreign.object_sites import Site, holding_variable, key_names, literal_sites, persona_references
from personactl.persona.foreign.snake_case import camel_case
from personactl.persona.schema.fields import FIELDS

if TYPE_CHECKING:
    from tree_sitter import Node

    from personactl.literals.scopes import Scope

_TELLING: Final = frozenset(
    {
        "avatarId",
        "voiceId",
        "llmId",
        "brainType",
        "systemPrompt",
        "avatarModel",
        "initialMessage",
        "voiceDetectionOptions",
        "voiceGenerationOptions",
        "directorNotes",
        "personaPreset",
        "languageCode",
        "skipGreeting",
        "maxSessionLengthSeconds",
        "enableAudioPassthrough",
        "brain",
        "toolIds",
    }
)
"""Keys that tell a persona from other objects; `name` and `description` do not."""
MAX_KEYS: Final = 500
"""An object with more keys is not a persona but a table of something."""
_PLACEHOLDER: Final = re.compile(r"your|example|placeholder|xxx|<|\.\.\.|here|api[-_ ]?key$|token$", re.IGNORECASE)


class PersonaObject(Struct, frozen=True):
    """An object that is a persona.

    label: the name of its variable or key, or "".
    value: the object.
    passed: whether the code passes it as the configuration of a persona.
    around: the object that contains it as `personaConfig`, such as the body of a request.
    changes: where the code changes the object later: the source line and its place.
    broken: the first place in the object that is not valid code, or None.
    """

    label: str
    value: Fields
    passed: bool
    around: Fields | None
    changes: tuple[tuple[str, Place], ...]
    broken: Place | None

    @property
    def name(self) -> str:
        """Return the persona's name, else the name of its variable, else ""."""
        name = self.value.get("name")
        known = name.known if isinstance(name, Text) else None
        return known.strip() if known and known.strip() else self.label


class Findings(Struct, frozen=True):
    """What a source contains.

    personas: the objects that are personas, in the order of the source.
    stored: the ids of personas that the code names instead, as `personaId`; "" for an id that is not known.
    unread: personas whose values all come from somewhere else.
    error: the first place that is not valid code, or None.
    keys: literal API keys that are passed to the SDK, with their places.
    """

    personas: tuple[PersonaObject, ...]
    stored: tuple[tuple[str, Place], ...]
    unread: tuple[PersonaObject, ...]
    error: Place | None
    keys: tuple[Place, ...]


def find_personas(codes: Sequence[Code]) -> Findings:
    """Return the personas of a source, and what explains why there is none."""
    personas: list[PersonaObject] = []
    stored: list[tuple[str, Place]] = []
    keys: list[Place] = []
    errors: list[Place] = []
    for code in codes:
        personas += _personas(code, stored)
        keys += _literal_keys(code)
        error = code.syntax.first_error()
        if error is not None:
            errors.append(code.syntax.place(error))
    # Beside what is passed, an object with one such key is a choice of avatars or voices.
    if any(persona.passed and _knows_something(persona.value) for persona in personas):
        personas = [persona for persona in personas if persona.passed or _tells_enough(persona.value)]
    known = [persona for persona in personas if persona.broken or _knows_something(persona.value)]
    unread = [persona for persona in personas if persona not in known]
    return Findings(tuple(known), tuple(stored), tuple(unread), min(errors, default=None), tuple(keys))


def _personas(code: Code, stored: list[tuple[str, Place]]) -> Iterator[PersonaObject]:
    sites = literal_sites(code)
    passed = persona_references(code)
    chosen: list[tuple[Site, Fields, set[int], tuple[tuple[str, Place], ...]]] = []
    for site in sites:
        keys = {camel_case(key) for key in key_names(code, site.node)}
        if len(keys) > MAX_KEYS:
            continue
        is_passed = site.passed or site.node.start_byte in passed
        names_stored = "personaId" in keys or (is_passed and keys == {"id"})
        if names_stored and not keys & _TELLING:
            stored.append(_stored_id(code, site))
        elif _is_persona(keys, passed=is_passed and (not keys or not keys.isdisjoint(FIELDS))):
            code.reader.restart()
            value = code.reader.value(site.node, site.scope)
            if isinstance(value, Fields):
                chosen.append((site, value, set(code.reader.used), _changes(code, site)))
    used = {origin for _, _, uses, _ in chosen for origin in uses}
    end = 0  # of the last persona; an object inside it is a part of it
    for site, value, _, changes in chosen:
        if site.node.start_byte >= end and value.origin not in used:
            end = site.node.end_byte
            is_passed = site.passed or site.node.start_byte in passed
            around = site.around or passed.get(site.node.start_byte)
            yield PersonaObject(
                site.label, value, is_passed, _around(code, around, site.scope), changes, _broken(code, site.node)
            )


def _is_persona(keys: set[str], *, passed: bool) -> bool:
    telling = keys & _TELLING
    return passed or len(telling) >= 2 or (bool(telling) and "name" in keys)


def _stored_id(code: Code, site: Site) -> tuple[str, Place]:
    value = code.reader.value(site.node, site.scope)
    members = value.members if isinstance(value, Fields) else ()
    found = next((member.value for member in members if camel_case(member.name) in {"personaId", "id"}), None)
    known = found.known if isinstance(found, Text) else None
    return known or "", code.syntax.place(site.node)


def _changes(code: Code, site: Site) -> tuple[tuple[str, Place], ...]:
    holder = holding_variable(code, site.node)
    binding = site.scope.find(holder) if holder else None
    own = binding.changes if binding is not None else []
    inherited = [change for changes in code.reader.changed.values() for change in changes]
    nodes = {change.start_byte: change for change in [*own, *inherited]}
    return tuple((code.reader.source(nodes[at]), code.syntax.place(nodes[at])) for at in sorted(nodes))


def _around(code: Code, node: "Node | None", scope: "Scope") -> Fields | None:
    value = code.reader.value(node, scope) if node is not None else None
    return value if isinstance(value, Fields) else None


def _broken(code: Code, node: "Node") -> Place | None:
    error = code.syntax.first_error(node)
    return code.syntax.place(error) if error is not None else None


def _tells_enough(value: Fields) -> bool:
    return len({camel_case(member.name) for member in value.members} & _TELLING) >= 2


def _knows_something(value: Value) -> bool:
    match value:
        case Scalar():
            return True
        case Text(pieces=pieces):
            return any(isinstance(piece, str) and piece.strip() for piece in pieces)
        case Items(items=items):
            return any(_knows_something(item) for item in items)
        case Fields(members=members):
            return any(_knows_something(member.value) for member in members)
        case _:
            return False


def _literal_keys(code: Code) -> Iterator[Place]:
    """Yield the places of API keys that are written out as the first argument of the SDK's call."""
    for node, scope in code.nodes:
        if node.type not in {"call_expression", "call"}:
            continue
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or arguments is None or "WithApiKey" not in code.syntax.text(function):
            continue
        given = [child for child in arguments.named_children if child.type != "comment"]
        value = code.reader.value(given[0], scope) if given else None
        if isinstance(value, Text) and value.known and not _PLACEHOLDER.search(value.known):
            yield value.place
