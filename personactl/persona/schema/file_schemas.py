"""The JSON Schemas of the files that make up personas: a persona, a part for `extends`, a tool, knowledge, an LLM.

Made from the tables that the linter checks against, so that an editor and `personactl validate` say the same.
"""

from collections.abc import Mapping
from typing import Final

from personactl.json_value import JsonObject, JsonValue
from personactl.persona.schema import descriptions
from personactl.persona.schema.component_fields import PARTIAL, TABLES, WHOLE, partial
from personactl.persona.schema.fields import FIELDS, READ_ONLY, RETIRED, RIVALS
from personactl.persona.schema.file_kind import SavedKind
from personactl.persona.schema.json_schema import DRAFT, Descriptions, properties, set_to, shape_schema
from personactl.persona.schema.key_checks import NOT_IN_PROFILES
from personactl.persona.schema.requirements import CORE, NEEDS, Condition, Core

_DESCRIPTIONS: Final = {
    path: descriptions.in_full(text, FIELDS[path]) if path in FIELDS else text
    for path, text in descriptions.PERSONA.items()
}


def persona_schema() -> JsonObject:
    """Of a persona's file. One that extends another is not asked for what the other may hold."""
    return _schema("A persona", [*(_core(core) for core in CORE), *_needs()])


def part_schema() -> JsonObject:
    """Of a file whose name begins with `_`: it may leave out what those who extend it supply."""
    return _schema("A part of personas", _needs())


def tool_schema() -> JsonObject:
    return _saved_schema("A tool", "tool", descriptions.TOOL)


def knowledge_schema() -> JsonObject:
    return _saved_schema("A group of documents", "knowledge", descriptions.KNOWLEDGE)


def llm_schema() -> JsonObject:
    return _saved_schema("A language model of one's own", "llm", descriptions.LLM)


def _saved_schema(title: str, kind: SavedKind, texts: Descriptions) -> JsonObject:
    """Of a file that extends another nothing is asked but that what it says fits."""
    described: Descriptions = {**texts, **descriptions.LAYERS}
    return {
        "$schema": DRAFT,
        "title": title,
        "type": "object",
        "if": set_to("extends"),
        "then": shape_schema("", PARTIAL[kind], described),
        "else": shape_schema("", WHOLE[kind], described),
        "$defs": {"profile": shape_schema("", partial(TABLES[kind]), described)},
    }


def _schema(title: str, demands: list[JsonValue]) -> JsonObject:
    """`demands` are what a base may meet as well as the file itself."""
    known = properties("", FIELDS, _DESCRIPTIONS)
    refused = _refused({**READ_ONLY, **RETIRED})
    in_profiles = [name for name in known if name not in NOT_IN_PROFILES]
    return {
        "$schema": DRAFT,
        "title": title,
        "type": "object",
        "properties": {**known, **refused},
        "additionalProperties": False,
        "allOf": [*_rivals(), {"if": {"not": set_to("extends")}, "then": {"allOf": demands}}],
        "$defs": {
            "profile": {
                "type": "object",
                "properties": {name: {"$ref": f"#/properties/{name}"} for name in (*in_profiles, *refused)},
                "additionalProperties": False,
                "allOf": _rivals(),
            }
        },
    }


def _refused(keys: Mapping[str, str]) -> JsonObject:
    """Keys that nothing may be written to. Editors show the second text on the key, and do not propose the key."""
    return {
        name: {"not": {}, "description": hint, "deprecationMessage": hint, "doNotSuggest": True}
        for name, hint in keys.items()
    }


def _rivals() -> list[JsonValue]:
    return [
        {"if": set_to(first), "then": _without(second, f"{first} and {second} exclude each other.")}
        for first, second in RIVALS
    ]


def _without(path: str, message: str) -> JsonObject:
    """Editors show the message at the key that `path` leads to."""
    first, _, rest = path.partition(".")
    if rest:
        return {"properties": {first: _without(rest, message)}}
    return {"properties": {first: False}, "errorMessage": message}


def _core(core: Core) -> JsonValue:
    one_of = [set_to(key) for key in core.keys]
    there: JsonValue = one_of[0] if len(one_of) == 1 else {"anyOf": list(one_of)}
    if not core.unless:
        return there
    return {"if": {"not": {"anyOf": [_holds(condition) for condition in core.unless]}}, "then": there}


def _needs() -> list[JsonValue]:
    return [{"if": _holds(need.when), "then": _holds(need.then)} for need in NEEDS]


def _holds(condition: Condition) -> JsonObject:
    return set_to(condition.path, condition.value)
