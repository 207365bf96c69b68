"""Links of a repository lead nowhere outside of it: nothing there is listed, and nothing there is written."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.web_app import WebApp
from tests.conftest import Run
from tests.files.hostile import contents, link, make_own_project, make_project
from tests.minimal_persona import write_persona


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return make_own_project(tmp_path)


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    clone = make_project(tmp_path)
    monkeypatch.chdir(clone)
    return clone


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("personas", ["personas/*"]),
        ("personas", ["personas/**/*.yaml"]),
        ("personas", ["personas/personas"]),
        ("personas", ["personas/personas/work.yaml"]),
        ("personas/team", ["personas/team/personas"]),
        ("personas/team", ["personas/team/*", "personas/mona.yaml"]),
        ("tools", ["tools/**"]),
        ("shared/deep/er", ["shared/deep/er/personas/work.yaml"]),
        ("personas", []),
        ("personas/team", []),
    ],
)
def test_fix_changes_no_project_behind_a_link(clone: Path, own: Path, run: Run, place: str, words: list[str]) -> None:
    """The folder behind the link is a project of its own, so its files are not linked within their project."""
    before = contents(own)
    link(clone / place, own)

    fixed = run("validate", "--fix", "--unsafe-fixes", *words)

    assert contents(own) == before
    assert fixed.status == 1
    assert f"{place}:1:1 R202 this is a link to {own}, outside the repository" in fixed.stdout
    assert "work.yaml" not in fixed.stdout


def test_a_link_to_the_root_of_the_disk_is_one_finding(clone: Path, run: Run) -> None:
    link(clone / "personas", "/")
    for words in ([], ["personas"], ["personas/*"], ["personas/**/*.yaml"], ["personas/etc"], ["p*/**"]):
        findings = json.loads(run("validate", *words, "--format", "json").stdout)["findings"]
        assert [(one["path"], one["code"]) for one in findings] == [("personas", "R202")], words


@pytest.mark.parametrize("command", ["diff", "push", "pull", "status", "token", "history", "rollback"])
def test_no_command_takes_a_project_behind_a_link_for_the_one_that_is_named(
    clone: Path, own: Path, run: Run, command: str
) -> None:
    link(clone / "personas" / "team", own)
    refused = run(command, "personas/team/personas/work.yaml")
    assert refused.status in {2, 4}, refused.stderr
    assert str(own / "personas") not in refused.stdout + refused.stderr
    if command not in {"history", "rollback"}:
        assert f"this is a link to {own}, outside the repository" in refused.stderr
        assert "where: personas/team\n" in refused.stderr


def test_a_file_outside_may_still_be_named_and_checked(clone: Path, own: Path, run: Run) -> None:
    assert "systemPromt" in run("validate", str(own / "personas" / "work.yaml")).stdout
    assert run("validate", "--fix", "../own").status == 0
    assert "systemPrompt:" in (own / "personas" / "work.yaml").read_text()


def test_a_link_of_the_user_to_a_repository_is_followed(clone: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The link lies in no repository, so nobody else has put it there."""
    link(clone.parent / "work", clone)
    monkeypatch.chdir(clone.parent)
    for word in ("work", "work/personas/*", "work/personas/mona.yaml"):
        assert run("validate", word).status == 0
    assert run("validate", "work", "--output", "work/report.txt").status == 0
    assert (clone / "report.txt").exists()


@pytest.mark.parametrize(("place", "target"), [("tools", "{own}"), ("knowledge", "{own}"), ("tools", "src")])
def test_a_pull_creates_no_file_behind_a_link(
    clone: Path, own: Path, home: Path, run: Run, place: str, target: str
) -> None:
    """Also in a folder of the repository that is not for such files."""
    app = WebApp(home)
    (clone / place).mkdir()
    text = "name: wave\ndescription: Waves.\ntype: CLIENT\nconfig: {parameters: {type: object}}\n"
    (clone / "tools").mkdir(exist_ok=True)
    (clone / "tools" / "wave.yaml").write_text(text)
    (clone / "knowledge").mkdir(exist_ok=True)
    (clone / "knowledge" / "faq.md").write_text("We open at nine.\n")
    (clone / "knowledge" / "faq.yaml").write_text("name: FAQ\ndescription: Hours\ndocuments: [faq.md]\n")
    assert run("push", "--yes").status == 0
    app.create(name="Otto", systemPrompt="You are Otto.")
    (clone / "src").mkdir()
    for file in (clone / place).iterdir():
        file.unlink()
    link(clone / place, target.format(own=own))
    before = contents(own)

    pulled = run("pull", "--all")

    assert contents(own) == before
    assert list((clone / "src").iterdir()) == []
    assert pulled.status != 0, pulled.stdout
    assert place in pulled.stdout + pulled.stderr


@pytest.mark.parametrize("exists", [True, False])
def test_the_lock_is_not_read_or_written_through_a_link(
    clone: Path, own: Path, served: object, run: Run, exists: bool
) -> None:
    target = own / "new.lock"
    if exists:
        target.write_text('{"version": "9"}\n')
    link(clone / "personactl.lock", target)
    before = contents(own)

    for command in (("push", "--yes"), ("pull", "--all"), ("diff",), ("status",)):
        refused = run(*command)
        assert refused.status == 2, (command, refused.stderr)
        assert f"a link leads to {target}, outside the repository" in refused.stderr
    assert contents(own) == before
    assert "Front desk" not in run("pull", "--all", "--dry-run").stdout


@pytest.mark.parametrize("dangling", [True, False])
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("report.json", ["validate", "--format", "json", "--output", "report.json"]),
        ("known.json", ["validate", "--write-baseline", "--baseline", "known.json"]),
        ("plan.json", ["diff", "--output", "plan.json"]),
        ("out/report.json", ["validate", "--output", "out/report.json"]),
        ("personas/new.yaml", ["import", "source.json", "--output", "personas/new.yaml", "--force"]),
        ("personas/prompts", ["import", "source.json", "--output", "personas/new.yaml", "--force"]),
        ("new", ["import", "source.json", "--output", "new"]),
        (".github", ["init", "--yes"]),
        (".github/workflows", ["init", "--yes"]),
        (".personactl", ["init", "--yes"]),
        (".personactl/schemas", ["init", "--schemas"]),
        (".personactl/schemas/persona.json", ["init", "--schemas"]),
        ("sub", ["init", "sub", "--yes"]),
    ],
)
def test_nothing_is_written_through_a_link(
    clone: Path, own: Path, run: Run, name: str, command: list[str], dangling: bool
) -> None:
    prompt = "You answer questions about opening hours.\nYou keep it short."
    (clone / "source.json").write_text(json.dumps({"name": "New", "systemPrompt": prompt}))
    if command == ["init", "--yes"]:
        (clone / "personactl.yaml").unlink()
    is_folder = "." not in Path(name).name.lstrip(".")
    target = own / ("nowhere" if dangling else "folder" if is_folder else "file")
    if not dangling:
        target.mkdir() if is_folder else target.write_text("mine\n")
    if name == "out/report.json":
        (clone / "out").mkdir()
    link(clone / name, target)
    before = contents(own)

    refused = run(*command)

    assert contents(own) == before
    assert refused.status == 2, refused.stdout + refused.stderr
    assert refused.stderr.startswith("error[")


def test_a_file_with_two_names_changes_under_one_of_them(clone: Path, own: Path, run: Run) -> None:
    file = own / "personas" / "work.yaml"
    os.link(file, clone / "personas" / "work.yaml")
    before = file.read_bytes()
    assert run("validate", "--fix").status == 0
    assert "systemPrompt:" in (clone / "personas" / "work.yaml").read_text()
    assert file.read_bytes() == before


def test_a_script_and_a_source_are_not_read_through_a_link(clone: Path, own: Path, run: Run) -> None:
    """Their lines would go to the platform."""
    secret = own / "secret.txt"
    secret.write_text("my secret\n")
    link(clone / "hello.txt", secret)
    for command in (["talk", "mona", "--script", "hello.txt"], ["import", "hello.txt"], ["push", "plan.json"]):
        if command[0] == "push":
            link(clone / "plan.json", secret)
        refused = run(*command)
        assert refused.status == 2
        assert f"this is a link to {secret}, outside the repository" in refused.stderr


def test_fixes_are_written_through_links_within_the_repository(clone: Path, run: Run) -> None:
    (clone / "shared").mkdir()
    write_persona(clone / "shared", "otto", "Back door")
    file = clone / "shared" / "personas" / "otto.yaml"
    file.write_text(file.read_text().replace("systemPrompt:", "systemPromt:"))
    link(clone / "personas" / "otto.yaml", "../shared/personas/otto.yaml")
    assert run("validate", "--fix").status == 0
    assert (clone / "personas" / "otto.yaml").is_symlink()
    assert "systemPrompt:" in file.read_text()
