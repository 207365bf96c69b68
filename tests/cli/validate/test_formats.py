"""`validate --format` and `--output`: every format, on stdout or in a file."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from personactl.report.findings.findings_formats import REPORTERS
from tests.conftest import Run

_BROKEN = "name: Cara\navatar: Cara\nvoice: Lucy\navatarModle: cara-4\n"
_SUMMARY = "1 file checked, 1 error in 1 file\n"


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in the current folder, with one finding if only S101 and the search for secrets are selected."""
    folder = tmp_path / "checkout" / "web"
    (folder / "personas").mkdir(parents=True)
    (folder / "personas" / "cara.yaml").write_text(_BROKEN, encoding="utf-8")
    (folder / "personactl.yaml").write_text("lint: {select: [S101, X801]}\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("name", REPORTERS)
def test_the_status_and_the_summary_do_not_depend_on_the_format(name: str, run: Run) -> None:
    result = run("validate", "--format", name)
    assert result.status == 1
    assert result.stderr.splitlines(keepends=True)[0] == _SUMMARY
    assert "avatarModle" in result.stdout


@pytest.mark.parametrize("name", REPORTERS)
def test_a_file_gets_what_stdout_would_have_got(name: str, broken: Path, run: Run) -> None:
    (broken / "out").mkdir()
    shown = run("validate", "--format", name)
    written = run("validate", "--format", name, "--output", "out/report")

    assert (written.status, written.stdout, written.stderr) == (1, "", shown.stderr)
    assert (broken / "out" / "report").read_text(encoding="utf-8") == shown.stdout
    assert list((broken / "out").iterdir()) == [broken / "out" / "report"]


def test_a_file_that_was_there_is_replaced_whole(broken: Path, run: Run) -> None:
    (broken / "report.json").write_text("x" * 100_000, encoding="utf-8")
    run("validate", "--format", "json", "-o", "report.json")
    assert json.loads((broken / "report.json").read_text(encoding="utf-8"))["passed"] is False


@pytest.mark.usefixtures("broken")
def test_a_path_that_cannot_be_written_is_reported_in_three_lines(run: Run) -> None:
    Path("blocked").write_text("", encoding="utf-8")
    result = run("validate", "--output", "blocked/report.txt")
    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.startswith("error[storage]: cannot write report.txt: ")


@pytest.mark.usefixtures("broken")
def test_a_folder_is_refused_as_the_file_of_a_report(run: Run) -> None:
    result = run("validate", "--output", "personas")
    assert result.status == 2
    assert result.stderr.startswith("error[storage]: cannot write personas: Is a directory")
    assert Path("personas/cara.yaml").is_file()


def test_a_pipe_is_written_to_and_stays_a_pipe(broken: Path, run: Run) -> None:
    os.mkfifo(broken / "pipe")
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append((broken / "pipe").read_text(encoding="utf-8")))
    reader.start()
    result = run("validate", "--format", "concise", "--output", "pipe")
    reader.join(timeout=30)

    assert result.status == 1
    assert heard == ["personas/cara.yaml:4:1: error: a persona has no key 'avatarModle' [S101]\n"]
    assert (broken / "pipe").is_fifo()


def test_formats_for_ci_name_files_from_the_top_of_the_checkout(broken: Path, run: Run) -> None:
    (broken.parent / ".git").mkdir()

    (issue,) = json.loads(run("validate", "--format", "gitlab").stdout)
    log = json.loads(run("validate", "--format", "sarif", str(broken / "personas")).stdout)
    (suite,) = fromstring(run("validate", "--format", "junit").stdout.encode("utf-8"))
    (result,) = log["runs"][0]["results"]

    assert issue["location"]["path"] == "web/personas/cara.yaml"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "web/personas/cara.yaml"
    assert suite.get("name") == "web/personas/cara.yaml"
    assert run("validate", "--format", "github").stdout.startswith("::error file=web/personas/cara.yaml,line=4,")
    assert run("validate", "--format", "concise").stdout.startswith("personas/cara.yaml:4:1: ")


@pytest.mark.usefixtures("broken")
def test_a_format_that_does_not_exist_is_refused_with_those_that_do(run: Run) -> None:
    result = run("validate", "--format", "xml")
    assert (result.status, result.stdout) == (2, "")
    assert "'xml' is not one of text, concise, json, sarif, github, gitlab, junit, markdown." in result.stderr


@pytest.mark.processes
@pytest.mark.usefixtures("broken")
def test_a_format_for_programs_does_not_load_what_draws_for_people() -> None:
    script = (
        "import sys\n"
        "from personactl.cli.main import main\n"
        "main(['validate', '--quiet', '--format', 'github', '--output', 'report'])\n"
        "print([name for name in ('rich', 'httpx', 'pydantic') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
