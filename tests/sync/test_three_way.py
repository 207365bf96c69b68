"""The three-way comparison as a truth table: every combination of sides has its row, and every row its verdict."""

from itertools import product
from typing import TypeAlias

import pytest

from personactl.json_value import JsonValue
from personactl.sync.values.field_paths import fingerprint
from personactl.sync.values.shapes import SHAPES
from personactl.sync.values.three_way import ABSENT, Absent, AsBase, Known, Remote, Unverifiable, Verdict, compare

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

#   file      base    remote            verdict
TABLE: dict[Row, Verdict] = {
    # Nobody here has ever heard of the field: whatever the platform holds is not ours to judge.
    ("absent", "none", "old"): Verdict.unmanaged,
    ("absent", "none", "new"): Verdict.unmanaged,
    ("absent", "none", "other"): Verdict.unmanaged,
    ("absent", "none", "unset"): Verdict.unmanaged,
    ("absent", "none", "unverifiable"): Verdict.unmanaged,
    ("absent", "none", "as base"): Verdict.unmanaged,
    # In the file and never pushed: free where nothing is set, a conflict where somebody set something else.
    ("old", "none", "old"): Verdict.agreed,
    ("old", "none", "new"): Verdict.conflict,
    ("old", "none", "other"): Verdict.conflict,
    ("old", "none", "unset"): Verdict.mine,
    ("old", "none", "unverifiable"): Verdict.mine,
    ("old", "none", "as base"): Verdict.mine,
    ("new", "none", "old"): Verdict.conflict,
    ("new", "none", "new"): Verdict.agreed,
    ("new", "none", "other"): Verdict.conflict,
    ("new", "none", "unset"): Verdict.mine,
    ("new", "none", "unverifiable"): Verdict.mine,
    ("new", "none", "as base"): Verdict.mine,
    # Taken out of the file after it was pushed.
    ("absent", "old", "old"): Verdict.mine,
    ("absent", "old", "new"): Verdict.conflict,
    ("absent", "old", "other"): Verdict.conflict,
    ("absent", "old", "unset"): Verdict.agreed,
    ("absent", "old", "unverifiable"): Verdict.mine,
    ("absent", "old", "as base"): Verdict.mine,
    # The file still says what was pushed.
    ("old", "old", "old"): Verdict.same,
    ("old", "old", "new"): Verdict.theirs,
    ("old", "old", "other"): Verdict.theirs,
    ("old", "old", "unset"): Verdict.theirs,
    ("old", "old", "unverifiable"): Verdict.trusted,
    ("old", "old", "as base"): Verdict.same,
    # The file says something new.
    ("new", "old", "old"): Verdict.mine,
    ("new", "old", "new"): Verdict.agreed,
    ("new", "old", "other"): Verdict.conflict,
    ("new", "old", "unset"): Verdict.conflict,
    ("new", "old", "unverifiable"): Verdict.mine,
    ("new", "old", "as base"): Verdict.mine,
}


def test_the_table_has_every_row() -> None:
    assert set(TABLE) == set(product(FILES, BASES, REMOTES))


@pytest.mark.parametrize(("row", "verdict"), TABLE.items(), ids=lambda value: "-".join(value) if value else None)
def test_each_row(row: Row, verdict: Verdict) -> None:
    file, base, remote = row
    assert compare(PATH, FILES[file], BASES[base], REMOTES[remote], SHAPE) is verdict


@pytest.mark.parametrize(
    ("path", "file", "remote"),
    [
        ("description", "", None),
        ("initialMessage", None, ""),
        ("toolIds", ["b", "a"], ["a", "b"]),
        ("voiceDetectionOptions.endOfSpeechSensitivity", 1, 1.0),
    ],
)
def test_what_the_platform_treats_alike_is_no_difference(path: str, file: JsonValue, remote: JsonValue) -> None:
    assert compare(path, file, fingerprint(path, file), Known(remote), SHAPE) is Verdict.same


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
    assert compare(path, file, fingerprint(path, file), Known(remote), SHAPE) is Verdict.theirs


@pytest.mark.parametrize(
    ("path", "default"), [("skipGreeting", False), ("uninterruptibleGreeting", False), ("toolIds", [])]
)
def test_a_default_that_nobody_set_gives_way_to_the_file(path: str, default: JsonValue) -> None:
    wanted: JsonValue = ["a"] if path == "toolIds" else True
    assert compare(path, wanted, None, Known(default), SHAPE) is Verdict.mine
