"""History as text and as JSON: hostile names and values are escaped, secrets are masked, and tables fit."""

from datetime import UTC, datetime
from pathlib import Path

from rich.text import Text

from personactl.json_value import JsonValue
from personactl.persona.project_resource import Address
from personactl.report.plan.history_report import HistoryEntry, history_table, run_json, run_text
from personactl.report.text.view import View
from personactl.state.history import Run, RunInfo, SavedResource

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PIPE = View(width=None, now=NOON, zone=UTC)
TOKEN = "ghp_" + "a1B2c3D4e5F6" * 3
RUN = Run(7, Path("7.jsonl"), RunInfo(NOON, "push", "prod\x1b[31muction", "https://api.example"))
HOSTILE = SavedResource(
    Address("persona", "ca\x1b[2Jra\nsecond"),
    "id-1",
    "Cara",
    "",
    {"na\x07me": "[bold]x[/bold]\x1b[31m", "systemPrompt": f"Use {TOKEN} to log in.\nThen go on."},
    "deleted",
)


def test_terminal_controls_and_markup_stay_data() -> None:
    (row,) = history_table([HistoryEntry(RUN, [HOSTILE])], PIPE).rows
    lines = [*(cell.plain if isinstance(cell, Text) else str(cell) for cell in row), *_run_lines(HOSTILE)]
    assert not any(character in line for line in lines for character in "\x1b\x07\n")
    assert any("[bold]x[/bold]" in line for line in lines)


def test_a_secret_is_never_shown() -> None:
    saved = SavedResource(HOSTILE.address, "id-1", "Cara", "", {"description": f"key {TOKEN}"}, "updated")
    assert TOKEN not in "\n".join(_run_lines(saved))
    assert TOKEN not in str(run_json(HistoryEntry(RUN, [saved, HOSTILE])))


def test_of_many_resources_some_are_named_and_the_rest_counted() -> None:
    many = [SavedResource(Address("persona", f"p{number}"), "", "", "", {}, "updated") for number in range(9)]
    (row,) = history_table([HistoryEntry(RUN, many)], PIPE).rows
    assert "p0, p1, p2, p3 and 5 more" in [cell.plain for cell in row if isinstance(cell, Text)]


def test_a_narrow_terminal_shows_the_run_and_what_it_overwrote() -> None:
    table = history_table([HistoryEntry(RUN, [HOSTILE])], View(width=40, now=NOON, zone=UTC))
    assert [name.strip() for name in table.columns[:1]] == ["RUN"]
    assert "OVERWRITTEN" in table.columns
    assert "AT" not in table.columns


def test_a_document_has_its_digest_and_everything_else_null() -> None:
    document = SavedResource(
        Address("document", "faq/hours.md"), "id-2", "hours.md", "", {"fileSize": 3}, "replaced", "ab" * 32
    )
    items = run_json(HistoryEntry(RUN, [document, HOSTILE]))["items"]
    assert isinstance(items, list)
    assert [_digest(item) for item in items] == ["ab" * 32, None]


def _digest(item: JsonValue) -> JsonValue:
    assert isinstance(item, dict)
    return item["sha256"]


def _run_lines(saved: SavedResource) -> list[str]:
    return [line.plain for line in run_text(HistoryEntry(RUN, [saved]), PIPE)]
