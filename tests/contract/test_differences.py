"""The comparison of two statements finds each kind of difference, and names its place."""

import shutil
from functools import cache
from pathlib import Path

import pytest

from tests.contract.differences import Difference, differences
from tests.contract.resolution import resolve_operation
from tests.contract.shapes import Operation
from tests.contract.statement import FAMILIES, load_statement


@cache
def stated(folder: Path = FAMILIES) -> list[Operation]:
    """The resolved operations of our statement."""
    statement = load_statement(folder)
    return [resolve_operation(operation, statement.shapes) for operation in statement.operations.values()]


def test_a_statement_does_not_differ_from_itself() -> None:
    assert differences(stated(), stated()) == []


@pytest.mark.parametrize(
    ("family", "old", "new", "expected"),
    [
        (
            "voices",
            "    country: text or null\n    description: text or null\n    displayTags",
            "    description: text or null\n    displayTags",
            Difference("GET /v1/voices/{id} 200.country type", None, "text"),
        ),
        (
            "tools",
            "name!: text 1..64",
            "name!: text 1..65",
            Difference("POST /v1/tools json.name most", 65, 64),
        ),
        (
            "tokens",
            "expressivity: number 0..1",
            "expressivity: number 0.1..1",
            Difference("POST /v1/auth/session-token json.personaConfig(1).directorNotes.expressivity least", 0.1, 0),
        ),
        (
            "tools",
            "one of end_call, interrupt",
            "one of end_call, interrupt, pause",
            Difference(
                "PUT /v1/tools/{id} json.config(4).action options",
                ("end_call", "interrupt", "pause"),
                ("end_call", "interrupt"),
            ),
        ),
        (
            "tools",
            "usageCount: integer",
            "usageCount: number",
            Difference("GET /v1/tools 200.data[].usageCount type", "number", "integer"),
        ),
        (
            "meetings",
            "joinAt!: date-time or null",
            "joinAt!: date-time",
            Difference("GET /v1/meetings/invites/{id} 200.joinAt nullable", False, True),
        ),
        (
            "meetings",
            "joinAt!: date-time or null",
            "joinAt: date-time or null",
            Difference("GET /v1/meetings/invites/{id} 200.joinAt required", False, True),
        ),
        (
            "meetings",
            "(at least): 1",
            "(at least): 0",
            Difference("POST /v1/meetings/invites json.personaConfig at least", 0, 1),
        ),
        (
            "meetings",
            "(never): [personaId]",
            "(never): []",
            Difference("POST /v1/meetings/invites json.personaConfig never", [], ["personaId"]),
        ),
        (
            "meetings",
            "(exactly one of): [personaId, personaConfig]",
            "(exactly one of): []",
            Difference("POST /v1/meetings/invites json exactly one of", [], ["personaConfig", "personaId"]),
        ),
        (
            "personas",
            "(other keys): forbidden",
            "(other keys): allowed",
            Difference("PUT /v1/personas/{id} json other keys", "allowed", "forbidden"),
        ),
        (
            "personas",
            "Sonic3Options, FishAudioOptions",
            "Sonic3Options",
            Difference("POST /v1/personas json.voiceGenerationOptions type", "one of 3", "one of 4"),
        ),
        (
            "share-links",
            "perPage: integer 1..100 = 20",
            "perPage: integer 1..100",
            Difference("GET /v1/share-links query.perPage default", None, ("int", 20)),
        ),
        (
            "share-links",
            ", personaId: uuid}",
            "}",
            Difference("GET /v1/share-links query.personaId type", None, "uuid"),
        ),
        (
            "knowledge",
            "GET /v1/knowledge/groups/{id:text}:",
            "GET /v1/knowledge/groups/{id:uuid}:",
            Difference("GET /v1/knowledge/groups/{id} path.id type", "uuid", "text"),
        ),
        (
            "knowledge",
            "form: DocumentUpload",
            "json: DocumentUpload",
            Difference("POST /v1/knowledge/groups/{id}/documents form type", None, "record"),
        ),
        (
            "tokens",
            "    body: optional\n",
            "",
            Difference("POST /v1/engine/session body", "required", "optional"),
        ),
        (
            "tokens",
            "refuses: [400, 401, 403, 429, 503]",
            "refuses: [400, 401, 403, 503]",
            Difference("POST /v1/engine/session 429", None, "undescribed"),
        ),
        (
            "meetings",
            "      503: [Retry-After]\n",
            "",
            Difference("POST /v1/meetings/invites 503 headers", [], ["Retry-After"]),
        ),
        (
            "sessions",
            "byName: map of integer",
            "byName: map of text",
            Difference("GET /v1/sessions/analytics 200.counts.toolCalls.byName.* type", "text", "integer"),
        ),
        (
            "sessions",
            "POST /v1/sessions/{id:uuid}/stop:",
            "POST /v1/sessions/{id:uuid}/halt:",
            Difference("POST /v1/sessions/{id}/stop", None, "an operation"),
        ),
        (
            "tools",
            "answers: {204: nothing}",
            "answers: {204: Tool}",
            Difference("DELETE /v1/tools/{id} 204", "described", "no body"),
        ),
    ],
    ids=lambda value: value.place if isinstance(value, Difference) else "",
)
def test_a_changed_fact_is_named(family: str, old: str, new: str, expected: Difference, tmp_path: Path) -> None:
    changed = tmp_path / "families"
    shutil.copytree(FAMILIES, changed)
    file = changed / f"{family}.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")

    after = stated(changed)
    assert expected in differences(after, stated())
    assert Difference(expected.place, expected.theirs, expected.ours) in differences(stated(), after)
