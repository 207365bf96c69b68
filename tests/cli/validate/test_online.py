"""`validate --online` against the embedded engine, and against a platform that cannot be reached."""

from pathlib import Path

import pytest

from tests.conftest import Run

_UNKNOWN = "30fa96d0-26c4-4e55-94a0-517025942e19"


@pytest.fixture(autouse=True)
def file(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A persona with an avatar that no target has."""
    file = tmp_path / "here" / "personas" / "cara.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(f"name: Cara\navatarId: {_UNKNOWN}\nvoice: Lucy\n", encoding="utf-8")
    monkeypatch.chdir(file.parent.parent)
    return file


def test_an_id_that_the_target_does_not_have_is_found_only_online(run: Run) -> None:
    online = run("validate", "--select", "R2", "--online", "--profile", "local", "--format", "concise")
    offline = run("validate", "--select", "R2", "--format", "concise")

    assert online.status == 1
    assert online.stdout.startswith("personas/cara.yaml:2:11: error: the target has no avatar with this id")
    assert online.stderr.startswith("target: local (embedded engine, ")
    full = run("validate", "--select", "R2", "--online", "--profile", "local")
    assert "Copy an id from personactl avatar list --profile local." in full.stdout
    assert (offline.status, offline.stdout) == (0, "")


def test_tools_and_folders_are_looked_up_too(run: Run, file: Path) -> None:
    tool = f"{{type: SERVER_RAG, name: look_up, description: Looks up, config: {{documentFolderIds: [{_UNKNOWN}]}}}}"
    file.write_text(f"name: Cara\navatar: Cara\nvoice: Lucy\ntoolIds: [{_UNKNOWN}]\n", encoding="utf-8")
    (file.parent.parent / "tools").mkdir()
    (file.parent.parent / "tools" / "look_up.yaml").write_text(tool, encoding="utf-8")

    found = run("validate", ".", "--select", "R211", "--online", "--profile", "local", "--format", "concise")

    assert found.stdout.splitlines() == [
        "personas/cara.yaml:4:11: error: the target has no tool with this id [R211]",
        "tools/look_up.yaml:1:87: error: the target has no knowledge folder with this id [R211]",
    ]


def test_a_comment_for_an_online_rule_is_not_unused_offline(run: Run, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(_UNKNOWN, f"{_UNKNOWN}  # personactl: ignore[R211]"), encoding="utf-8")

    online = run("validate", "--select", "R2,J910", "--online", "--profile", "local")
    offline = run("validate", "--select", "R2,J910")

    assert (online.status, online.stdout) == (0, "")
    assert (offline.status, offline.stdout) == (0, "")


def test_an_unreachable_platform_is_not_a_finding(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANAM_API_KEY", "key")
    monkeypatch.setenv("ANAM_API_URL", "http://127.0.0.1:9")

    result = run("validate", "--online")

    assert (result.status, result.stdout) == (5, "")
    assert "error[" in result.stderr


def test_a_profile_without_online_is_refused(run: Run) -> None:
    assert run("validate", "--profile", "local").status == 2
