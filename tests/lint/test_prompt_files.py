"""A prompt file is checked as a prompt, with or without a persona that uses it."""

from pathlib import Path

import pytest

from tests.conftest import Run

PROMPT = (
    "\ufeffYou are Cara.\r\n\r\n"
    "Welcome people to [Company Name], and use bullet points in every answer.\r\nTODO: hours\r\n"
)
FOUND = ["3:19 P411", "3:43 P410", "4:1 P411"]
PERSONA = (
    "name: Cara\navatarId: 30fa96d0-26c4-4e55-94a0-517025942e18\navatarModel: cara-4\n"
    "voiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b\nllmId: 0934d97d-0c3a-4f33-91b0-5e136a0ef466\n"
    "systemPromptFile: prompts/x.md\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("personas/prompts/x.md", "prompts/y.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(PROMPT.encode())
    return tmp_path


def places(output: str, name: str) -> list[str]:
    lines = [line.split(": ") for line in output.splitlines() if line.startswith(f"{name}:")]
    return [f"{place.removeprefix(f'{name}:')} {rest[-1][-5:-1]}" for place, *rest in lines]


@pytest.mark.parametrize("name", ["personas/prompts/x.md", "prompts/y.txt"])
def test_a_prompt_without_a_persona(run: Run, project: Path, name: str) -> None:
    result = run("validate", name, "--format", "concise")

    assert result.status == 1
    assert places(result.stdout, name) == FOUND
    assert "1 file checked" in result.stderr


def test_a_prompt_of_a_persona_has_the_same_findings_once(run: Run, project: Path) -> None:
    (project / "personas" / "cara.yaml").write_text(PERSONA)

    alone = run("validate", "personas/prompts/x.md", "--format", "concise")
    both = run("validate", "personas/cara.yaml", "personas/prompts/x.md", "--format", "concise")
    again = run("validate", "personas/cara.yaml", "personas/prompts/x.md", "--format", "concise")

    assert places(alone.stdout, "personas/prompts/x.md") == FOUND
    assert places(both.stdout, "personas/prompts/x.md") == FOUND
    assert again.stdout == both.stdout


def test_a_folder_of_prompts_but_not_its_readme(run: Run, project: Path) -> None:
    (project / "prompts" / "README.md").write_text("TODO: explain\n")

    result = run("validate", "prompts", "--format", "concise")

    assert places(result.stdout, "prompts/y.txt") == FOUND
    assert "README" not in result.stdout


def test_a_pattern(run: Run, project: Path) -> None:
    assert places(run("validate", "p*/*.txt", "--format", "concise").stdout, "prompts/y.txt") == FOUND


@pytest.mark.processes
def test_a_prompt_from_stdin(run_process: Run, project: Path) -> None:
    arguments = ("validate", "-", "--stdin-filename", "prompts/new.md", "--format", "concise")

    assert places(run_process(*arguments, stdin=PROMPT).stdout, "prompts/new.md") == FOUND


def test_safe_fixes_and_comments_apply(run: Run, project: Path) -> None:
    prompt = project / "prompts" / "y.txt"
    comment = "<!-- personactl: ignore[P411] -->"
    prompt.write_text(f"You are Cara, who sells lamps to everybody.\n{comment}\nTODO: ho\u200burs\n")

    result = run("validate", "prompts/y.txt", "--fix", "--format", "concise")

    assert result.status == 0
    assert prompt.read_text().endswith("TODO: hours\n")


def test_a_document_of_knowledge_is_not_a_prompt(run: Run, project: Path) -> None:
    (project / "knowledge").mkdir()
    (project / "knowledge" / "faq.md").write_text("TODO: [Company Name]\n")

    assert run("validate", "knowledge/faq.md").status == 0


def test_a_prompt_that_is_no_text_is_a_finding(run: Run, project: Path) -> None:
    (project / "prompts" / "y.txt").write_bytes(b"You are \xff Cara.")

    assert "Y003" in run("validate", "prompts/y.txt", "--format", "concise").stdout


def test_components_beside_an_empty_folder_of_personas_are_checked(run: Run, project: Path) -> None:
    (project / "personas" / "prompts" / "x.md").unlink()
    (project / "tools").mkdir()
    (project / "tools" / "book.yaml").write_text("name: book\ntype: CLIENT\n")

    result = run("validate", "--format", "concise")

    assert result.status == 1
    assert "tools/book.yaml:1:1: error" in result.stdout
