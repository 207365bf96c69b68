"""Leaves that the platform holds -> the value of a file: the inverse of reading a file into a `Resource`.

This works on the whole value of a file, with all layers and the profile merged. `layered_edits` finds the place of each
value in the file.
"""

from collections.abc import Mapping
from typing import Final, TypeAlias

from personactl.json_value import JsonMapping, JsonObject, JsonValue
from personactl.persona.project_resource import Kind
from personactl.persona.schema.fields import BY_NAME
from personactl.sync.pull.reference_names import ReferenceNames
from personactl.sync.values.field_paths import path_keys
from personactl.sync.values.three_way import ABSENT, Absent

NewValues: TypeAlias = Mapping[str, JsonValue | Absent]
"""Leaf path -> the value that the file takes over; ABSENT for a leaf that it no longer sets."""

_NAME_FOR: Final = {field: name for name, field in BY_NAME.items()}
_FLAT_TYPES: Final[Mapping[str, JsonObject]] = {
    "CLIENT": {"type": "client"},
    "SERVER_RAG": {"type": "server", "subtype": "knowledge"},
    "SERVER_WEBHOOK": {"type": "server", "subtype": "webhook"},
}


def with_taken_fields(config: JsonMapping, kind: Kind, new_values: NewValues, names: ReferenceNames) -> JsonObject:
    """`config`, the value of a file of that kind, with `new_values`. A persona's prompt goes into `systemPrompt`."""
    made = dict(config)
    for path, value in new_values.items():
        if kind == "persona" and path == "toolIds":
            ids = value if isinstance(value, list) else []
            made = names.with_tools(made, [str(one) for one in ids])
        elif kind == "persona" and path in _NAME_FOR:
            made = _with_reference(made, path, value, names)
        elif kind == "tool" and path == "config.documentFolderIds":
            made = {**made, "config": _with_folders(made.get("config"), value, names)}
        else:
            made = _with(made, [*path_keys(path)], value)
    if kind == "persona" and "systemPrompt" in new_values:
        made.pop("systemPromptFile", None)
    return made


def inline_with_taken_fields(flat: JsonMapping, new_values: NewValues, names: ReferenceNames) -> JsonObject:
    """`flat`, a tool that a persona defines in place, with `new_values` of the saved tool that it is on the
    platform."""
    made = dict(flat)
    for path, value in new_values.items():
        if path == "type":
            made = {key: inner for key, inner in made.items() if key != "subtype"} | _FLAT_TYPES.get(str(value), {})
        elif path == "config.documentFolderIds":
            made = _with_folders(made, value, names)
        else:
            made = _with(made, [key for key in path_keys(path) if key != "config"], value)
    return made


def _with_reference(config: JsonObject, field: str, value: JsonValue | Absent, names: ReferenceNames) -> JsonObject:
    """`config` with `value` in `field`: as the key of an LLM of the project, as a name if the file has a name, or as an
    id."""
    rest = {key: inner for key, inner in config.items() if key not in {field, _NAME_FOR[field]}}
    if value is ABSENT:
        return rest
    own = names.llm(value) if field == "llmId" else None
    if own is None and _NAME_FOR[field] in config:
        own = names.entry(field, value)
    return {**rest, _NAME_FOR[field]: own} if own is not None else {**rest, field: value}


def _with_folders(settings: JsonValue, value: JsonValue | Absent, names: ReferenceNames) -> JsonObject:
    known = settings if isinstance(settings, dict) else {}
    rest = {key: inner for key, inner in known.items() if key not in {"documentFolderIds", "knowledge"}}
    if value is ABSENT:
        return rest
    groups = names.groups(value)
    return {**rest, "documentFolderIds": value} if groups is None else {**rest, "knowledge": groups}


def _with(config: JsonObject, path: list[str], value: JsonValue | Absent) -> JsonObject:
    key, *below = path
    if not below:
        rest = {name: inner for name, inner in config.items() if name != key or value is not ABSENT}
        return rest if value is ABSENT else {**rest, key: value}
    inner = config.get(key)
    made = _with(inner if isinstance(inner, dict) else {}, below, value)
    if not made:
        return {name: one for name, one in config.items() if name != key}
    return {**config, key: made}
