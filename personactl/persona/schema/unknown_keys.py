"""Keys that a file does not have: what to do with each, so that its value is not lost."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from personactl.document.display_text import quoted
from personactl.document.document import Problem
from personactl.document.node import Entry, MappingNode, Node, Scalar
from personactl.document.suggestion import closest_name
from personactl.persona.schema.field_shapes import UUID, Field, Table, Variants
from personactl.persona.schema.fields import FIELDS

WRAPPERS: Final = frozenset({"personaConfig", "persona_config"})
PERSONA: Final = "a persona"
_MERGE: Final = "<<"
_LABEL: Final = "Give it to the token instead: personactl token PERSONA --label LABEL."
_KEY: Final = "Keep keys out of files: 'personactl auth login' stores them. Replace this one if others could read it."
_BESIDE_A_PERSONA: Final = {"clientLabel": _LABEL, "client_label": _LABEL, "apiKey": _KEY, "api_key": _KEY}
_SAME_MEANING: Final = {
    **dict.fromkeys(("firstGreeting", "firstMessage", "first_message", "welcomeMessage"), "initialMessage"),
    **dict.fromkeys(("prompt", "instructions"), "systemPrompt"),
    **dict.fromkeys(("language", "lang"), "languageCode"),
}
"""Names that public code and other services have for a key of a persona."""
_AMBIGUOUS: Final = frozenset({"model", "mode", "token", "style", "position", "layout", "speed"})
"""Keys of values that may mean something else where they stand."""
_KEEP: Final = "The platform ignores it silently. Say it with a key that it reads, or keep it as a comment, after #."


def wrapped(node: MappingNode) -> Entry | None:
    """Return the entry that holds the whole persona, one level too deep: `personaConfig`, or a name such as `persona`
    beside no key of a persona.
    """
    for entry in node.entries:
        if _is_wrapper(entry):
            return entry
    others = {entry.name for entry in node.entries}
    alone = others.isdisjoint(FIELDS) and _MERGE not in others
    return next((entry for entry in node.entries if alone and _holds_a_persona(entry.value)), None)


def _is_wrapper(entry: Entry) -> bool:
    return entry.name in WRAPPERS and isinstance(entry.value, MappingNode)


def _holds_a_persona(node: Node) -> bool:
    if not isinstance(node, MappingNode):
        return False
    known = [entry.name for entry in node.entries if entry.name in FIELDS]
    return len(known) >= 2 or wrapped(node) is not None


def has_another_form(node: MappingNode) -> bool:
    """Return whether a file says elsewhere what a persona has: one level too deep, in what it merges, or by an id.

    Then no other key counts as missing.
    """
    names = {entry.name for entry in node.entries}
    return _MERGE in names or wrapped(node) is not None or ("personaId" in names and names.isdisjoint(FIELDS))


def advice(entry: Entry, text: str) -> str:
    """Return the advice for a read-only or retired key; a command for an id has the id of the file."""
    match entry.value:
        case Scalar(value=str(identifier)) if UUID.fullmatch(identifier):
            return text.replace("pull ID", f"pull {identifier}")
        case _:
            return text


def unknown_key(entry: Entry, owner: str, known: Mapping[str, Field]) -> Problem:
    """Return the problem of a key that `owner` (a path, or "a persona") does not have, with the nearest known key.

    In `{name:'Cara'}` YAML reads all of `name:'Cara'` as the key. Nothing replaces such a key: its value would be lost.
    """
    message, suggestion = f"{owner} has no key {quoted(entry.name)}", None
    before, colon, after = entry.name.partition(":")
    home = _home(entry.name, owner, known)
    if colon and before in known:
        hint = f"Write a space after the colon: {before}: {after.strip()}"
    elif _is_wrapper(entry) or (owner == PERSONA and _holds_a_persona(entry.value)):
        if entry.name in WRAPPERS:
            message = f"{entry.name} is a part of a request: a persona file has the keys in it at its top level"
        from personactl.command_hint import command_hint  # it loads a parser of shell words

        hint = f"Move its keys to the top level; '{command_hint('import', 'FILE', profile=None)}' does it, too."
    elif entry.name == _MERGE:
        message, hint = "YAML merge keys are not read", "Write here what it takes over."
    elif entry.name in _BESIDE_A_PERSONA:
        hint = _BESIDE_A_PERSONA[entry.name]
    elif home is not None:
        hint = f"Move it {home}."
    else:
        meant = _SAME_MEANING.get(entry.name)
        suggestion = meant if meant in known else closest_name(entry.name, known)
        hint = f"Did you mean {suggestion}?" if suggestion else _KEEP
    return Problem("S101", message, hint, entry.key.span, suggestion)


def _home(name: str, owner: str, known: Mapping[str, Field]) -> str | None:
    """Return where a key belongs that is at the wrong level, such as "into voiceDetectionOptions"."""
    inner = list(_paths(name, known)) if name not in _AMBIGUOUS else []
    if len(inner) == 1:
        return f"into {inner[0]}"
    return "to the top level of the file" if owner.split(".")[0] in FIELDS and name in FIELDS else None


def _paths(name: str, fields: Mapping[str, Field]) -> Iterator[str]:
    for key, field in fields.items():
        for inner in _inner_fields(field):
            if name in inner:
                yield key
            yield from (f"{key}.{path}" for path in _paths(name, inner))


def _inner_fields(field: Field) -> Iterable[Mapping[str, Field]]:
    match field.shape:
        case Table(fields=inner):
            return [inner]
        case Variants(tables=tables):
            return [{name: one for table in tables.values() for name, one in table.fields.items()}]
        case _:
            return []
