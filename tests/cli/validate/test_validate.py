"""`validate`: its output and the exit status, with real files."""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.example_project import FILES

_CLEAN = "name: Cara\navatar: Cara\nvoice: Lucy\n"
# Rules that accept a persona as short as this one.
_FEW = ("--select", "S101,R2")


def _write(name: str, text: str = _CLEAN) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.usefixtures("project")
def test_the_example_personas_are_clean(run: Run) -> None:
    result = run("validate")

    assert (result.status, result.stdout) == (0, "")
    assert result.stderr == f"{FILES} files checked, no findings\n"


@pytest.mark.usefixtures("folder")
def test_a_finding_shows_its_place_its_line_and_what_to_do(run: Run) -> None:
    _write("personas/cara.yaml", _CLEAN + "avatarModle: cara-4\n")

    result = run("validate", *_FEW)

    assert result.status == 1
    assert result.stdout == (
        "personas/cara.yaml:4:1 S101 a persona has no key 'avatarModle'\n"
        "  4 | avatarModle: cara-4\n"
        "    | ^^^^^^^^^^^\n"
        "    = Did you mean avatarModel?\n"
    )
    assert result.stderr == "1 file checked, 1 error in 1 file\n1 can be fixed with --fix\n"


@pytest.mark.usefixtures("folder")
def test_json_is_one_document_and_the_summary_stays_on_stderr(run: Run) -> None:
    _write("personas/cara.yaml", _CLEAN + "avatarModle: cara-4\n")
    _write("personas/julia.yaml")

    result = run("validate", *_FEW, "--format", "json")

    assert result.status == 1
    assert json.loads(result.stdout) == {
        "schemaVersion": 1,
        "passed": False,
        "files": ["personas/cara.yaml", "personas/julia.yaml"],
        "counts": {"error": 1, "warning": 0, "info": 0},
        "findings": [
            {
                "path": "personas/cara.yaml",
                "start": {"line": 4, "column": 1},
                "end": {"line": 4, "column": 12},
                "code": "S101",
                "ruleName": "unknown-key",
                "severity": "error",
                "message": "a persona has no key 'avatarModle'",
                "next": "Did you mean avatarModel?",
                "fix": {
                    "title": "Rename avatarModle to avatarModel",
                    "safe": True,
                    "edits": [
                        {
                            "path": "personas/cara.yaml",
                            "start": {"line": 4, "column": 1},
                            "end": {"line": 4, "column": 12},
                            "text": "avatarModel",
                        }
                    ],
                },
            }
        ],
    }
    assert result.stderr == "2 files checked, 1 error in 1 file\n1 can be fixed with --fix\n"


@pytest.mark.usefixtures("folder")
def test_quiet_drops_the_summary_and_keeps_the_findings(run: Run) -> None:
    _write("personas/cara.yaml", _CLEAN + "avatarModle: cara-4\n")

    loud, quiet = run("validate", *_FEW), run("validate", *_FEW, "--quiet")

    assert (quiet.status, quiet.stdout, quiet.stderr) == (1, loud.stdout, "")


def test_it_finds_the_project_from_a_folder_inside_and_names_files_from_there(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write("personas/cara.yaml", "name: [\n")
    monkeypatch.chdir(project / "personas")
    inside = run("validate")
    monkeypatch.chdir(project / "personas" / "prompts")
    beside = run("validate")

    assert (inside.status, beside.status) == (1, 1)
    assert inside.stdout.startswith("cara.yaml:2:1 Y005 ")
    assert beside.stdout.startswith("../cara.yaml:2:1 Y005 ")


@pytest.mark.usefixtures("folder")
def test_a_file_is_checked_against_its_own_project(run: Run) -> None:
    for project in ("one", "two"):
        _write(f"{project}/personas/cara.yaml", _CLEAN + "systemPromptFile: ../prompts/cara.md\n")
    _write("one/prompts/cara.md", "You are Cara.")

    result = run("validate", *_FEW, "one", "two")

    assert result.status == 1
    assert result.stdout.startswith("two/personas/cara.yaml:4:19 R201 ")
    assert result.stderr == "2 files checked, 1 error in 1 file\n"


@pytest.mark.usefixtures("folder")
def test_all_files_are_checked_whatever_one_holds(run: Run) -> None:
    _write("personas/a.yaml", "name: [")
    Path("personas/b.yaml").write_bytes(b"\xff\xfe\x00")
    Path("personas/c.yaml").touch()
    os.truncate("personas/c.yaml", 50_000_000)
    Path("personas/d.yaml").symlink_to("nowhere")
    os.mkfifo("personas/e.yaml")
    _write("personas/f.yaml/g.yaml", _CLEAN + "avatarModle: cara-4\n")
    _write("personas/z.yaml")

    result = run("validate", *_FEW, "--format", "json")

    found = [(finding["path"], finding["code"]) for finding in json.loads(result.stdout)["findings"]]
    assert found == [
        ("personas/a.yaml", "Y005"),
        ("personas/b.yaml", "Y003"),
        ("personas/c.yaml", "Y002"),
        ("personas/d.yaml", "Y001"),
        ("personas/e.yaml", "Y001"),
        ("personas/f.yaml/g.yaml", "S101"),
    ]
    assert result.stderr == "7 files checked, 6 errors in 6 files\n1 can be fixed with --fix\n"


@pytest.mark.usefixtures("folder")
def test_nothing_in_a_file_can_speak_to_the_terminal(run: Run) -> None:
    _write("personas/a.yaml", "name: \x1b[31m[red]x[/]\x07\r\u202e\n")

    result = run("validate", *_FEW)

    assert result.status == 1
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(result.stdout + result.stderr)
    assert "[red]x[/]" in result.stdout


@pytest.mark.usefixtures("folder")
def test_select_and_ignore_take_codes_beginnings_and_names(run: Run) -> None:
    _write("personas/cara.yaml", "name: Cara\nvoice: Lucy\nskipGreeting: maybe\nx: 1\n")

    def codes(*options: str) -> set[str]:
        result = run("validate", "--format", "json", *options)
        return {finding["code"] for finding in json.loads(result.stdout)["findings"]}

    assert codes("--select", "S101") == {"S101"}
    assert codes("--select", "unknown-key,S108") == {"S101", "S108"}
    assert codes("--select", "S10", "--ignore", "wrong-type") == {"S101", "S108"}
    assert {"S101", "S104", "S108"} <= codes()
    assert codes("--ignore", "all") == set()


@pytest.mark.usefixtures("folder")
def test_what_cannot_be_read_is_found_whatever_is_selected(run: Run) -> None:
    _write("personas/cara.yaml", "name: [\n")

    for options in (("--select", "S101"), ("--ignore", "all"), ("--ignore", "Y005")):
        assert run("validate", *options).stdout.startswith("personas/cara.yaml:2:1 Y005 ")


@pytest.mark.usefixtures("folder")
def test_the_projects_settings_choose_rules_levels_and_exceptions(run: Run) -> None:
    for name in ("cara", "old/julia"):
        _write(f"personas/{name}.yaml", "name: Cara\nvoice: Lucy\nskipGreeting: maybe\nx: 1\n")
    Path("personactl.yaml").write_text(
        "lint:\n  select: [S101, S104, S108]\n  ignore: missing-key\n  severity: {S101: info}\n"
        "  perFile: {personas/old/: [S104]}\n",
        encoding="utf-8",
    )

    def found(*options: str) -> list[tuple[str, str, str]]:
        findings = json.loads(run("validate", "--format", "json", *options).stdout)["findings"]
        return [(finding["path"], finding["code"], finding["severity"]) for finding in findings]

    assert found() == [
        ("personas/cara.yaml", "S104", "error"),
        ("personas/cara.yaml", "S101", "info"),
        ("personas/old/julia.yaml", "S101", "info"),
    ]
    assert found("--select", "S108") == [(f"personas/{name}.yaml", "S108", "error") for name in ("cara", "old/julia")]
    assert run("validate", "personas/old").status == 0


@pytest.mark.usefixtures("folder")
def test_the_project_says_how_long_prompts_and_greetings_may_be(run: Run) -> None:
    words = "We have lamps for desks and for beds, and bulbs for all of them. " * 3
    _write("personas/cara.yaml", f"{_CLEAN}initialMessage: {words}\nsystemPromptFile: ../cara.md\n")
    _write("cara.md", "You are Cara, and you sell lamps to whoever comes in. " * 20)

    assert run("validate", "--quiet", "--select", "P403,G509").status == 0
    _write("personactl.yaml", "lint: {promptTokens: 100, greetingWords: 20}\n")
    found = run("validate", "--quiet", "--select", "P403,G509", "--format", "concise")

    assert found.status == 1
    assert "the greeting has about 42 words; 20 words take about 8 seconds" in found.stdout
    assert "about 300 tokens; above 100 tokens answers are slow" in found.stdout
