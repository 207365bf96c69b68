"""`personactl init`: the new project passes all checks, and existing files are not changed."""

import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from personactl import __version__
from personactl.commands.project.new_project import as_requirement
from personactl.document.file_reader import read_document
from personactl.document.node import to_json
from personactl.lint.rule_registry import RULES
from tests.conftest import ROOT, Run

_MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A new project, and the current folder of the test."""
    folder = tmp_path / "made"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert run("init").status == 0
    return folder


def test_what_was_made_is_listed_and_what_to_do_next_is_a_note(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "new" / "project"
    result = run("init", str(folder))
    assert result.status == 0
    assert sorted(result.stdout.splitlines()) == sorted(str(path) for path in folder.rglob("*") if path.is_file())
    assert result.stderr == (
        f"write into {folder}/.github/workflows/personas.yml where CI installs personactl from: "
        "it cannot use the folder that you installed from\n"
        f"next: cd {folder}, then personactl validate, personactl push, personactl talk nora; no account is needed\n"
    )
    assert run("init", str(tmp_path / "other"), "--quiet").stderr == ""


def test_it_passes_every_rule_there_is_and_can_be_pushed(made: Path, run: Run) -> None:
    checked = run("validate", "--select", "all")
    assert (checked.status, checked.stdout) == (0, "")
    pushed = run("push", "--yes")
    assert pushed.status == 0
    assert "✓ nora  created" in pushed.stdout
    assert run("talk", "nora", "--say", "When are you open?").status == 0


def test_its_persona_does_not_get_in_the_way_of_the_examples_here(
    made: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user who reads the README from top to bottom pushes both to the same embedded engine."""
    monkeypatch.chdir(ROOT)
    assert run("push", "--yes").status == 0
    monkeypatch.chdir(made)
    assert run("push", "--yes").status == 0


def test_every_modeline_names_a_schema_that_the_file_fits(made: Path) -> None:
    with_modeline = []
    for path in (made / "personactl.yaml", *(made / "personas").glob("*.yaml")):
        found = _MODELINE.match(path.read_text(encoding="utf-8"))
        assert found is not None, path
        schema = read_document(path.parent / found[1]).root
        root = read_document(path).root
        assert schema is not None
        assert root is not None
        known = to_json(schema)
        assert isinstance(known, dict)
        assert list(Draft202012Validator(known).iter_errors(to_json(root))) == []
        with_modeline.append(path)
    assert len(with_modeline) == 2


def test_the_settings_that_it_suggests_can_be_taken_as_they_are(made: Path, run: Run) -> None:
    path = made / "personactl.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    settings = "\n".join(re.sub(r"^# ?(?=profiles:|push:|lint:|  )", "", line) for line in lines)
    path.write_text(settings, encoding="utf-8")
    assert set(yaml.safe_load(settings)) == {"personas", "profiles", "push", "lint"}
    assert run("validate").status == 0
    assert {"long-prompt", "tool-name-style"} <= {rule.name for rule in RULES.values()}


def test_nothing_is_ever_overwritten(tmp_path: Path, run: Run) -> None:
    mine = tmp_path / "personas" / "nora.yaml"
    mine.parent.mkdir()
    mine.write_text("name: Mine\n")
    refused = run("init", str(tmp_path))
    assert (refused.status, refused.stdout) == (2, "")
    assert "error[usage]: this file exists already, and nothing is overwritten" in refused.stderr
    assert f"where: {mine}\n" in refused.stderr
    assert mine.read_text() == "name: Mine\n"
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["personas"]


def test_ci_and_pre_commit_can_be_left_out(tmp_path: Path, run: Run) -> None:
    (tmp_path / ".pre-commit-config.yaml").write_text("repos: []\n")
    assert run("init", str(tmp_path), "--ci", "none", "--no-pre-commit").status == 0
    assert not (tmp_path / ".github").exists()
    assert (tmp_path / ".pre-commit-config.yaml").read_text() == "repos: []\n"


def test_the_workflow_runs_commands_that_pass(made: Path, run: Run) -> None:
    """`tests/test_pre_commit.py` runs the hook."""
    workflow = yaml.safe_load((made / ".github/workflows/personas.yml").read_text())
    commands = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step and "if" not in step]
    ours = [command.split() for command in commands if command.startswith("personactl ")]
    assert [command[1] for command in ours] == ["validate", "push"]
    for _, *arguments in ours:
        assert run(*arguments).status == 0


def test_a_workflow_without_an_install_address_has_a_placeholder(
    made: Path,
) -> None:
    """The tests run with a personactl that was installed from a folder, which other machines do not have."""
    text = (made / ".github/workflows/personas.yml").read_text()
    assert text.count('PERSONACTL: "git+https://git.example.com/PUT-YOUR-ADDRESS-HERE/personactl"') == 2


def test_without_a_workflow_no_address_is_asked_for(tmp_path: Path, run: Run) -> None:
    assert "address" not in run("init", str(tmp_path / "new"), "--ci", "none").stderr


@pytest.mark.parametrize(
    ("origin", "requirement"),
    [
        (
            '{"url": "https://git.example.com/p.git", "vcs_info": {"vcs": "git", "commit_id": "abc123"}}',
            "personactl @ git+https://git.example.com/p.git@abc123",
        ),
        ('{"url": "https://me:word@git.example.com/p.git", "vcs_info": {"vcs": "git", "commit_id": "a"}}', None),
        ('{"url": "file:///srv/personactl", "dir_info": {"editable": true}}', None),
        (None, f"personactl=={__version__}"),
    ],
)
def test_a_requirement_is_one_that_another_machine_can_use(origin: str | None, requirement: str | None) -> None:
    assert as_requirement(origin) == requirement
