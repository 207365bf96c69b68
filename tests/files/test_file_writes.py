"""A write is complete or has no effect, whatever fails on the disk."""

import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from personactl.errors import StorageError
from personactl.files.file_writes import write_atomic
from tests.privileges import folder_for_everyone, without_privileges

_FULL_DISK = """
import resource, sys
from pathlib import Path
from personactl.errors import StorageError
from personactl.files.file_writes import write_atomic

resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_atomic(Path(sys.argv[1]), b"n" * 5000)
except StorageError as error:
    print(error.message, error.hint, sep="|")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


@pytest.fixture
def open_folder() -> Iterator[Path]:
    with folder_for_everyone() as folder:
        yield folder


def test_a_new_file_holds_exactly_the_data_and_its_folders_are_made(folder: Path) -> None:
    write_atomic(folder / "a" / "b" / "file", b"\x00data\n")
    assert (folder / "a" / "b" / "file").read_bytes() == b"\x00data\n"


def test_an_old_file_is_replaced_and_nothing_is_left_beside_it(folder: Path) -> None:
    (folder / "file").write_bytes(b"old and longer")
    write_atomic(folder / "file", b"new")
    assert (folder / "file").read_bytes() == b"new"
    assert [path.name for path in folder.iterdir()] == ["file"]


def test_a_secret_is_born_private(folder: Path) -> None:
    write_atomic(folder / "file", b"k", mode=0o600)
    assert stat.S_IMODE((folder / "file").stat().st_mode) == 0o600


def test_a_link_stays_a_link_and_the_file_behind_it_is_written(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "real" / "file").write_bytes(b"old")
    (folder / "link").symlink_to("real/file")
    write_atomic(folder / "link", b"new")
    assert (folder / "link").is_symlink()
    assert (folder / "real" / "file").read_bytes() == b"new"


def test_a_read_only_folder_refuses_and_keeps_the_old_content(open_folder: Path) -> None:
    file = open_folder / "file"
    file.write_bytes(b"old")
    open_folder.chmod(0o555)
    with without_privileges(), pytest.raises(StorageError) as caught:
        write_atomic(file, b"new")
    assert caught.value.message == "cannot write file: Permission denied"
    assert caught.value.where == str(file)
    assert f"make {open_folder} writable" in caught.value.hint
    assert {path.name: path.read_bytes() for path in open_folder.iterdir()} == {"file": b"old"}


@pytest.mark.processes
def test_a_disk_that_fills_up_refuses_and_keeps_the_old_content(folder: Path) -> None:
    (folder / "file").write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, str(folder / "file")], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("cannot write file: File too large|free some space")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"file": b"old"}


def test_a_folder_in_the_way_is_named(folder: Path) -> None:
    (folder / "file").mkdir()
    with pytest.raises(StorageError) as caught:
        write_atomic(folder / "file", b"new")
    assert caught.value.where == str(folder / "file")
    assert [path.name for path in folder.iterdir()] == ["file"]


def test_a_file_in_the_place_of_a_folder_is_named(folder: Path) -> None:
    (folder / "a").write_text("")
    with pytest.raises(StorageError, match="cannot write file"):
        write_atomic(folder / "a" / "file", b"new")
