"""`docs/json.md` as a checker of values: its sections, tables, types and examples.

A type is a word of the document (`string`, `time`, ...), `list of TYPE`, `map of TYPE`, `one of a, b`, a link to a
section, or several of these joined by `or`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from personactl.json_value import JsonValue
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")

_ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|", re.MULTILINE)
_SECTION = re.compile(r"^### (.+)\n((?:(?!^##).*\n)*)", re.MULTILINE)
_EXAMPLE = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^]]+\]\(#([a-z0-9-]+)\)")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
OR = re.compile(r" or (?![^(]*\))")


@dataclass(frozen=True, slots=True)
class Row:
    """One key. `always` is False for a key that may be missing."""

    key: str
    type: str
    always: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A section with its table and its examples."""

    title: str
    rows: tuple[Row, ...]
    examples: tuple[JsonValue, ...]


def _section(title: str, text: str) -> Section:
    rows = tuple(Row(key, shape.strip(), present.strip() == "always") for key, shape, present in _ROW.findall(text))
    return Section(title, rows, tuple(json.loads(example) for example in _EXAMPLE.findall(text)))


def anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


TITLES = [title for title, _ in _SECTION.findall(TEXT)]
SECTIONS = {anchor(title): _section(title, text) for title, text in _SECTION.findall(TEXT)}
HEAD = (
    Row("schemaVersion", "integer", always=True),
    Row("source", "[target](#target)", always=False),
    Row("target", "[target](#target)", always=False),
)
TAIL = (Row("error", "[error](#error)", always=False),)
"""The keys around the content of a document, as the document describes them under "Every document"."""
MET: set[str] = set()
"""The anchors of the sections that some value was checked against in this process."""


def problems(value: JsonValue, section: str, at: str = "", *, framed: bool | None = None) -> Iterator[str]:
    """Yield the places at which `value` differs from the section with this anchor: keys, presence, order, types.

    framed: whether the value is a whole document; by default if the section is that of a command.
    """
    if not isinstance(value, dict):
        yield f"{at or section}: {value!r} is not an object"
        return
    MET.add(section)
    whole = framed if framed is not None else section.startswith("personactl-")
    rows = {row.key: row for row in (*HEAD, *SECTIONS[section].rows, *TAIL)} if whole else _rows(section)
    if whole and value.get("schemaVersion") != 1:
        yield f"{at or section}: no schemaVersion"
    yield from (f"{at}.{key}: not in the section {section}" for key in value if key not in rows)
    yield from (f"{at}.{row.key}: missing" for row in rows.values() if row.always and row.key not in value)
    if list(value) != [key for key in rows if key in value]:
        yield f"{at}: another order than in the section {section}"
    for key, inner in value.items():
        if key in rows:
            yield from _mistyped(inner, rows[key].type, f"{at}.{key}")


def failure_problems(value: JsonValue) -> Iterator[str]:
    """As `problems` for the document of a run that failed before it had an answer."""
    if not isinstance(value, dict) or list(value) not in (
        ["schemaVersion", "error"],
        ["schemaVersion", "target", "error"],
    ):
        yield f"not the document of a failed run: {value!r}"
    else:
        yield from problems(value["error"], "error", ".error")
        if "target" in value:
            yield from problems(value["target"], "target", ".target")


def _rows(section: str) -> dict[str, Row]:
    return {row.key: row for row in SECTIONS[section].rows}


def _mistyped(value: JsonValue, shape: str, at: str) -> Iterator[str]:
    """Yield nothing if one of the alternatives fits, else the problems of the last one."""
    found: list[str] = []
    for one in OR.split(shape):
        found = list(_unlike(value, one, at))
        if not found:
            return
        if isinstance(value, dict) and LINK.fullmatch(one):
            break
    yield from found


def _unlike(value: JsonValue, shape: str, at: str) -> Iterator[str]:
    if shape.startswith("(") and shape.endswith(")"):
        yield from _mistyped(value, shape[1:-1], at)
    elif link := LINK.fullmatch(shape):
        yield from problems(value, link[1], at)
    elif shape.startswith("list of ") and isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _mistyped(inner, shape.removeprefix("list of "), f"{at}[{index}]")
    elif shape.startswith("map of ") and isinstance(value, dict):
        for key, inner in value.items():
            yield from _mistyped(inner, shape.removeprefix("map of "), f"{at}[{key}]")
    elif not _is_plain(value, shape):
        yield f"{at}: {value!r} is not {shape}"


def _is_plain(value: JsonValue, shape: str) -> bool:
    if shape.startswith("one of "):
        return value in shape.removeprefix("one of ").split(", ")
    match shape:
        case "any":
            return True
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "string":
            return isinstance(value, str)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "file time":
            return isinstance(value, str) and value.endswith("Z") and bool(datetime.fromisoformat(value))
        case "time":
            return isinstance(value, str) and TIME.fullmatch(value) is not None and bool(datetime.fromisoformat(value))
        case _:
            return False
