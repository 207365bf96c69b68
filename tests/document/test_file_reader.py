"""Files that are not text, not regular, too large or missing are problems and never exceptions."""

import os
from pathlib import Path

import pytest

from personactl.document.document import Problem
from personactl.document.file_reader import read_document, read_text
from personactl.document.node import to_json
from personactl.files.regular_file import MAX_BYTES
from tests.expected import shown
from tests.privileges import folder_for_everyone, without_privileges


def _only_problem(path: Path) -> Problem:
    document = read_document(path)
    assert document.root is None
    (problem,) = document.problems
    return problem


def test_a_file_is_read_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes("\ufeffname: Zoë\r\n".encode())

    document = read_document(path)
    assert (document.path, document.text, document.problems) == (path, "name: Zoë\r\n", ())
    assert document.root is not None
    assert to_json(document.root) == {"name": "Zoë"}


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    problem = _only_problem(tmp_path / "gone.yaml")

    assert (problem.code, problem.message) == ("Y001", "the file does not exist")


def test_a_broken_link_differs_from_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(tmp_path / "gone.yaml")

    assert _only_problem(tmp_path / "link.yaml").message == "the file is a broken link"


def test_a_link_to_itself_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to(tmp_path / "link.yaml")

    assert _only_problem(tmp_path / "link.yaml").code == "Y001"


def test_a_folder_is_a_problem(tmp_path: Path) -> None:
    assert _only_problem(tmp_path).message == "the file is a folder"


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")

    assert _only_problem(tmp_path / "pipe.yaml").message == "the file is not a regular file"


def test_a_path_through_a_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("name: x", encoding="utf-8")

    assert _only_problem(tmp_path / "x.yaml" / "y.yaml").code == "Y001"


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_an_impossible_name_is_a_problem(tmp_path: Path, name: str) -> None:
    assert _only_problem(tmp_path / name).code == "Y001"


def test_a_file_that_may_not_be_read_is_a_problem() -> None:
    with folder_for_everyone() as folder:
        path = folder / "x.yaml"
        path.touch(mode=0o000)
        with without_privileges():
            assert _only_problem(path).message == "the file cannot be read: Permission denied"


def test_a_large_file_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    with path.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)  # a sparse file: it needs no disk space, and reading it would be noticed

    problem = _only_problem(path)
    assert (problem.code, problem.message) == ("Y002", "the file has 50.0 MiB; the limit is 2 MiB")


def test_a_file_that_lies_about_its_size_is_read_no_further_than_the_limit() -> None:
    path = Path("/proc/self/smaps")
    if not path.exists() or path.stat().st_size != 0:
        pytest.skip("no file here that claims to be empty and is not")

    assert len(read_text(path).text) <= MAX_BYTES


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"#" * MAX_BYTES)

    assert read_document(path).problems == ()


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_first_byte_that_is_not_utf_8_is_named_with_its_place(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(mark + "é: 1\r\n日本: ".encode() + b"caf\xe9\n")

    problem = _only_problem(path)
    offset = len(mark) + 19
    assert problem.code == "Y003"
    assert problem.message == f"byte {offset} of the file, 0xE9, is not UTF-8 text"
    assert shown(problem.span) == "2:8-9"
    assert read_document(path).source_line(2) == "日本: caf\ufffd"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_other_unicode_encodings_are_recognised_by_their_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes("name: x".encode(encoding))

    problem = _only_problem(path)
    assert (problem.code, problem.message) == ("Y003", f"the file is {encoding.upper()}, not UTF-8")


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("a: é\0", "U+0000", "1:5-6"),
        ("a: b\n c: \x1b[31m", "U+001B", "2:5-6"),
        ("a: b\ufeff", "U+FEFF", "1:5-6"),
        ("\ufeff\ufeffa: b", "U+FEFF", "1:1-2"),
        ("a: \x7f", "U+007F", "1:4-5"),
        ("a: \uffff", "U+FFFF", "1:4-5"),
    ],
)
def test_a_character_that_yaml_forbids_is_named_with_its_place(
    tmp_path: Path, text: str, name: str, place: str
) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(text.encode())

    problem = _only_problem(path)
    assert (problem.code, problem.message) == ("Y004", f"the character {name} is not allowed")
    assert shown(problem.span) == place


def test_a_binary_file_is_not_listed_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\0" * 100_000)

    assert len(read_document(path).problems) == 100
