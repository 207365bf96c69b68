"""`validate` with paths that it cannot check: an error of three lines, exit status 2, nothing on stdout."""

from pathlib import Path

import pytest

from tests.conftest import Run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_a_missing_path(run: Run, folder: Path) -> None:
    result = run("validate", "personas/nobody.yaml")

    assert (result.status, result.stdout) == (2, "")
    assert result.stderr == (
        "error[usage]: personas/nobody.yaml does not exist\n"
        f"  where: {folder}/personas/nobody.yaml\n"
        "  next: check the path, or run the command without a path to check the whole project\n"
    )


def test_an_empty_folder(run: Run, folder: Path) -> None:
    (folder / "personas").mkdir()

    result = run("validate")

    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.startswith("error[usage]: personas contains no persona files\n")
    assert len(result.stderr.splitlines()) == 3


def test_no_project_at_all(run: Run, folder: Path) -> None:
    result = run("validate")

    assert (result.status, result.stdout) == (2, "")
    assert result.stderr == (
        "error[usage]: there is no folder with personas here\n"
        f"  where: {folder}/personas\n"
        "  next: run the command in a project, name the files or folders to check, "
        "or make a project: personactl init\n"
    )


def test_a_project_file_that_says_nonsense(run: Run, project: Path) -> None:
    (project / "personactl.yaml").write_text("persona: here\n", encoding="utf-8")

    result = run("validate")

    assert (result.status, result.stdout) == (2, "")
    assert "personactl.yaml:1:1" in result.stderr
    assert len(result.stderr.splitlines()) == 3


def test_a_format_that_does_not_exist(run: Run, project: Path) -> None:
    result = run("validate", str(project), "--format", "xml")

    assert (result.status, result.stdout) == (2, "")
    assert "xml" in result.stderr


def test_nothing_is_written_but_the_cache(run: Run, project: Path, home: Path) -> None:
    before = sorted(project.rglob("*"))

    run("validate")
    run("validate", "nobody")

    assert sorted(project.rglob("*")) == before
    assert [path.name for path in home.rglob("*") if path.is_file()] == ["lint.sqlite"]


def test_a_rule_that_does_not_exist(run: Run, project: Path) -> None:
    result = run("validate", str(project), "--select", "S101,unknown-kee")

    assert (result.status, result.stdout) == (2, "")
    assert result.stderr == (
        "error[usage]: there is no rule 'unknown-kee'\n  where: --select\n  next: did you mean unknown-key?\n"
    )


@pytest.mark.parametrize(
    ("lint", "place", "said"),
    [
        ("{selct: [S1]}", ":1:8", "unknown key 'selct'"),
        ("{select: [S1, Z9]}", ":1:21", "no rule 'Z9'"),
        ("{select: {S1: x}}", ":1:16", "must be a list of texts"),
        ("{ignore: [1]}", ":1:17", "must be text"),
        ("{severity: {S101: fatal}}", ":1:25", "no severity 'fatal'"),
        ("{severity: {S9: error}}", ":1:19", "no rule 'S9'"),
        ("{perFile: {a.yaml: [nope]}}", ":1:27", "no rule 'nope'"),
        ("[S1]", ":1:7", "'lint' must hold"),
    ],
)
def test_lint_settings_that_say_nonsense(run: Run, project: Path, lint: str, place: str, said: str) -> None:
    (project / "personactl.yaml").write_text(f"lint: {lint}\n", encoding="utf-8")

    result = run("validate")

    assert (result.status, result.stdout) == (2, "")
    assert f"personactl.yaml{place}\n" in result.stderr
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("--output", "reports/found.sarif", "--format", "sarif"), "--output"),
        (("--baseline", "reports/base.json", "--write-baseline"), "--baseline"),
    ],
)
def test_a_folder_that_does_not_exist_is_not_made(
    run: Run, folder: Path, arguments: tuple[str, ...], option: str
) -> None:
    (folder / "cara.yaml").write_text("name: Cara\n")
    result = run("validate", "cara.yaml", *arguments)
    assert (result.status, result.stdout) == (2, "")
    assert f"where: {option} reports/" in result.stderr
    assert "mkdir -p reports" in result.stderr
    assert not (folder / "reports").exists()


def test_the_settings_of_a_project_are_checked_as_settings(run: Run, folder: Path) -> None:
    (folder / "personactl.yaml").write_text("profils: {}\nlint: {promptTokens: many}\n")
    result = run("validate", "personactl.yaml")
    assert result.status == 1
    assert "personactl.yaml:1:1 S101" in result.stdout
    assert "personactl.yaml:2:22 S103" in result.stdout or "personactl.yaml:2:22 " in result.stdout
    assert run("validate", "personactl.yaml", "--fix").status == 1
    (folder / "personactl.yaml").write_text("lint: {promptTokens: 900}\n")
    (folder / "cara.yaml").write_text("name: [\n")
    assert run("validate", "personactl.yaml").status == 0
    both = run("validate", "personactl.yaml", "cara.yaml")
    assert "cara.yaml:2:1 Y005" in both.stdout
    assert "2 files checked" in both.stderr
