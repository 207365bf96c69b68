"""`validate` on a project with tools and knowledge: each file is checked as its own kind."""

from pathlib import Path

import pytest

from tests.conftest import Run

_CARA = "name: Cara\navatar: Cara\nvoice: Lucy\ntools: [goodbye]\nknowledge: [store]\n"
_GOODBYE = "name: goodbye\ndescription: Ends the call after a goodbye.\ntype: SYSTEM\nconfig: {action: end_call}\n"
_STORE = "name: Store\ndocuments: ['store/*.md']\n"
# Rules that accept a persona as short as this one.
_FEW = ("--select", "S101,S106,S108,R2,T", "--format", "concise")


def _write(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one file of each kind that is the current folder."""
    monkeypatch.chdir(tmp_path)
    _write("personas/cara.yaml", _CARA)
    _write("tools/goodbye.yaml", _GOODBYE)
    _write("knowledge/store.yaml", _STORE)
    _write("knowledge/store/hours.md", "We open at nine.\n")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_tools_and_knowledge_are_checked_beside_the_personas(run: Run) -> None:
    result = run("validate", *_FEW)

    assert (result.status, result.stdout) == (0, "")
    assert result.stderr == "3 files checked, no findings\n"


@pytest.mark.usefixtures("folder")
def test_a_mistake_in_any_of_them_is_shown_where_it_is(run: Run) -> None:
    _write("tools/goodbye.yaml", _GOODBYE.replace("end_call", "hang_up"))
    _write("knowledge/store.yaml", _STORE.replace("*.md", "*.txt"))

    result = run("validate", *_FEW)

    assert result.status == 1
    assert result.stdout.splitlines() == [
        "knowledge/store.yaml:2:13: error: no file matches 'store/*.txt' [T621]",
        "tools/goodbye.yaml:4:18: error: tool.config.action must be one of end_call, interrupt [S106]",
    ]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("path", ["tools/goodbye.yaml", "knowledge", "tools/*.yaml"])
def test_a_part_is_not_a_persona_even_if_it_is_named(path: str, run: Run) -> None:
    result = run("validate", path, *_FEW)

    assert (result.status, result.stdout) == (0, "")
    assert result.stderr == "1 file checked, no findings\n"


def test_it_is_the_same_from_a_folder_below(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "tools")

    assert run("validate", *_FEW).stderr == "3 files checked, no findings\n"
    assert run("validate", "goodbye.yaml", *_FEW).stderr == "1 file checked, no findings\n"


@pytest.mark.usefixtures("folder")
def test_a_document_that_comes_or_goes_is_noticed_at_once(run: Run) -> None:
    hours = Path("knowledge/store/hours.md")
    assert run("validate", *_FEW).status == 0
    hours.unlink()
    assert run("validate", *_FEW).status == 1
    hours.touch()
    assert run("validate", *_FEW).status == 0


@pytest.mark.usefixtures("folder")
def test_a_tool_that_comes_or_goes_is_noticed_at_once(run: Run) -> None:
    assert run("validate", *_FEW).status == 0
    Path("tools/goodbye.yaml").rename("tools/good-bye.yaml")
    _write("tools/good-bye.yaml", _GOODBYE.replace("name: goodbye", "name: farewell"))

    result = run("validate", *_FEW)

    assert result.status == 1
    assert result.stdout == "personas/cara.yaml:4:9: error: no file in tools/ defines 'goodbye' [R214]\n"
    assert "Did you mean good-bye?" in run("validate", "--select", "R214").stdout


@pytest.mark.usefixtures("folder")
def test_a_fix_mends_a_saved_tool(run: Run) -> None:
    _write("tools/goodbye.yaml", _GOODBYE.replace("SYSTEM", "system"))

    assert run("validate", *_FEW, "--fix").status == 0
    assert Path("tools/goodbye.yaml").read_text(encoding="utf-8") == _GOODBYE


@pytest.mark.usefixtures("folder")
def test_a_comment_silences_a_rule_there_too(run: Run) -> None:
    _write("tools/goodbye.yaml", _GOODBYE.replace("goodbye\n", "goodBye  # personactl: ignore[T601]\n", 1))

    result = run("validate", "tools", "--select", "T,J9", "--format", "concise")

    assert (result.status, result.stdout) == (0, "")


def test_tools_alone_make_no_project(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _write("tools/goodbye.yaml", _GOODBYE)
    assert run("validate").status == 2

    _write("personactl.yaml", "")
    assert run("validate", *_FEW).stderr == "1 file checked, no findings\n"
