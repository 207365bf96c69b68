"""`personactl import`: which persona, into which files, and what it refuses."""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import Run

_IDS = 'avatarId: "30fa96d0-26c4-4e55-94a0-517025942e18", voiceId: "6bfbe25a-979d-40f3-a92b-5394170af54b"'
_ONE = f'const personaConfig = {{ name: "Cara", {_IDS}, systemPrompt: `You are Cara.\nBe kind.` }};\n'
_TWO = f'const personas = [{{ name: "Cara", {_IDS} }}, {{ name: "Night desk", {_IDS} }}];\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without files, which is the current folder, with two sources."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "personas").mkdir()
    (tmp_path / "one.js").write_text(_ONE, encoding="utf-8")
    (tmp_path / "two.ts").write_text(_TWO, encoding="utf-8")
    return tmp_path


def files(project: Path) -> list[str]:
    found = (path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file())
    return sorted(name for name in found if name not in {"one.js", "two.ts"})


def test_it_writes_the_persona_and_its_prompt_and_names_the_next_step(project: Path, run: Run) -> None:
    result = run("import", "one.js")
    assert (result.status, result.stdout) == (0, "personas/cara.yaml  from one.js:1\n  personas/prompts/cara.md\n")
    assert result.stderr == "import: 1 persona in 2 files\nnext: personactl validate personas/cara.yaml\n"
    assert (project / "personas/prompts/cara.md").read_text() == "You are Cara.\nBe kind.\n"
    assert run("validate").status == 1  # the prompt is short, and nothing else
    assert [line for line in run("validate").stdout.splitlines() if " S" in line and "info" not in line] == []


def test_a_source_with_several_personas_needs_a_choice(project: Path, run: Run) -> None:
    refused = run("import", "two.ts")
    assert (refused.status, refused.stdout, files(project)) == (2, "", [])
    assert "2 personas: Cara, Night desk" in refused.stderr
    assert "--all" in refused.stderr
    assert run("import", "two.ts", "--only", "night-desk").status == 0
    assert files(project) == ["personas/night-desk.yaml"]
    assert run("import", "two.ts", "--only", "Cara").status == 0
    unknown = run("import", "two.ts", "--only", "Cora")
    assert (unknown.status, "did you mean Cara?" in unknown.stderr) == (2, True)
    (project / "other").mkdir()
    assert run("import", "two.ts", "--all", "--output", "other").status == 0
    assert files(project)[:2] == ["other/cara.yaml", "other/night-desk.yaml"]


def test_it_overwrites_only_with_force(project: Path, run: Run) -> None:
    assert run("import", "one.js").status == 0
    before = {name: (project / name).stat().st_mtime_ns for name in files(project)}
    refused = run("import", "one.js")
    assert (refused.status, refused.stdout) == (2, "")
    assert "personas/cara.yaml" in refused.stderr
    assert "--force" in refused.stderr
    assert {name: (project / name).stat().st_mtime_ns for name in files(project)} == before
    (project / "one.js").write_text(_ONE.replace("kind", "calm"), encoding="utf-8")
    assert run("import", "one.js", "--force").status == 0
    assert (project / "personas/prompts/cara.md").read_text() == "You are Cara.\nBe calm.\n"
    assert files(project) == ["personas/cara.yaml", "personas/prompts/cara.md"]


def test_nothing_is_written_if_only_the_prompt_file_exists(project: Path, run: Run) -> None:
    (project / "personas/prompts").mkdir()
    (project / "personas/prompts/cara.md").write_text("Mine.\n")
    assert run("import", "one.js").status == 2
    assert files(project) == ["personas/prompts/cara.md"]
    assert (project / "personas/prompts/cara.md").read_text() == "Mine.\n"


def test_name_and_output_choose_the_file(project: Path, run: Run) -> None:
    assert run("import", "one.js", "--name", "Front Desk!").status == 0
    assert "personas/front-desk.yaml" in files(project)
    assert run("import", "one.js", "--output", "personas/sub/desk.yaml").status == 0
    assert {"personas/sub/desk.yaml", "personas/sub/prompts/desk.md"} <= set(files(project))
    for arguments in (("--name", "x"), ("--output", "x.yaml")):
        refused = run("import", "two.ts", "--all", *arguments)
        assert (refused.status, arguments[0] in refused.stderr) == (2, True)


def test_a_dry_run_shows_every_file_and_writes_none(project: Path, run: Run) -> None:
    shown = run("import", "one.js", "--dry-run")
    assert (shown.status, files(project)) == (0, [])
    assert "--- personas/prompts/cara.md\nYou are Cara.\nBe kind.\n" in shown.stdout
    document = json.loads(run("import", "one.js", "--dry-run", "--format", "json").stdout)
    assert (document["written"], document["complete"], document["findings"]) == (False, True, [])
    assert [one["path"] for one in document["newFiles"]] == ["personas/cara.yaml", "personas/prompts/cara.md"]
    assert [one["key"] for one in document["personas"]] == ["cara"]


def test_a_dry_run_shows_the_texts_as_they_would_be_written(project: Path, run: Run) -> None:
    (project / "deep.js").write_text(
        "const persona = {name: 'Cara', avatarId: 'x', systemPrompt: 'Steps:\\n  - one\\n    a  b',\n"
        "  tools: [{type: 'client', name: 'show_map', description: 'Shows it.', parameters: {type: 'object'}}]};\n"
    )

    shown = run("import", "deep.js", "--dry-run").stdout
    run("import", "deep.js")

    for path in ("personas/cara.yaml", "personas/prompts/cara.md", "tools/show_map.yaml"):
        assert f"--- {path}\n{(project / path).read_text()}" in shown


@pytest.mark.processes
def test_stdin_is_read_and_its_language_found(project: Path, run_process: Run) -> None:
    python = 'persona_config = PersonaConfig(name="Mia", avatar_id="30fa96d0-26c4-4e55-94a0-517025942e18")\n'
    for text, key in ((_ONE, "cara"), (python, "mia"), ('{"name": "Jo", "avatarId": "x"}', "jo")):
        assert run_process("import", "-", stdin=text).status == 0
        assert f"personas/{key}.yaml" in files(project)
    wrong = run_process("import", "-", "--language", "python", stdin="const x = `a`;")
    assert (wrong.status, "not valid Python" in wrong.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("const x = 1;", "there is no persona in this JavaScript source", "personaConfig"),
        ("const x = {;", "not valid JavaScript", "--language"),
        ('const personaConfig = { name: "Cara", avatarId: };', "the code of the persona is not valid", "correct"),
        ('start({ personaConfig: { personaId: "p-1" } });', "stored on the platform", "personactl pull p-1"),
        ("start({ personaConfig: { personaId } });", "stored on the platform", "personactl pull ID"),
        ("start({ personaConfig: { name, avatarId, voiceId } });", "comes from code that is not run", "schema"),
        ("", "there is no persona", "personaConfig"),
    ],
)
def test_a_source_without_a_persona_is_refused(text: str, message: str, hint: str, project: Path, run: Run) -> None:
    (project / "one.js").write_text(text)
    refused = run("import", "one.js")
    assert (refused.status, refused.stdout, files(project)) == (2, "", [])
    assert message in refused.stderr
    assert hint in refused.stderr.splitlines()[2]


def test_files_that_are_no_source_are_refused(project: Path, run: Run) -> None:
    (project / "personas/cara.yaml").write_text("name: Cara\navatarId: x\n")
    (project / "latin.js").write_bytes(b"const a = '\xe9';")
    (project / "large.js").write_text("/* " + "x" * 1_100_000 + " */" + _ONE)
    for name, part in (
        ("missing.js", "does not exist"),
        (".", "folder"),
        ("personas/cara.yaml", "needs no import"),
        ("latin.js", "UTF-8"),
        ("large.js", "characters"),
    ):
        refused = run("import", name)
        assert (refused.status, refused.stdout) == (2, "")
        assert part in refused.stderr


def test_keys_and_secrets_are_named_and_never_written(project: Path, run: Run) -> None:
    key = "NzcyNTEwZjQtY2YyZi00NWYzLWFiZjEtMDk1ZDEzNjkyOGJhOklwYTJFMGYxSHNjL2k2dW9SUi9JZlpDOW81TnBSVm9m"
    hook = (
        '{ type: "server", subtype: "webhook", name: "book", description: "Books.", url: "https://shop.lanterns.io/b",'
        ' method: "POST", headers: { Authorization: "Bearer abc", "X-Api-Key": "short" } }'
    )
    source = (
        f'const ANAM_API_KEY = "{key}";\nstart({{ personaConfig: {{ name: "Cara", {_IDS}, tools: [{hook}] }} }});\n'
    )
    (project / "one.js").write_text(source)
    result = run("import", "one.js")
    written = "".join((project / name).read_text() for name in files(project))
    for secret in (key, "Bearer abc", "short"):
        assert secret not in written + result.stdout + result.stderr
    assert [line.split()[1] for line in result.stdout.splitlines() if line.startswith("one.js:")] == ["secret"] * 3
    assert result.status == 1


def test_one_tool_of_several_personas_has_one_file(project: Path, run: Run) -> None:
    tool = 'const map = { type: "client", name: "show_map", description: "Shows the way to the shop." };\n'
    other = '{ type: "client", name: "show_map", description: "Another." }'
    (project / "one.js").write_text(
        f'{tool}const all = [{{ name: "A", {_IDS}, tools: [map] }}, {{ name: "B", {_IDS}, tools: [map] }}, '
        f'{{ name: "C", {_IDS}, tools: [{other}] }}];'
    )
    assert run("import", "one.js", "--all").status == 0
    assert files(project) == ["personas/a.yaml", "personas/b.yaml", "personas/c.yaml", "tools/show_map.yaml"]
    assert "tools: [show_map]" in (project / "personas/b.yaml").read_text()
    assert "description: Another." in (project / "personas/c.yaml").read_text()


@pytest.mark.parametrize(
    "text",
    [
        "const personaConfig = {name: 'x', avatarId: " + "[" * 5000 + "]" * 5000 + "};",
        "const personaConfig = {name: 'x', avatarId: " + "{a:" * 5000 + "1" + "}" * 5000 + "};",
        "const personaConfig = {avatarId: 'x', name: " + "+".join(["'a'"] * 5000) + "};",
        "const a0 = ['l'];"
        + "".join(f"const a{n + 1} = [...a{n}, ...a{n}, ...a{n}];" for n in range(30))
        + "const personaConfig = {name: 'x', avatarId: 'y', toolIds: a30};",
        "const a = b, b = a; const personaConfig = {avatarId: 'x', name: a, ...c}; const c = {...c};",
        'const personaConfig = {avatarId: "x", name: "../../../evil", systemPrompt: "a\\u0000b\\ud800"};',
        "x = {name: 'x', avatarId: 1e999, maxSessionLengthSeconds: " + "9" * 5000 + "};",
    ],
    ids=["deep lists", "deep objects", "long sum", "growing lists", "circles", "names", "numbers"],
)
def test_hostile_code_is_data(text: str, project: Path, run: Run) -> None:
    (project / "one.js").write_text(text)
    assert run("import", "one.js").status in {0, 1}
    written = [name for name in files(project) if name.endswith(".yaml")]
    assert len(written) == 1
    assert written[0].startswith("personas/")
    assert sum((project / name).stat().st_size for name in files(project)) < 500_000
    assert not os.path.lexists(project.parent / "evil.yaml")
