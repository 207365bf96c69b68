"""What reads as it is written: an answer's fields as an observation."""

from collections.abc import Mapping

from personactl.api.answers import Answer, returned
from personactl.json_value import JsonValue
from personactl.sync.values.field_paths import leaves
from personactl.sync.values.shapes import Shape


def read_leaves(answer: Answer, shape: Shape) -> tuple[Mapping[str, JsonValue], frozenset[str]]:
    """The leaves that hold something, and the fields that were returned at all. A null counts as unset."""
    raw = returned(answer)
    written = {field: raw[field] for field in shape.order if field in raw}
    held = {path: value for path, value in leaves(written, shape).items() if value is not None}
    return held, frozenset(written) - shape.silent
