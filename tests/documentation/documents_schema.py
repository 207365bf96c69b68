"""`docs/json.schema.json`: the tables of `docs/json.md` as a JSON Schema, with one definition for each section."""

import json
import re
from typing import Final

from personactl.json_value import JsonObject, JsonValue
from tests.conftest import ROOT
from tests.json_output.json_document import HEAD, LINK, OR, SECTIONS, TAIL, TIME, Row

SCHEMA_FILE: Final = ROOT / "docs" / "json.schema.json"

_TYPES: Final[dict[str, JsonObject]] = {
    "any": {},
    "file time": {"type": "string", "pattern": "Z$"},
    "time": {"type": "string", "pattern": f"^{TIME.pattern}$"},
    **{name: {"type": name} for name in ("string", "integer", "number", "boolean", "null")},
}


def documents_schema() -> str:
    """Return the content of the file, with a line for each definition."""
    sections: JsonObject = {name: _section(name) for name in SECTIONS if SECTIONS[name].rows}
    sections["personactl-session-tail---follow"] = _document(SECTIONS["event"].rows)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What personactl prints and keeps as JSON",
        "description": "One definition for each section of docs/json.md. Refer to one of them: #/$defs/personactl-diff",
    }
    head = json.dumps(schema, indent=2, ensure_ascii=False).removesuffix("\n}")
    lines = [f"    {json.dumps(name)}: {json.dumps(one)}" for name, one in sorted(sections.items())]
    return head + ',\n  "$defs": {\n' + ",\n".join(lines) + "\n  }\n}\n"


def _section(name: str) -> JsonObject:
    rows = SECTIONS[name].rows
    return _document(rows) if name.startswith("personactl-") else _object(rows)


def _document(rows: tuple[Row, ...]) -> JsonObject:
    """Return the schema of a whole document. One with an error may have no content."""
    whole = _object(tuple({row.key: row for row in (*HEAD, *rows, *TAIL)}.values()), required=("schemaVersion",))
    assert isinstance(whole["properties"], dict)
    whole["properties"]["schemaVersion"] = {"const": 1}
    content: list[JsonValue] = [row.key for row in rows if row.always]
    return {**whole, "anyOf": [{"required": ["error"]}, {"required": content}]}


def _object(rows: tuple[Row, ...], required: tuple[str, ...] | None = None) -> JsonObject:
    always = [row.key for row in rows if row.always] if required is None else required
    return {
        "type": "object",
        "properties": {row.key: _type(row.type) for row in rows},
        "required": list(always),
    }


def _type(shape: str) -> JsonObject:
    alternatives = [_one_type(one) for one in OR.split(shape)]
    names: list[JsonValue] = [one["type"] for one in alternatives if one.keys() == {"type"}]
    if len(names) == len(alternatives) > 1:
        return {"type": names}
    return alternatives[0] if len(alternatives) == 1 else {"anyOf": list(alternatives)}


def _one_type(shape: str) -> JsonObject:
    if shape.startswith("("):
        return _type(shape[1:-1])
    if link := LINK.fullmatch(shape):
        return {"$ref": f"#/$defs/{link[1]}"}
    if shape.startswith("list of "):
        return {"type": "array", "items": _type(shape.removeprefix("list of "))}
    if shape.startswith("map of "):
        return {"type": "object", "additionalProperties": _type(shape.removeprefix("map of "))}
    if shape.startswith("one of "):
        return {"enum": re.split(r", ", shape.removeprefix("one of "))}
    return _TYPES[shape]
