"""The three-way comparison as a truth table: every combination of sides has a row, and every row has a status."""

from itertools import product
from typing import TypeAlias

import pytest

from personactl.json_value import JsonValue
from personactl.sync.values.field_paths import fingerprint
from personactl.sync.values.shapes import SHAPES
from personactl.sync.values.three_way import ABSENT, Absent, AsBase, FieldStatus, Known, Remote, Unverifiable, compare

PATH = "systemPrompt"
OLD, NEW, OTHER = "as it was pushed", "as I want it", "as somebody else wants it"

SHAPE = SHAPES["persona"]

Row: TypeAlias = tuple[str, str, str]

FILES: dict[str, JsonValue | Absent] = {"absent": ABSENT, "old": OLD, "new": NEW}
BASES: dict[str, str | None] = {"none": None, "old": fingerprint(PATH, OLD)}
REMOTES: dict[str, Remote] = {
    "old": Known(OLD),
    "new": Known(NEW),
    "other": Known(OTHER),
    "unset": Known(None),
    "unverifiable": Unverifiable(),
    "as base": AsBase(),
}

#   file      base    remote            status
TABLE: dict[Row, FieldStatus] = {
    # Neither the file nor the lock mentions the field: whatever the platform holds is not managed.
    ("absent", "none", "old"): FieldStatus.unmanaged,
    ("absent", "none", "new"): FieldStatus.unmanaged,
    ("absent", "none", "other"): FieldStatus.unmanaged,
    ("absent", "none", "unset"): FieldStatus.unmanaged,
    ("absent", "none", "unverifiable"): FieldStatus.unmanaged,
    ("absent", "none", "as base"): FieldStatus.unmanaged,
    # In the file and never pushed: written if nothing is set, a conflict if somebody set something else.
    ("old", "none", "old"): FieldStatus.agreed,
    ("old", "none", "new"): FieldStatus.conflict,
    ("old", "none", "other"): FieldStatus.conflict,
    ("old", "none", "unset"): FieldStatus.ours,
    ("old", "none", "unverifiable"): FieldStatus.ours,
    ("old", "none", "as base"): FieldStatus.ours,
    ("new", "none", "old"): FieldStatus.conflict,
    ("new", "none", "new"): FieldStatus.agreed,
    ("new", "none", "other"): FieldStatus.conflict,
    ("new", "none", "unset"): FieldStatus.ours,
    ("new", "none", "unverifiable"): FieldStatus.ours,
    ("new", "none", "as base"): FieldStatus.ours,
    # Removed from the file after it was pushed.
    ("absent", "old", "old"): FieldStatus.ours,
    ("absent", "old", "new"): FieldStatus.conflict,
    ("absent", "old", "other"): FieldStatus.conflict,
    ("absent", "old", "unset"): FieldStatus.agreed,
    ("absent", "old", "unverifiable"): FieldStatus.ours,
    ("absent", "old", "as base"): FieldStatus.ours,
    # The file still has the value that was pushed.
    ("old", "old", "old"): FieldStatus.same,
    ("old", "old", "new"): FieldStatus.theirs,
    ("old", "old", "other"): FieldStatus.theirs,
    ("old", "old", "unset"): FieldStatus.theirs,
    ("old", "old", "unverifiable"): FieldStatus.trusted,
    ("old", "old", "as base"): FieldStatus.same,
    # The file has a new value.
    ("new", "old", "old"): FieldStatus.ours,
    ("new", "old", "new"): FieldStatus.agreed,
    ("new", "old", "other"): FieldStatus.conflict,
    ("new", "old", "unset"): FieldStatus.conflict,
    ("new", "old", "unverifiable"): FieldStatus.ours,
    ("new", "old", "as base"): FieldStatus.ours,
}


def test_the_table_has_every_row() -> None:
    assert set(TABLE) == set(product(FILES, BASES, REMOTES))


@pytest.mark.parametrize(("row", "status"), TABLE.items(), ids=lambda value: "-".join(value) if value else None)
def test_each_row(row: Row, status: FieldStatus) -> None:
    file, base, remote = row
    assert compare(PATH, FILES[file], BASES[base], REMOTES[remote], SHAPE) is status


@pytest.mark.parametrize(
    ("path", "file", "remote"),
    [
        ("description", "", None),
        ("initialMessage", None, ""),
        ("toolIds", ["b", "a"], ["a", "b"]),
        ("voiceDetectionOptions.endOfSpeechSensitivity", 1, 1.0),
    ],
)
def test_values_that_the_platform_treats_alike_do_not_differ(path: str, file: JsonValue, remote: JsonValue) -> None:
    assert compare(path, file, fingerprint(path, file), Known(remote), SHAPE) is FieldStatus.same


@pytest.mark.parametrize(
    ("path", "file", "remote"),
    [
        ("systemPrompt", "Be brief.", "Be brief. "),
        ("name", "Cara", "cara"),
        ("skipGreeting", True, 1),
        ("voiceGenerationOptions.speed", 1, "1"),
        ("widgetConfig.allowedOrigins", ["a", "b"], ["b", "a"]),
    ],
)
def test_small_differences_are_differences(path: str, file: JsonValue, remote: JsonValue) -> None:
    assert compare(path, file, fingerprint(path, file), Known(remote), SHAPE) is FieldStatus.theirs


@pytest.mark.parametrize(
    ("path", "default"), [("skipGreeting", False), ("uninterruptibleGreeting", False), ("toolIds", [])]
)
def test_an_unset_default_gives_way_to_the_file(path: str, default: JsonValue) -> None:
    wanted: JsonValue = ["a"] if path == "toolIds" else True
    assert compare(path, wanted, None, Known(default), SHAPE) is FieldStatus.ours
