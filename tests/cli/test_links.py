"""Links: one rule for all commands. Links of the repository are followed, others are findings and hide nothing."""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.minimal_persona import write_persona


@pytest.fixture
def agents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a repository, with one good persona; the current folder of the test."""
    agents = tmp_path / "mono" / "agents"
    agents.mkdir(parents=True)
    (tmp_path / "mono" / ".git").mkdir()
    (agents / "personactl.yaml").write_text("")
    write_persona(agents, "mona", "Front desk")
    shared = tmp_path / "mono" / "shared"
    shared.mkdir()
    write_persona(shared, "otto", "Back door")
    write_persona(shared.parent.parent, "evil", "Elsewhere")
    monkeypatch.chdir(agents)
    return agents


def link(path: Path, target: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        path.unlink()
    elif path.is_dir():
        path.rename(path.with_name("moved"))
    path.symlink_to(target)


def found(run: Run, *arguments: str) -> list[tuple[str, str]]:
    """The errors of `validate`: paths and codes."""
    findings = json.loads(run("validate", *arguments, "--format", "json").stdout)["findings"]
    return [(one["path"], one["code"]) for one in findings if one["severity"] == "error"]


def test_a_link_within_the_repository_is_followed_and_named_where_the_file_lies(agents: Path, run: Run) -> None:
    shared = agents.parent / "shared" / "personas"
    link(agents / "personas" / "hans.yaml", "../../shared/personas/otto.yaml")
    (shared / "prompts").mkdir()
    (shared / "prompts" / "otto.md").write_text("You answer questions about opening hours in one short sentence.\n")
    text = (shared / "otto.yaml").read_text()
    prompt = text.index("systemPrompt:")
    (shared / "otto.yaml").write_text(f"{text[:prompt]}systemPromptFile: prompts/otto.md\n")
    pushed = run("push", "--yes")
    assert pushed.status == 0, pushed.stderr
    assert "+ hans  ../shared/personas/otto.yaml  create" in pushed.stdout
    assert run("diff", "--exit-code").status == 0
    assert run("token", "hans").status == 0
    (shared / "otto.yaml").write_text(f"{text[:prompt]}systemPromptFile: prompts/otto.md\nnme: x\n")
    assert found(run) == found(run, "hans") == [("../shared/personas/otto.yaml", "S101")]
    refused = run("push", "--yes")
    assert (refused.status, refused.stdout) == (2, "")
    assert "where: ../shared/personas/otto.yaml:7:1 S101" in refused.stderr
    assert run("diff", "mona", "--exit-code").status == 0


def test_a_folder_of_personas_may_be_a_link_within_the_repository(agents: Path, run: Run) -> None:
    link(agents / "personas", "../shared/personas")
    pushed = run("push", "--yes")
    assert "+ otto  ../shared/personas/otto.yaml  create" in pushed.stdout
    link(agents / "personas" / "back", "..")
    link(agents / "personas" / "again", ".")
    assert run("diff", "--exit-code").status == 0, "links that lead back give no persona twice"


@pytest.mark.parametrize(
    ("name", "target", "code"),
    [
        ("personas/evil.yaml", "../../../personas/evil.yaml", "R202"),
        ("personas/evil.yaml", "/etc/hostname", "R202"),
        ("personas/more", "../../../personas", "R202"),
        ("personas/gone.yaml", "nowhere.yaml", "Y001"),
        ("personas/loop.yaml", "loop.yaml", "Y001"),
        ("tools/evil.yaml", "../../../personas/evil.yaml", "R202"),
        ("tools", "../../personas", "R202"),
        ("knowledge", "nowhere", "Y001"),
        ("personas/team", "nowhere", "Y001"),
    ],
)
def test_a_link_that_cannot_be_followed_is_a_finding_and_hides_no_other_file(
    agents: Path, run: Run, name: str, target: str, code: str
) -> None:
    write_persona(agents, "zoe", "Side door")
    (agents / "personas" / "zoe.yaml").write_text((agents / "personas" / "zoe.yaml").read_text() + "nme: x\n")
    link(agents / name, target)
    assert found(run) == sorted([(name, code), ("personas/zoe.yaml", "S101")])
    for command in (("push", "--yes"), ("diff",), ("status",)):
        refused = run(*command)
        assert refused.status == 2
        assert f"{name}:1:1 {code}" in refused.stderr
        assert "personas/zoe.yaml:7:1 S101" in refused.stderr
    for word in ("mona", "personas/mona.yaml", "mon*"):
        assert run("diff", word).status == run("status", word).status == run("token", word).status == 0
        assert run("push", word, "--yes").status == run("pull", word).status == 0


@pytest.mark.parametrize(
    ("name", "target", "code"), [("personas", "../../personas", "R202"), ("personas", "nowhere", "Y001")]
)
def test_a_folder_of_personas_that_is_such_a_link_hides_no_tools(
    agents: Path, run: Run, name: str, target: str, code: str
) -> None:
    (agents / "tools").mkdir()
    (agents / "tools" / "t.yaml").write_text("name: [\n")
    link(agents / name, target)
    assert found(run) == [(name, code), ("tools/t.yaml", "Y005")]
    assert f"{name}:1:1 {code}" in run("diff").stderr


@pytest.mark.parametrize(
    ("target", "code"), [("/etc/hostname", "R202"), ("nowhere", "Y001"), ("personactl.yaml", "Y001")]
)
def test_settings_that_are_such_a_link_are_a_finding(agents: Path, run: Run, target: str, code: str) -> None:
    (agents / "personactl.yaml").unlink()
    link(agents / "personactl.yaml", target)
    write_persona(agents, "zoe", "x\nnme: y")
    assert found(run) == [("personactl.yaml", code), ("personas/zoe.yaml", "S101")]
    assert found(run, "personactl.yaml") == [("personactl.yaml", code)]
    refused = run("push", "--yes")
    assert refused.status == 2
    assert f"where: {agents / 'personactl.yaml'}:1:1" in refused.stderr


@pytest.mark.parametrize("inside", [True, False])
def test_prompts_and_documents_follow_the_same_rule(agents: Path, run: Run, inside: bool) -> None:
    target = agents.parent / "shared" if inside else agents.parent.parent
    (target / "prompt.md").write_text("You answer questions about opening hours in one short sentence.\n")
    (target / "hours.md").write_text("We open at nine.\n")
    path = os.path.relpath(target, agents / "personas")
    link(agents / "personas" / "prompts" / "mona.md", f"../{path}/prompt.md")
    link(agents / "knowledge" / "hours.md", f"{path}/hours.md")
    text = (agents / "personas" / "mona.yaml").read_text()
    (agents / "personas" / "mona.yaml").write_text(
        text[: text.index("systemPrompt:")] + "systemPromptFile: prompts/mona.md\nknowledge: [faq]\n"
    )
    (agents / "knowledge" / "faq.yaml").write_text("name: FAQ\ndescription: Opening hours\ndocuments: ['*.md']\n")
    expected = [] if inside else [("knowledge/faq.yaml", "R202"), ("personas/mona.yaml", "R202")]
    assert found(run) == expected
    assert run("push", "--yes").status == (0 if inside else 2)


def test_a_path_that_leaves_the_project_without_a_link_stays_refused(agents: Path, run: Run) -> None:
    (agents.parent / "prompt.md").write_text("You answer questions.\n")
    text = (agents / "personas" / "mona.yaml").read_text()
    path = "systemPromptFile: ../../prompt.md\n"
    (agents / "personas" / "mona.yaml").write_text(text[: text.index("systemPrompt:")] + path)
    assert found(run) == [("personas/mona.yaml", "R202")]


def test_the_same_file_under_two_links_is_reported_and_fixed_once(agents: Path, run: Run) -> None:
    otto = agents.parent / "shared" / "personas" / "otto.yaml"
    otto.write_text(otto.read_text().replace("description:", "descripton:"))
    for name in ("one", "two"):
        link(agents / "personas" / f"{name}.yaml", "../../shared/personas/otto.yaml")
    assert found(run) == [("../shared/personas/otto.yaml", "S101")]
    run("validate", "--fix", "--unsafe-fixes")
    assert found(run) == []
    assert (agents / "personas" / "one.yaml").is_symlink()


def test_a_link_to_a_project_is_that_project(agents: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("push", "--yes").status == 0
    link(agents.parent / "link", "agents")
    monkeypatch.chdir(agents.parent)
    for word in ("link", "link/personas", "link/personas/mona.yaml", "link/personas/m*"):
        in_sync = run("diff", word, "--exit-code")
        assert (in_sync.status, in_sync.stdout) == (0, "= mona\n"), in_sync.stderr
        assert run("status", word).stdout == run("status", "agents").stdout
        assert found(run, word) == []
    assert run("session", "list", "--persona", "link/personas/mona.yaml").status == 0
    assert run("diff", "link", "agents/personas", "--exit-code").status == 0, "they are one project"


def test_a_file_and_a_link_to_it_of_the_same_name_are_one_file(agents: Path, run: Run) -> None:
    (agents / "shared").mkdir()
    (agents / "personas" / "mona.yaml").rename(agents / "shared" / "mona.yaml")
    link(agents / "personas" / "mona.yaml", "../shared/mona.yaml")
    assert (run("validate", ".").status, found(run, ".")) == (0, [])
    assert run("diff", ".").status == 0


@pytest.mark.parametrize("target", ["../../personas", "nowhere"])
def test_a_key_that_may_be_behind_such_a_link_names_the_link(agents: Path, run: Run, target: str) -> None:
    link(agents / "personas", target)
    for command in ("validate", "diff", "push", "status", "token"):
        refused = run(command, "mona")
        assert refused.status == 2
        assert "no 'mona' was found, and a folder is a link without files" in refused.stderr
        assert f"where: {agents / 'personas'}\n" in refused.stderr
