"""What is wrong in JSON is named, and what a platform may write in another form is read."""

from datetime import UTC, datetime

import msgspec
import pytest

from personactl.api.answers import Answer, parsed
from personactl.errors import UnavailableError
from personactl.json_value import JsonValue
from personactl.report.platform_json import platform_json
from personactl.typed_json import ShapeError, typed

LONE = "\ud800"


class Account(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    entries: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)


@pytest.mark.parametrize("value", ["inf", "-Infinity", "nan", "9" * 400, 10**400, float("inf")])
def test_a_number_that_is_none_is_no_number_in_an_answer(value: JsonValue) -> None:
    for kind in (Length, Share):
        with pytest.raises(UnavailableError, match="value"):
            parsed(kind, {"value": value}, "GET /x")


def test_the_place_is_right_if_there_are_several_deviations() -> None:
    several: JsonValue = {"a": {"entries": {"x": {}, "y": {"k": 1}}, "odd": 1}, "b": {"odd": 2}}
    with pytest.raises(ShapeError, match=r"^a\.entries\.y\.k must be text"):
        typed(several, dict[str, Account])


def test_a_place_is_short_however_long_its_keys_are() -> None:
    with pytest.raises(ShapeError) as caught:
        typed({"a": {"entries": {"k" * 100_000: 1}}}, dict[str, Account])
    assert len(str(caught.value)) < 200


class Length(Answer, frozen=True, kw_only=True):
    value: int


class Share(Answer, frozen=True, kw_only=True):
    value: float


class Event(Answer, frozen=True, kw_only=True):
    name: str = ""
    at: datetime | None = None
    counts: dict[str, int] = msgspec.field(default_factory=dict)
    tags: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-01-01T00:00:00Z", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-01T00:00Z", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-01", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-01 12:30", datetime(2026, 1, 1, 12, 30, tzinfo=UTC)),
        ("2026-01-01T00:00:00,5Z", datetime(2026, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-01-01T01:00+01:00", datetime(2026, 1, 1, tzinfo=UTC)),
        (1767225600, datetime(2026, 1, 1, tzinfo=UTC)),
        (1767225600000, datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_the_forms_of_iso_8601_and_as_a_count_since_1970(
    value: str | int, moment: datetime
) -> None:
    event = parsed(Event, {"name": "2026-01-01", "at": value}, "GET /x")

    assert (event.at, event.name) == (moment, "2026-01-01")


@pytest.mark.parametrize("value", ["tomorrow", "", True, 1e300, ["2026-01-01"], LONE])
def test_what_is_no_moment_is_named(value: JsonValue) -> None:
    with pytest.raises(UnavailableError, match="at must be a date and time"):
        parsed(Event, {"at": value}, "GET /x")


@pytest.mark.parametrize(
    "row",
    [
        {"name": "Nora", LONE: 1},
        {"name": "Nora", "other": {LONE: LONE}},
        {"name": "Nora", "counts": {LONE: 1}},
        {"name": "Nora", "tags": [LONE]},
    ],
    ids=["unknown key", "inside what is unknown", "key of a mapping", "text"],
)
def test_a_lone_surrogate_spoils_nothing_else(row: JsonValue) -> None:
    assert parsed(Event, row, "GET /x").name == "Nora"


@pytest.mark.parametrize("value", [{"counts": LONE}, {"counts": {"a": LONE}}, {"tags": LONE}, LONE, [LONE]])
def test_a_lone_surrogate_in_the_wrong_place_is_an_error_of_the_shape(value: JsonValue) -> None:
    with pytest.raises(ShapeError):
        typed(value, Event)


def test_json_output_holds_what_no_encoding_can() -> None:
    assert platform_json(Event(name=LONE))["name"] == LONE


def test_a_moment_in_another_form_is_refused_in_files_of_our_own() -> None:
    class Kept(msgspec.Struct, frozen=True):
        at: datetime

    with pytest.raises(ShapeError, match="at must be a date and time"):
        typed({"at": "2026-01-01"}, Kept)
