"""A persona's key, its path and a pattern are understood by every command that takes personas."""

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.minimal_persona import write_persona

COMMANDS = (
    "validate {}",
    "diff {}",
    "diff --only {}",
    "push {} --yes",
    "push --only {} --dry-run",
    "status {}",
    "pull {}",
    "token {}",
    "talk {} --say Hello",
    "history {}",
    "rollback --last --only {} --dry-run",
    "session list --persona {}",
    "session tail --persona {}",
)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A project with three personas that were pushed twice; the current folder of the test."""
    shop = tmp_path / "shop"
    shop.mkdir()
    monkeypatch.chdir(shop)
    for text in ("Front desk", "Back door"):
        for key in ("cara", "p21", "p22"):
            write_persona(shop, key, text)
        assert run("push", "--yes").status == 0
    return shop


@pytest.mark.parametrize("word", ["cara", "persona/cara", "personas/cara.yaml", "./personas/ca*", "car?", "c*"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_every_form(shop: Path, run: Run, command: str, word: str) -> None:
    result = run(*(one.format(word) for one in command.split()))
    assert result.status == 0, result.stderr
    assert "p21" not in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_a_path_starts_in_the_current_folder(
    shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(shop / "personas")
    for word in ("cara.yaml", "../personas/cara.yaml"):
        result = run(*(one.format(word) for one in command.split()))
        assert result.status == 0, result.stderr
        assert "p21" not in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("word", ["carra", "persona/carra", "personas/carra.yaml", "q*", "personas/q*"])
def test_an_error_names_what_there_is(shop: Path, run: Run, command: str, word: str) -> None:
    result = run(*(one.format(word) for one in command.split()))
    assert (result.status, result.stdout) in {(2, ""), (4, "")}
    assert any(name in result.stderr for name in ("cara", "personas are", "lists personas", "check the pattern"))


@pytest.mark.parametrize("word", ["p2*", "personas/p2*", "p2[12]"])
def test_a_pattern_names_several(shop: Path, run: Run, word: str) -> None:
    for key in ("p21", "p22", "cara"):
        write_persona(shop, key, "Side door")
    result = run("push", word, "--yes")
    assert "updated" in result.stdout
    assert "push: 2 updated" in result.stderr
    assert run("diff", "p21", "p22", "--exit-code").status == 0
    assert run("diff", "cara", "--exit-code").status == 1
    several = run("token", word)
    assert several.status == 2
    assert "names 2 personas" in several.stderr


@pytest.mark.parametrize("arguments", [("--all", "cara"), ("cara", "--all")])
def test_pull_of_everything_and_of_a_name_is_refused(shop: Path, run: Run, arguments: tuple[str, ...]) -> None:
    before = {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()}
    result = run("pull", *arguments)
    assert (result.status, result.stdout) == (2, "")
    assert "leave out --all to pull only cara" in result.stderr
    assert {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "arguments", [("push", "", "--yes"), ("diff", ""), ("validate", ""), ("status", ""), ("pull", ""), ("token", "")]
)
def test_an_empty_word_is_not_the_whole_project(shop: Path, run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.status in {2, 4}
    assert result.stdout == ""
