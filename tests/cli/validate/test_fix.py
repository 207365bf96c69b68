"""`validate` with fixes, a baseline or stdin: its output, the files that it writes, and the exit status."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run

_ONLY = ("--select", "S101,S104,S110")
_BROKEN = "name: Cara\r\navatar: Cara # who\r\nvoice: Lucy\r\nskipGreeting: 'true'\r\nx: 1\r\n"
_MENDED = _BROKEN.replace("'true'", "true")


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A persona in the project of the current folder, with one problem that can be fixed and one that cannot."""
    file = tmp_path / "here" / "personas" / "cara.yaml"
    file.parent.mkdir(parents=True)
    file.write_bytes(_BROKEN.encode("utf-8"))
    monkeypatch.chdir(file.parent.parent)
    return file


def test_fix_writes_what_it_can_and_reports_what_is_left(run: Run, file: Path) -> None:
    file.chmod(0o600)

    result = run("validate", *_ONLY, "--fix", "--format", "concise")

    assert result.status == 1
    assert result.stdout == "personas/cara.yaml:5:1: error: a persona has no key 'x' [S101]\n"
    assert result.stderr == "fixed 1 finding in 1 file\n1 file checked, 1 error in 1 file\n"
    assert file.read_bytes() == _MENDED.encode("utf-8")
    assert file.stat().st_mode & 0o777 == 0o600


def test_fix_again_writes_nothing(run: Run, file: Path) -> None:
    run("validate", *_ONLY, "--fix")
    before = file.stat()

    result = run("validate", *_ONLY, "--fix")

    assert (result.status, result.stderr) == (1, "1 file checked, 1 error in 1 file\n")
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_diff_shows_and_writes_nothing(run: Run, file: Path) -> None:
    result = run("validate", *_ONLY, "--diff")

    assert result.status == 1
    assert result.stdout == (
        "--- a/personas/cara.yaml\n+++ b/personas/cara.yaml\n@@ -1,5 +1,5 @@\n"
        " name: Cara\n avatar: Cara # who\n voice: Lucy\n-skipGreeting: 'true'\n+skipGreeting: true\n x: 1\n"
    )
    assert result.stderr == "would fix 1 finding in 1 file\nthen: 1 file checked, 1 error in 1 file\n"
    assert file.read_bytes() == _BROKEN.encode("utf-8")


def test_diff_of_a_file_with_nothing_to_mend_is_empty(run: Run, file: Path) -> None:
    file.write_text("name: Cara\navatar: Cara\nvoice: Lucy", encoding="utf-8")

    result = run("validate", *_ONLY, "--diff")

    assert (result.status, result.stdout, result.stderr) == (0, "", "then: 1 file checked, no findings\n")


def test_a_baseline_keeps_back_what_is_old_and_only_that(run: Run, file: Path) -> None:
    written = run("validate", *_ONLY, "--baseline", "old.json", "--write-baseline")
    known = run("validate", *_ONLY, "--baseline", "old.json")
    file.write_text("# more\n" + _BROKEN + "languageCode: English\n", encoding="utf-8", newline="")
    new = run("validate", *_ONLY, "--baseline", "old.json", "--format", "concise")

    assert (written.status, written.stdout, written.stderr) == (0, "", "wrote 2 findings to old.json\n")
    assert [row["code"] for row in json.loads(Path("old.json").read_bytes())["findings"]] == ["S101", "S104"]
    assert (known.status, known.stdout, known.stderr) == (0, "", "1 file checked, no findings\n")
    assert new.status == 1
    assert [line.partition(": ")[0] for line in new.stdout.splitlines()] == ["personas/cara.yaml:7:15"]


def test_findings_in_a_baseline_are_not_fixed(run: Run, file: Path) -> None:
    run("validate", *_ONLY, "--baseline", "old.json", "--write-baseline")

    assert run("validate", *_ONLY, "--baseline", "old.json", "--fix").status == 0
    assert file.read_bytes() == _BROKEN.encode("utf-8")


def test_a_baseline_that_is_not_there_is_refused(run: Run) -> None:
    result = run("validate", "--baseline", "gone.json")

    assert (result.status, result.stdout) == (2, "")
    assert "create it with --write-baseline" in result.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--fix", "--diff"),
        ("--unsafe-fixes",),
        ("--diff", "--output", "x"),
        ("--diff", "--format", "sarif"),
        ("--write-baseline",),
        ("--write-baseline", "--baseline", "x", "--fix"),
        ("-", "personas"),
        ("-", "--fix"),
        ("--stdin-filename", "personas/cara.yaml"),
    ],
)
def test_options_that_contradict_each_other_are_refused_before_anything_happens(
    run: Run, file: Path, options: tuple[str, ...]
) -> None:
    result = run("validate", *options)

    assert (result.status, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 3
    assert file.read_bytes() == _BROKEN.encode("utf-8")
    assert not Path("x").exists()


def test_stdin_is_checked_as_the_file_that_it_will_be(run_process: Run, file: Path) -> None:
    (file.parent / "prompt.md").write_text("You are Cara.", encoding="utf-8")
    text = "name: Cara\navatar: Cara\nvoice: Lucy\nsystemPromptFile: prompt.md\ny: 1\n"

    there = run_process(
        "validate", *_ONLY, "-", "--stdin-filename", "personas/new.yaml", "--format=concise", stdin=text
    )
    nowhere = run_process("validate", "--select", "S101,R201", "-", "--format=concise", stdin=text)

    assert there.stdout == "personas/new.yaml:5:1: error: a persona has no key 'y' [S101]\n"
    assert there.status == 1
    assert nowhere.stdout.startswith("-:4:19: error: prompt.md: ")
    assert "[R201]" in nowhere.stdout


def test_stdin_that_is_a_part_may_leave_things_out(run_process: Run) -> None:
    text = "voice: Lucy\n"

    whole = run_process("validate", "--select", "S108", "-", "--stdin-filename", "personas/a.yaml", stdin=text)
    part = run_process("validate", "--select", "S108", "-", "--stdin-filename", "personas/_a.yaml", stdin=text)

    assert (whole.status, part.status) == (1, 0)
    assert part.stderr == "1 file checked, no findings\n"
