"""One name for one thing in all JSON documents, by the tables of `docs/json.md`, which real output is held against."""

import re
from collections import defaultdict
from typing import Final

import pytest

from personactl.json_value import JsonValue
from tests.json_output.json_conventions import breaches
from tests.json_output.json_document import SECTIONS, Row

_FILES: Final = {"plan-file", "selection", "choices", "known-finding", "baseline-file"} | {
    name for name in SECTIONS if name.startswith(("lock-", "history-", "pending-", "leftover"))
}
"""Files that are kept have names and a version of their own."""
ROWS: Final = [(name, row) for name, one in SECTIONS.items() if name not in _FILES for row in one.rows]

OTHER_NAMES: Final = {
    "next": {"hint", "advice", "suggestion", "help", "remedy"},
    "error": {"problem", "failure", "exception"},
    "outcome": {"deed", "fate", "verdict"},
    "remoteId": {"id", "platformId"},
    "sessionId": {"session_id"},
    "startedAt": {"startTime", "start_time", "began", "startDate"},
    "endedAt": {"endTime", "end_time", "completedAt", "finishedAt", "stoppedAt"},
    "at": {"timestamp", "time", "date"},
    "text": {"content", "utterance"},
    "name": {"displayName"},
    "profile": {"profileName", "targetName"},
    "origin": {"apiUrl", "baseUrl", "address", "host"},
    "reason": {"why", "explanation"},
    "path": {"file_path", "filename", "filePath"},
    "unverifiable": {"unseen", "unverified", "unreadable"},
    "unmanaged": {"unknown", "strangers", "unknownPersonas"},
}
"""Names that would be a second one for a thing, by the name that it has."""

SEVERAL_MEANINGS: Final = {
    "findings": "problems of a file, or what an import could not know",
    "items": "the elements of a plan, a pull or a run",
    "counts": "numbers of the elements beside it, by their words",
    "changes": "what differs: fields of a resource, files that fixes change",
    "messages": "what was said, as the platform has it, or as the client saw it",
}
"""Keys whose values have another shape in another table, and what they mean in all of them."""


def _type(row: Row) -> str:
    """Return the type of a key without null; alternatives of words count as a word."""
    shape = re.sub(r" or null$", "", row.type)
    return "string" if shape.startswith("one of ") else "integer" if shape == "number" else shape


def test_there_are_rows_to_look_at() -> None:
    assert len(ROWS) > 250


@pytest.mark.parametrize(("name", "others"), OTHER_NAMES.items())
def test_no_key_is_a_second_name(name: str, others: set[str]) -> None:
    assert [(section, row.key) for section, row in ROWS if row.key in others] == []


def test_a_key_has_one_type_in_all_tables() -> None:
    types = defaultdict(set)
    for section, row in ROWS:
        if not section.startswith("counts-of"):  # the keys of counts are the words that they count
            types[row.key].add((_type(row), section))
    several = {key: sorted(found) for key, found in types.items() if len({shape for shape, _ in found}) > 1}
    assert {key: found for key, found in several.items() if key not in SEVERAL_MEANINGS} == {}


def test_every_key_is_in_camel_case() -> None:
    exceptions = {"name-taken", "not-ours", "drift-refused"}  # keys of counts are words of actions
    wrong = [row.key for _, row in ROWS if not re.fullmatch(r"[a-z][a-zA-Z0-9]*", row.key)]
    assert set(wrong) <= exceptions


def test_the_name_of_a_time_ends_in_at() -> None:
    times = [(section, row.key) for section, row in ROWS if row.type.startswith("time")]
    assert len(times) > 30
    assert [one for one in times if not re.search(r"(^at|At)$", one[1])] == []
    assert [
        (section, row.key)
        for section, row in ROWS
        if re.search(r"(^at|[a-z]At)$", row.key) and not row.type.startswith("time")
    ] == []


def test_a_duration_has_its_unit_in_its_name() -> None:
    numbers = [(section, row) for section, row in ROWS if re.search(r"\b(integer|number)\b", row.type)]
    assert [
        (section, row.key)
        for section, row in numbers
        if re.search(r"duration|latency|length|time|wait|age\b|Ms$|Minutes|Hours", row.key, re.IGNORECASE)
        and "Seconds" not in row.key
    ] == []
    assert [
        (section, row.key) for section, row in ROWS if row.key.endswith("Seconds") and not row.type.startswith("number")
    ] == []


def test_a_number_says_what_it_counts() -> None:
    said = re.compile(r"(Count|Seconds|Number|Index|Rate|Tokens)$|^(schemaVersion|line|column|index|temperature)$")
    numbers = {row.key for _, row in ROWS if re.search(r"\b(integer|number)\b", row.type)}
    counted = {row.key for section, row in ROWS if "counts" in section for row in SECTIONS[section].rows}
    assert {key for key in numbers - counted if not said.search(key)} == set()


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_at": None},
        {"session": {"id": "1"}},
        {"sessionLengthMs": 3},
        {"latency": 0.5},
        {"startedAt": "2026-11-30T04:22:44Z"},
        {"startedAt": "2026-11-30T05:22:44.000+01:00"},
        {"rows": [{"day": "2026-11-30"}]},
        {"began": "2026-11-30T04:22:44.649Z"},
        {"error": {"code": "usage", "message": "", "where": "", "hint": ""}},
    ],
    ids=str,
)
def test_a_document_that_breaks_a_convention_is_noticed(wrong: JsonValue) -> None:
    assert list(breaches(wrong))


def test_an_id_says_of_what_it_is() -> None:
    ids = {row.key for _, row in ROWS if re.search(r"(^id|Id)$", row.key)}
    assert ids >= {"sessionId", "personaId", "avatarId", "voiceId", "llmId", "remoteId"}
    assert "id" not in ids
