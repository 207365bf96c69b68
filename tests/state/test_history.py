"""The history of a run: it is on disk before anything is sent, is read back unchanged, and is limited in size."""

import json
import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from personactl.errors import ConflictError, NotFoundError, StorageError, UsageError
from personactl.persona.project_resource import KINDS, Address
from personactl.state.history import (
    DamagedRun,
    Run,
    RunInfo,
    SavedResource,
    content_path,
    find_run,
    history_folder,
    runs,
    saved_resources,
)
from personactl.state.history_writer import HistoryLimits, delete_old_runs, recording

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
INFO = RunInfo(NOW, "push", "production", "https://api.example")
CARA = SavedResource(
    Address("persona", "cara"),
    "id-1",
    "Cara",
    "2026-01-02T03:04:05.678Z",
    {"name": "Cara", "systemPrompt": "One\u2028line,\nand another.", "voiceDetectionOptions": {"a": 0.5}},
    "updated",
)

_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
_kept = st.builds(
    SavedResource,
    st.builds(Address, st.sampled_from(KINDS), st.text()),
    st.text(),
    st.text(),
    st.text(),
    st.dictionaries(st.text(), _values, max_size=4),
    st.sampled_from(["updated", "adopted", "deleted"]),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "history" / "shop"


def test_saved_resources_are_read_back_in_order(folder: Path) -> None:
    other = SavedResource(Address("tool", "open_calendar"), "id-2", "open_calendar", "", {}, "deleted")
    run = _record(folder, CARA, other)
    assert run == Run(1, folder / "1.jsonl", INFO)
    assert list(saved_resources(run)) == [CARA, other]


@settings(max_examples=50)
@given(saved=_kept)
def test_any_saved_resource_is_read_back_unchanged(
    tmp_path_factory: pytest.TempPathFactory, saved: SavedResource
) -> None:
    folder = tmp_path_factory.mktemp("history")
    assert list(saved_resources(_record(folder, saved))) == [saved]


def test_a_document_is_saved_and_deleted_with_its_content(folder: Path) -> None:
    document = SavedResource(
        Address("document", "faq/opening hours.md"), "id-3", "opening hours.md", "", {}, "replaced"
    )
    with recording(folder, INFO) as recorder:
        recorder.save(document, b"We open at nine.\x00")
    run = find_run(folder, 1)
    (saved,) = saved_resources(run)
    assert saved.sha256 is not None
    assert saved == replace(document, sha256=saved.sha256)
    path = content_path(run, saved.sha256)
    assert path.read_bytes() == b"We open at nine.\x00"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    _record(folder, CARA)
    assert delete_old_runs(folder, 2, now=NOW, limits=HistoryLimits(runs=1)) == (1,)
    assert [entry.name for entry in folder.iterdir()] == ["2.jsonl"]


def test_a_run_that_keeps_nothing_leaves_nothing(folder: Path) -> None:
    with recording(folder, INFO) as recorder:
        assert (recorder.number, recorder.count) == (None, 0)
    assert not folder.exists()
    assert list(runs(folder)) == []


def test_the_history_is_readable_by_its_owner_only(folder: Path) -> None:
    run = _record(folder, CARA)
    assert stat.S_IMODE(run.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_saved_resources_are_on_disk_before_the_run_ends(folder: Path) -> None:
    with recording(folder, INFO) as recorder:
        recorder.save(CARA)
        assert list(saved_resources(find_run(folder, 1))) == [CARA]


def test_runs_are_listed_newest_first_and_never_share_a_number(folder: Path) -> None:
    for _ in range(11):
        _record(folder, CARA)
    assert [run.number for run in runs(folder)] == list(range(11, 0, -1))
    (folder / "3.jsonl").unlink()
    with recording(folder, INFO) as one, recording(folder, INFO) as other:
        one.save(CARA)
        other.save(CARA)
        assert {one.number, other.number} == {12, 13}


def test_many_threads_keep_whole_lines(folder: Path) -> None:
    together = threading.Barrier(8)
    with recording(folder, INFO) as recorder, ThreadPoolExecutor(8) as pool:

        def work(number: int) -> None:
            together.wait()
            for item in range(20):
                recorder.save(
                    SavedResource(Address("persona", f"{number}-{item}"), "", "", "", {"text": "x" * 5000}, "updated")
                )

        list(pool.map(work, range(8)))
        assert recorder.count == 160
    assert len({saved.address for saved in saved_resources(find_run(folder, 1))}) == 160


def test_a_line_that_a_crash_cut_off_counts_for_nothing(folder: Path) -> None:
    run = _record(folder, CARA, CARA)
    os.truncate(run.path, run.path.stat().st_size - 1)
    assert list(saved_resources(run)) == [CARA]


@pytest.mark.parametrize("text", ["", "{", "[]\n", '{"version": 1}\n', "\xff\n"], ids=repr)
def test_a_damaged_run_does_not_hide_the_others(folder: Path, text: str) -> None:
    whole = _record(folder, CARA)
    (folder / "2.jsonl").write_text(text, encoding="latin-1")
    damaged, found = runs(folder)
    assert isinstance(damaged, DamagedRun)
    assert isinstance(damaged.error, UsageError)
    assert found == whole
    with pytest.raises(UsageError, match=r"2\.jsonl cannot be used"):
        find_run(folder, 2)


def test_a_changed_line_is_refused_with_the_file(folder: Path) -> None:
    run = _record(folder, CARA)
    with run.path.open("a") as file:
        file.write('{"kind": "avatar"}\n')
    with pytest.raises(UsageError, match=r"1\.jsonl cannot be used"):
        list(saved_resources(run))


def test_a_run_of_a_newer_personactl_says_so(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "1.jsonl").write_text(json.dumps({"version": 3, "shape": "new"}) + "\n")
    with pytest.raises(ConflictError, match="newer personactl"):
        find_run(folder, 1)


def test_a_run_that_is_not_there_names_those_that_are(folder: Path) -> None:
    with pytest.raises(NotFoundError) as nothing:
        find_run(folder, 1)
    assert "yet" in nothing.value.hint
    for _ in range(10):
        _record(folder, CARA)
    with pytest.raises(NotFoundError) as caught:
        find_run(folder, 11)
    assert "10, 9, 8" in caught.value.hint


def test_the_same_project_by_another_path_has_the_same_history(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "shop")
    assert history_folder(tmp_path, tmp_path / "link") == history_folder(tmp_path, tmp_path / "shop")
    assert history_folder(tmp_path, tmp_path / "other") != history_folder(tmp_path, tmp_path / "shop")


def test_a_folder_that_cannot_be_written_is_a_storage_error(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way")
    with recording(folder, INFO) as recorder, pytest.raises(StorageError):
        recorder.save(CARA)
    assert recorder.number is None


def test_runs_beyond_the_limits_are_deleted_except_the_newest(folder: Path) -> None:
    for age in (100, 50, 2, 1):
        _record(folder, CARA, started_at=NOW - timedelta(days=age))
    assert delete_old_runs(folder, 4, now=NOW) == (1,)
    assert delete_old_runs(folder, 4, now=NOW, limits=HistoryLimits(runs=2)) == (2,)
    assert delete_old_runs(folder, 4, now=NOW, limits=HistoryLimits(size=1)) == (3,)
    assert delete_old_runs(folder, 4, now=NOW + timedelta(days=900), limits=HistoryLimits(runs=0, size=0)) == ()
    assert [run.number for run in runs(folder)] == [4]


def _record(folder: Path, *saved: SavedResource, started_at: datetime = NOW) -> Run:
    with recording(folder, RunInfo(started_at, INFO.command, INFO.profile, INFO.origin)) as recorder:
        for each in saved:
            recorder.save(each)
    assert recorder.number is not None
    return find_run(folder, recorder.number)
