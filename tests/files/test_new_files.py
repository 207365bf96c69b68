"""New files are created all or none, and existing files are not changed."""

from pathlib import Path

import pytest

from personactl.errors import StorageError, UsageError
from personactl.files.file_writes import create_files

_FILES = {"a.yaml": b"a", "deep/er/b.md": b"b\r\n"}


def test_files_and_the_folders_above_them_are_made(tmp_path: Path) -> None:
    made = create_files(tmp_path / "new", _FILES)
    assert made == (tmp_path / "new/a.yaml", tmp_path / "new/deep/er/b.md")
    assert [path.read_bytes() for path in made] == [b"a", b"b\r\n"]


def test_what_is_there_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "deep/er").mkdir(parents=True)
    (tmp_path / "deep/er/b.md").write_text("mine")
    with pytest.raises(UsageError) as caught:
        create_files(tmp_path, _FILES)
    assert caught.value.where == str(tmp_path / "deep/er/b.md")
    assert (tmp_path / "deep/er/b.md").read_text() == "mine"
    assert not (tmp_path / "a.yaml").exists()


def test_a_dangling_link_is_there_too(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError):
        create_files(tmp_path, _FILES)
    assert not (tmp_path / "deep").exists()
    assert not (tmp_path / "nowhere").exists()


def test_a_failure_half_way_leaves_nothing_new_behind(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "deep").write_text("a file where a folder should be")
    with pytest.raises(StorageError) as caught:
        create_files(project, {"first/a.yaml": b"a", **_FILES})
    assert caught.value.where == str(project / "deep/er/b.md")
    assert [path.name for path in project.iterdir()] == ["deep"]


def test_a_file_in_the_place_of_the_folder_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("a file")
    for folder in (tmp_path / "new", tmp_path / "new" / "below"):
        with pytest.raises(UsageError, match="this is not a folder") as caught:
            create_files(folder, _FILES)
        assert caught.value.where == str(tmp_path / "new")
        assert caught.value.hint == "choose another folder; nothing was written"
    assert (tmp_path / "new").read_text() == "a file"
