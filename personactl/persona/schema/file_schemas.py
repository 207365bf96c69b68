"""The JSON Schemas of a persona, a part for `extends`, a tool, knowledge and an LLM.

They are made of the tables that the linter uses, so that an editor and `personactl validate` agree.
"""

from collections.abc import Mapping
from typing import Final

from personactl.json_value import JsonObject, JsonValue
from personactl.persona.schema import descriptions
from personactl.persona.schema.component_fields import COMPONENTS, PARTIAL_FILES, WHOLE_FILES, all_optional
from personactl.persona.schema.field_checks import NOT_IN_PROFILES
from personactl.persona.schema.fields import EXCLUSIVE_PAIRS, FIELDS, READ_ONLY, RETIRED
from personactl.persona.schema.file_kind import ComponentKind
from personactl.persona.schema.json_schema import DRAFT, Descriptions, properties, shape_schema, when_set
from personactl.persona.schema.requirements import DEPENDENCIES, REQUIRED_KEYS, Condition, RequiredKey

_DESCRIPTIONS: Final = {
    path: descriptions.full_description(text, FIELDS[path]) if path in FIELDS else text
    for path, text in descriptions.PERSONA.items()
}


def persona_schema() -> JsonObject:
    """Return the schema of a persona. A file that extends another may leave out keys that the other may supply."""
    required = [_required(key) for key in REQUIRED_KEYS]
    return _schema("A persona", [*required, *_dependencies()])


def part_schema() -> JsonObject:
    """Return the schema of a part, whose name begins with `_`. The files that extend it supply other keys."""
    return _schema("A part of personas", _dependencies())


def tool_schema() -> JsonObject:
    return _component_schema("A tool", "tool", descriptions.TOOL)


def knowledge_schema() -> JsonObject:
    return _component_schema("A group of documents", "knowledge", descriptions.KNOWLEDGE)


def llm_schema() -> JsonObject:
    return _component_schema("A custom language model", "llm", descriptions.LLM)


def _component_schema(title: str, kind: ComponentKind, texts: Descriptions) -> JsonObject:
    """No key is required in a file that extends another."""
    described: Descriptions = {**texts, **descriptions.LAYERS}
    return {
        "$schema": DRAFT,
        "title": title,
        "type": "object",
        "if": when_set("extends"),
        "then": shape_schema("", PARTIAL_FILES[kind], described),
        "else": shape_schema("", WHOLE_FILES[kind], described),
        "$defs": {"profile": shape_schema("", all_optional(COMPONENTS[kind]), described)},
    }


def _schema(title: str, requirements: list[JsonValue]) -> JsonObject:
    """`requirements` apply to files that extend no other, because a base may meet them."""
    known = properties("", FIELDS, _DESCRIPTIONS)
    refused = _refused({**READ_ONLY, **RETIRED})
    in_profiles = [name for name in known if name not in NOT_IN_PROFILES]
    return {
        "$schema": DRAFT,
        "title": title,
        "type": "object",
        "properties": known,
        "patternProperties": refused,
        "additionalProperties": False,
        "allOf": [*_exclusive_pairs(), {"if": {"not": when_set("extends")}, "then": {"allOf": requirements}}],
        "$defs": {
            "profile": {
                "type": "object",
                "properties": {name: {"$ref": f"#/properties/{name}"} for name in in_profiles},
                "patternProperties": refused,
                "additionalProperties": False,
                "allOf": _exclusive_pairs(),
            }
        },
    }


def _refused(keys: Mapping[str, str]) -> JsonObject:
    """Return the schema of keys that accept no value, by pattern: editors propose only the keys in `properties`."""
    return {f"^{name}$": {"not": {}, "description": hint, "deprecated": True} for name, hint in keys.items()}


def _exclusive_pairs() -> list[JsonValue]:
    return [{"if": when_set(first), "then": _without(second)} for first, second in EXCLUSIVE_PAIRS]


def _without(path: str) -> JsonObject:
    """Return the schema of objects without the dotted `path`."""
    first, _, rest = path.partition(".")
    return {"properties": {first: {"type": "object", **_without(rest)} if rest else False}}


def _required(key: RequiredKey) -> JsonValue:
    alternatives = [when_set(name) for name in key.keys]
    present: JsonValue = alternatives[0] if len(alternatives) == 1 else {"anyOf": list(alternatives)}
    if not key.unless:
        return present
    return {"if": {"not": {"anyOf": [_holds(condition) for condition in key.unless]}}, "then": present}


def _dependencies() -> list[JsonValue]:
    return [{"if": _holds(one.when), "then": _holds(one.then)} for one in DEPENDENCIES]


def _holds(condition: Condition) -> JsonObject:
    return when_set(condition.path, condition.value)
