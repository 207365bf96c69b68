"""Values that differ from run to run are not compared; everything else is."""

from tests.documentation.output import same

_TABLE = [
    "STARTED                   P95  TURNS  ID",
    "2026-11-30T04:23:04.356Z  3ms      2  5d92cc2c-6ae6-455a-bae5-e89499053d78",
]


def test_ids_moments_and_durations_may_differ_and_move_columns() -> None:
    other = [
        "STARTED                    P95  TURNS  ID",
        "2027-01-01T00:00:00.001Z  12ms      2  00000000-6ae6-455a-bae5-e89499053d78",
    ]
    assert same(_TABLE, other)


def test_other_values_may_not_differ() -> None:
    assert not same(_TABLE, [_TABLE[0], _TABLE[1].replace("  2  ", "  3  ")])
    assert not same(_TABLE, _TABLE[:1])
    assert not same(["at 127.0.0.1:80"], ["at 127.0.0.2:80"])
    assert same(["at 127.0.0.1:80"], ["at 127.0.0.1:40123"])


def test_blanks_count_where_nothing_may_differ() -> None:
    assert not same(["name  Nora"], ["name   Nora"])
    assert same(["name  Nora"], ["name  Nora  "])
