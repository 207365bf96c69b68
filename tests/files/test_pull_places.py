"""Where a pull writes documents of the platform, and under which names: never what another program could run."""

from pathlib import Path

import pytest

from personactl.files.portable_names import name_problem
from tests.cli.web_app import WebApp
from tests.conftest import Run
from tests.files.hostile import contents
from tests.minimal_persona import write_persona

_AVATAR = "30fa96d0-26c4-4e55-94a0-517025942e18"
_VOICE = "6bfbe25a-979d-40f3-a92b-5394170af54b"
_LLM = "0934d97d-0c3a-4f33-91b0-5e136a0ef466"


@pytest.fixture
def group(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a group of documents, one of which lies outside of the usual folders; it was pushed."""
    project = tmp_path / "project"
    (project / "knowledge" / "faq").mkdir(parents=True)
    write_persona(project, "mona", "Front desk")
    (project / "knowledge" / "faq.yaml").write_text(
        "name: FAQ\ndescription: Hours\ndocuments: ['faq/*.md', ../README.md]\n"
    )
    (project / "knowledge" / "faq" / "hours.md").write_text("We open at nine.\n")
    (project / "README.md").write_text("# About us\n")
    monkeypatch.chdir(project)
    assert run("push", "--yes").status == 0
    return project


@pytest.fixture
def app(home: Path, group: Path) -> WebApp:
    return WebApp(home)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("CON.md", "is the name of a device on Windows"),
        ("aux .txt", "is the name of a device on Windows"),
        ("hours.md:evil.md", "has the character :"),
        ("*.md", "has the character *"),
        ("trailing.md.", "ends with a dot or a space"),
        ("conftest.py", "the platform does not take documents of this kind"),
        ("Makefile", "the platform does not take documents of this kind"),
        ("evil.yaml", "the platform does not take documents of this kind"),
        (".env", "is hidden"),
        ("\u202egpj.md", "U+202E"),
        ("HOURS.md", "are one file on some systems"),
        ("Hours.MD", "are one file on some systems"),
    ],
)
def test_a_document_with_a_name_that_is_no_good_is_refused_and_the_others_are_pulled(
    app: WebApp, group: Path, run: Run, name: str, reason: str
) -> None:
    app.upload_under_any_name(name, b"import os\n")
    app.upload("new.md", b"# New\n")
    before = contents(group)

    pulled = run("pull", "faq")

    assert pulled.status == 7, pulled.stdout
    assert reason in pulled.stdout + pulled.stderr
    after = contents(group)
    assert after.pop("knowledge/faq/new.md") == b"# New\n"
    assert {path: text for path, text in after.items() if before.get(path) != text}.keys() <= {"knowledge/faq.yaml"}
    assert name == "*.md" or name not in (group / "knowledge" / "faq.yaml").read_text()


def test_two_documents_that_some_system_takes_for_one_file_are_refused(app: WebApp, group: Path, run: Run) -> None:
    app.upload("caf\u00e9.md", b"1\n")
    app.upload("cafe\u0301.md", b"2\n")
    pulled = run("pull", "faq")
    assert pulled.status == 7
    assert "are one file on some systems" in pulled.stdout
    assert len(list((group / "knowledge" / "faq").iterdir())) == 2


def test_a_listed_document_outside_of_the_folders_is_not_written(app: WebApp, group: Path, run: Run) -> None:
    """The exploit wrote a conftest.py at the root."""
    (group / "personactl.lock").unlink(missing_ok=True)
    app.replace_document("README.md", b"# Theirs\n")
    for command in (
        ["pull", "faq"],
        ["pull", "faq", "--on-conflict", "theirs"],
        ["pull", "--all", "--on-conflict", "theirs"],
    ):
        pulled = run(*command)
        assert pulled.status == 7 or "pull does not write README.md" in pulled.stderr
        assert (
            "pull does not write README.md, which lies outside of the project's folders"
            in pulled.stdout + pulled.stderr
        )
        assert (group / "README.md").read_text() == "# About us\n"


def test_a_file_that_nobody_listed_is_not_overwritten(app: WebApp, group: Path, run: Run) -> None:
    (group / "knowledge" / "faq" / "notes.txt").write_text("mine\n")
    app.upload("notes.txt", b"theirs\n")
    pulled = run("pull", "faq")
    assert pulled.status == 6
    assert (group / "knowledge" / "faq" / "notes.txt").read_text() == "mine\n"


@pytest.mark.parametrize("name", ["CON", "../../evil", "..", "a:b", "personactl", "x" * 300, "\u202eabc", "COM\u00b9"])
def test_a_resource_of_any_name_gets_a_file_in_its_folder(
    app: WebApp, group: Path, home: Path, run: Run, name: str
) -> None:
    app.create(
        name=name,
        avatarId=_AVATAR,
        voiceId=_VOICE,
        llmId=_LLM,
        systemPrompt="You answer questions about opening hours.\nYou keep it short.",
    )
    before = contents(group)
    assert run("pull", "--all").status == 0
    new = contents(group).keys() - before.keys()
    assert len(new - {"personas/prompts"}) == 2
    assert all(path.startswith("personas/") for path in new), new
    assert all(name_problem(Path(path).name) is None for path in new)


def test_a_prompt_file_outside_of_the_folders_stays_as_it_is(app: WebApp, group: Path, home: Path, run: Run) -> None:
    (group / "docs").mkdir()
    (group / "docs" / "mona.md").write_text("You answer questions.\n")
    file = group / "personas" / "mona.yaml"
    text = file.read_text()
    file.write_text(f"{text[: text.index('systemPrompt:')]}systemPromptFile: ../docs/mona.md\n")
    assert run("push", "--yes").status == 0
    app.change("Mona", systemPrompt="You answer questions about opening hours.")
    pulled = run("pull", "mona")
    assert pulled.status == 0, pulled.stderr
    assert (group / "docs" / "mona.md").read_text() == "You answer questions.\n"
    assert (group / "personas" / "prompts" / "mona.md").read_text() == "You answer questions about opening hours.\n"
    assert "stays as it is" in pulled.stdout
