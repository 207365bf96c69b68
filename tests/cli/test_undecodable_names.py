"""Files whose names are not UTF-8, and processes that would read names in another encoding."""

import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import Run

COMMANDS = (
    ("validate",),
    ("validate", "--format", "json"),
    ("validate", "--format", "sarif"),
    ("validate", "--format", "junit"),
    ("validate", "--format", "gitlab"),
    ("validate", "--fix"),
    ("validate", "--diff"),
    ("diff",),
    ("diff", "--format", "json"),
    ("push", "--yes"),
    ("status",),
    ("status", "--format", "json"),
    ("pull",),
)
ASCII_ONLY = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "PYTHONIOENCODING": ""}


def _undecodable(folder: Path, name: bytes) -> Path:
    return Path(os.fsdecode(os.path.join(os.fsencode(folder), name)))  # noqa: PTH118 - bytes


@pytest.mark.parametrize("arguments", COMMANDS)
@pytest.mark.parametrize(
    ("file", "text"),
    [
        (b"personas/caf\xe9.yaml", "name: Cafe\n"),
        (b"tools/caf\xe9.yaml", "name: hours\n"),
        (b"llms/caf\xe9.yaml", "displayName: x\n"),
    ],
)
def test_a_name_that_is_not_utf_8_is_a_finding_for_every_command(
    file: bytes, text: str, arguments: tuple[str, ...], project: Path, run: Run
) -> None:
    path = _undecodable(project, file)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    result = run(*arguments)
    assert result.status in ({1} if arguments[0] == "validate" else {2})
    assert "bug" not in result.stderr
    if arguments[0] != "validate":
        assert "Y001 the file has a name that is not UTF-8" in result.stderr
    elif "--diff" not in arguments:
        assert "has a name that is not UTF-8" in result.stdout


def test_a_document_whose_name_is_not_utf_8_is_a_finding_and_is_not_sent(project: Path, run: Run) -> None:
    _undecodable(project, b"knowledge/harbour-house/caf\xe9.md").write_text("We open at nine.\n")
    assert "T622 the name 'caf\\udce9.md' is not UTF-8" in run("validate").stdout
    refused = run("push", "--yes")
    assert (refused.status, "T622 the name" in refused.stderr) == (2, True)


def test_a_folder_above_the_project_may_have_any_name(
    project: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = _undecodable(tmp_path, b"caf\xe9")
    shutil.copytree(project, moved)
    monkeypatch.chdir(moved)
    for arguments in (("validate",), ("push", "--yes"), ("status", "--format", "json"), ("diff", "--exit-code")):
        assert run(*arguments).status == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "x\udce9"),
        ("token", "x\udce9"),
        ("push", "--profile", "x\udce9"),
        ("talk", "cara", "--say", "x\udce9"),
        ("session", "show", "x\udce9"),
        ("avatar", "list", "--search", "x\udce9"),
    ],
)
def test_an_argument_that_is_not_utf_8_is_no_bug(arguments: tuple[str, ...], project: Path, run: Run) -> None:
    assert run(*arguments).status != 70


@pytest.mark.parametrize("order", [("ascii", "utf-8"), ("utf-8", "ascii")])
def test_a_run_with_another_file_system_encoding_leaves_the_cache_usable(
    order: tuple[str, str], project: Path, run_process: Run
) -> None:
    """The keys of files are made from their names, and both the cache and the lock hold them."""
    (project / "personas" / "cara.yaml").rename(project / "personas" / "möwe.yaml")
    environments = {"ascii": ASCII_ONLY, "utf-8": {}}
    for encoding in (*order, *order):
        for command in (("validate",), ("push", "--yes", "personas/möwe.yaml"), ("diff", "--exit-code", "möwe")):
            arguments = command if command[0] != "diff" else ("diff", "--exit-code", "personas/möwe.yaml")
            result = run_process(*arguments, env=environments[encoding])
            assert result.status == 0, (encoding, result)
            assert "\\udc" not in result.stdout + result.stderr
    assert "möwe" in run_process("status").stdout
