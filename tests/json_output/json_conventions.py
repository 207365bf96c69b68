"""The conventions of JSON documents, for real output: names of keys, formats of times, units of durations.

Objects with free keys, such as a session's copy of its persona configuration, are left out.
"""

import re
from collections.abc import Iterator
from typing import Final

from personactl.json_value import JsonValue

_FREE: Final = {"personaConfig", "clientMetadata", "arguments", "values", "value", "states", "byName", "counts"}
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_LIKE_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")
_LASTS: Final = re.compile(r"duration|latency(?!Metric)|length|elapsed|Ms$|Millis|Minutes|Hours", re.IGNORECASE)
_SECOND_NAMES: Final = {
    "id",
    "hint",
    "deed",
    "fate",
    "problem",
    "startTime",
    "endTime",
    "timestamp",
    "displayName",
    "why",
}


def breaches(value: JsonValue, at: str = "") -> Iterator[str]:
    """Yield the places at which a document breaks a convention."""
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from breaches(inner, f"{at}[{index}]")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _key_breaches(key, inner, f"{at}.{key}")
            if key not in _FREE:
                yield from breaches(inner, f"{at}.{key}")
        error = value.get("error")
        if isinstance(error, dict) and list(error) != ["code", "message", "where", "next"]:
            yield f"{at}.error: its keys are {list(error)}"


def _key_breaches(key: str, value: JsonValue, at: str) -> Iterator[str]:
    if not re.fullmatch(r"[a-z][a-zA-Z0-9]*", key):
        yield f"{at}: not in camelCase"
    if key in _SECOND_NAMES:
        yield f"{at}: a second name of a thing"
    if _LASTS.search(key) and isinstance(value, int | float) and not key.endswith("Seconds"):
        yield f"{at}: no unit in the name of a duration"
    if isinstance(value, str):
        if re.search(r"(^at|[a-z]At)$", key) and not _TIME.fullmatch(value):
            yield f"{at}: {value!r} is not a time in UTC with milliseconds"
        if _LIKE_TIME.fullmatch(value) and not _TIME.fullmatch(value):
            yield f"{at}: {value!r} is a time in another format"
        if _TIME.fullmatch(value) and not re.search(r"(^at|At)$", key):
            yield f"{at}: a time whose name does not end in At"
