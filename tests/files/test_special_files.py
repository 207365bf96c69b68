"""What is not a regular file of usual size, in the place of any file that is read: never a hang, never full memory.

The memory of the process is limited, so that a test with an endless file fails and does not fill the machine.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from personactl.files.regular_file import FileTooLargeError, NotRegularFileError, has_content, read_regular
from tests.conftest import Run
from tests.files.hostile import SPECIAL, make_project
from tests.minimal_persona import write_persona

_ROOM = 4 << 30


@pytest.fixture(autouse=True)
def limited_memory() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_ROOM, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    clone = make_project(tmp_path)
    monkeypatch.chdir(clone)
    for folder in ("personas/prompts", "knowledge", "tools"):
        (clone / folder).mkdir()
    write_persona(clone, "uses", "Uses everything")
    persona = clone / "personas" / "uses.yaml"
    text = persona.read_text()
    body = text[: text.index("systemPrompt:")]
    persona.write_text(f"{body}systemPromptFile: prompts/uses.md\nextends: _base.yaml\nknowledge: [faq]\n")
    (clone / "personas" / "prompts" / "uses.md").write_text("You answer questions about opening hours.\n")
    (clone / "personas" / "_base.yaml").write_text("description: x\n")
    (clone / "knowledge" / "faq.yaml").write_text("name: FAQ\ndescription: Hours\ndocuments: ['*.md']\n")
    (clone / "knowledge" / "faq.md").write_text("We open at nine.\n")
    (clone / "tools" / "wave.yaml").write_text("name: wave\ndescription: Waves.\ntype: CLIENT\n")
    return clone


@pytest.mark.parametrize("special", SPECIAL)
@pytest.mark.parametrize(
    "name",
    [
        "personactl.yaml",
        "personactl.lock",
        ".gitignore",
        "personas/.gitignore",
        ".git",
        ".git/info",
        ".git/info/exclude",
        "personas/uses.yaml",
        "personas/prompts/uses.md",
        "personas/_base.yaml",
        "knowledge/faq.yaml",
        "knowledge/faq.md",
        "tools/wave.yaml",
    ],
)
def test_a_check_ends_with_findings_or_an_error(clone: Path, run: Run, name: str, special: str) -> None:
    path = clone / name
    path.parent.mkdir(exist_ok=True)
    path.unlink() if path.is_file() else path.rmdir() if path.is_dir() else None
    SPECIAL[special](path)
    for command in (["validate"], ["validate", name], ["validate", "--fix"], ["validate", "--select=all"]):
        checked = run(*command)
        assert checked.status in {0, 1, 2}, checked.stderr
    assert not any(path.name.endswith(".tmp") for path in clone.rglob("*"))


@pytest.mark.parametrize("special", SPECIAL)
@pytest.mark.parametrize(
    "name", ["personactl.lock", "personas/prompts/uses.md", "knowledge/faq.md", "tools/wave.yaml", "personactl.yaml"]
)
def test_a_push_sends_nothing_of_it(clone: Path, run: Run, name: str, special: str) -> None:
    (clone / name).unlink(missing_ok=True)
    SPECIAL[special](clone / name)
    for command in (["push", "--yes"], ["diff"], ["status"], ["pull"]):
        done = run(*command)
        # The lock of the embedded engine lies elsewhere, and a folder may have any name.
        unused = name == "personactl.lock" or (special, name) == ("folder", "tools/wave.yaml")
        # Whether a chain of links leads to the file at its end depends on how deep Python may recurse.
        harmless = {0, 1, 2} if special == "chain" else {1, 2}
        assert done.status in ({0, 1} if unused else harmless), (command, done.stderr)


_OPTIONS = [
    ["validate", "--baseline", "x.json"],
    ["validate", "--output", "x.json"],
    ["validate", "--write-baseline", "--baseline", "x.json"],
    ["diff", "--output", "x.json"],
    ["push", "x.json"],
    ["talk", "mona", "--script", "x.json"],
    ["import", "x.json"],
    ["import", "x.json", "--output", "y.yaml"],
]
_WRITTEN = {"--output", "--write-baseline"}


@pytest.mark.parametrize(
    ("command", "special"),
    [
        (command, special)
        for command in _OPTIONS
        for special in sorted(SPECIAL.keys() - {"folder"})
        # What the user names is written to, even a pipe, which then waits for its reader.
        if special not in {"pipe", "device"} or command[1] not in _WRITTEN
    ],
)
def test_the_files_of_options_are_no_pipes_or_devices_of_a_repository(
    clone: Path, run: Run, command: list[str], special: str
) -> None:
    SPECIAL[special](clone / "x.json")
    kind = (clone / "x.json").lstat().st_mode
    done = run(*command)
    if special == "terabyte" and command[1] in _WRITTEN:
        assert done.status in {0, 1}, "a regular file is replaced"
        return
    assert done.status in {1, 2}, done.stderr
    if special not in {"terabyte", "chain"}:
        assert done.status == 2
    assert (clone / "x.json").lstat().st_mode == kind


@pytest.mark.processes
def test_a_pipe_of_the_user_is_read_and_written(tmp_path: Path, clone: Path) -> None:
    known = tmp_path / "known.json"

    def check(text: str) -> str:
        known.write_text(text)
        script = '"$0" -m personactl validate --output /dev/stderr --baseline <(cat "$1")'
        command = ["bash", "-c", script, sys.executable, str(known)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stderr

    assert "the baseline is not valid JSON" in check("")
    assert "S117" in check('{"version": 1, "findings": []}')


@pytest.mark.parametrize("special", sorted(SPECIAL.keys() - {"link to a process", "chain"}))
def test_a_special_file_is_not_read(tmp_path: Path, special: str) -> None:
    SPECIAL[special](tmp_path / "file")
    with pytest.raises(OSError, match=r"not a regular file|Is a directory|MiB|[Ll]evels of symbolic"):
        read_regular(tmp_path / "file")
    assert not has_content(tmp_path / "file", b"")


def test_a_file_is_read_up_to_the_limit_and_not_beyond(tmp_path: Path) -> None:
    file = tmp_path / "file"
    for size in (0, 1, 1000):
        file.write_bytes(b"x" * size)
        assert read_regular(file, 1000).data == b"x" * size
    file.write_bytes(b"x" * 1001)
    with pytest.raises(FileTooLargeError, match="the limit is"):
        read_regular(file, 1000)
    with pytest.raises(NotRegularFileError):
        read_regular(tmp_path)


def test_a_file_whose_size_is_not_known_is_read_up_to_the_limit() -> None:
    """Files of the kernel have the size 0."""
    assert b"Name:" in read_regular(Path("/proc/self/status")).data
    with pytest.raises(FileTooLargeError):
        read_regular(Path("/proc/self/status"), 10)
