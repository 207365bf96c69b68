"""Finds the line of a value in a JSON text, by the keys that lead to it, for the errors about that value."""

import json
import re
from collections.abc import Sequence


def line_of(text: str, keys: Sequence[str]) -> int | None:
    """Return the number of the line, from 1, on which the last of `keys` that can be found stands; None if none can."""
    position, found = 0, False
    for key in keys:
        spellings = {json.dumps(key), json.dumps(key, ensure_ascii=False)}
        pattern = re.compile("(?:" + "|".join(map(re.escape, sorted(spellings))) + r")\s*:")
        if (match := pattern.search(text, position)) is None:
            break
        position, found = match.end(), True
    return text.count("\n", 0, position) + 1 if found else None


def keys_of(value: object, place: str) -> tuple[str, ...]:
    """Return the keys in `place`, a path with dots as a `ShapeError` has it: a key may contain dots itself."""
    match value:
        case dict():
            for key, inner in value.items():
                if place == key:
                    return (key,)
                if place.startswith(f"{key}."):
                    rest = keys_of(inner, place[len(key) + 1 :])
                    if rest or not isinstance(inner, dict | list):
                        return (key, *rest)
        case list():
            index, _, rest_of_place = place.partition(".")
            if index.isdecimal() and int(index) < len(value):
                return keys_of(value[int(index)], rest_of_place)
        case _:
            pass
    return (place,) if place else ()
