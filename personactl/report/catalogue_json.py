"""The catalogue for programs: one document, the platform's own names, null for what it did not say."""

from collections.abc import Sequence

from personactl.api.answers import as_json
from personactl.api.catalogue import Avatar, Llm, Voice
from personactl.json_value import JsonObject


def parts_json(name: str, parts: Sequence[Avatar | Voice | Llm]) -> JsonObject:
    """`{name: [...]}`, for example `{"avatars": [...]}`."""
    return {name: [part_json(part) for part in parts]}


def part_json(part: Avatar | Voice | Llm) -> JsonObject:
    return as_json(part)
