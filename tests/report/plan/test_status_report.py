"""The status table as text and as JSON."""

from msgspec.structs import replace
from rich.text import Text

from personactl.errors import AuthError, UnavailableError
from personactl.persona.project_resource import Address
from personactl.report.plan.status_report import status_json, status_summary, status_table
from personactl.sync.plan.item_state import State
from personactl.sync.status import ReachedTarget, Status, UnreachableTarget, status

CARA, JULIA = Address("persona", "cara"), Address("persona", "julia")
TOOL, DOCUMENT = Address("tool", "open_calendar"), Address("document", "faq/hours.md")
STAGING = ReachedTarget(
    "staging", "https://staging.example", {CARA: State.in_sync, TOOL: State.in_sync, DOCUMENT: State.to_update}
)
PRODUCTION = ReachedTarget("production", "https://api.example", dict.fromkeys([CARA, JULIA, TOOL], State.in_sync))
BROKEN = UnreachableTarget("ci\x1b[31m", AuthError("the profile 'ci' has no key\x1b[31m", where="there", hint="set it"))
ALL = status([STAGING, PRODUCTION, BROKEN], [CARA, TOOL])


def test_personas_come_first_and_a_resource_of_one_target_has_a_row() -> None:
    assert ALL.addresses == (CARA, JULIA, TOOL, DOCUMENT)
    assert not ALL.in_sync
    assert status([PRODUCTION], [CARA]).in_sync


def test_a_resource_without_its_own_file_is_shown_only_if_it_is_not_in_sync() -> None:
    assert _rows(ALL) == [
        ["cara", "in sync", "in sync", "no access"],
        ["tool open_calendar", "in sync", "in sync", "no access"],
        ["document faq/hours.md", "to update", "-", "no access"],
    ]


def test_a_target_without_a_key_is_not_called_unreachable() -> None:
    silent = UnreachableTarget("far", UnavailableError("the platform cannot be reached", where="there", hint="wait"))
    found = status([BROKEN, silent], [CARA])

    assert _rows(found)[0] == ["cara", "no access", "unreachable"]
    assert list(status_summary(found)) == [
        f"{BROKEN.profile}: no access: {BROKEN.error.message}",
        "far: unreachable: the platform cannot be reached",
    ]


def test_terminal_controls_stay_data() -> None:
    table = status_table(ALL, own_files=[CARA], width=None)
    assert not any("\x1b" in column for column in table.columns)


def test_a_narrow_terminal_gets_a_block_for_each_resource_with_all_targets() -> None:
    lines = status_table(ALL, own_files=[CARA], width=34).lines
    assert lines is not None
    assert lines[0].plain == "cara"
    assert [line.plain.split()[0] for line in lines[1:3]] == ["STAGING", "PRODUCTION"]


def test_each_target_has_its_sentence() -> None:
    assert list(status_summary(ALL))[:2] == ["staging: 1 to update, 2 in sync", "production: 3 in sync"]
    many = tuple((f"P{number}", f"id-{number}") for number in range(6))
    (_, sentence) = status_summary(status([replace(PRODUCTION, unknown=many)], [CARA]))
    assert sentence.startswith("production: no file for P0, P1, P2, P3 and 2 more")


def test_a_program_gets_every_state_and_null_where_there_is_none() -> None:
    document = status_json(ALL)
    assert document["inSync"] is False
    assert document["resources"] == [
        {
            "kind": "persona",
            "key": "cara",
            "states": {"staging": "in-sync", "production": "in-sync", BROKEN.profile: None},
        },
        {"kind": "persona", "key": "julia", "states": _states(None, "in-sync")},
        {"kind": "tool", "key": "open_calendar", "states": _states("in-sync", "in-sync")},
        {"kind": "document", "key": "faq/hours.md", "states": _states("to-update", None)},
    ]


def _states(staging: str | None, production: str | None) -> dict[str, str | None]:
    return {"staging": staging, "production": production, BROKEN.profile: None}


def _rows(found: Status) -> list[list[str]]:
    table = status_table(found, own_files=[CARA, TOOL], width=None)
    return [[_plain(cell) for cell in row] for row in table.rows]


def _plain(cell: str | Text | None) -> str:
    return cell.plain if isinstance(cell, Text) else cell or "-"
