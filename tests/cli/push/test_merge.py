"""`--on-conflict merge`: both sides changed different lines of a prompt, or the same ones."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.web_app import WebApp
from tests.conftest import Run

PROMPT = "You are Ada.\nYou sell lamps.\n\nBe kind.\nBe brief."
THEIRS = PROMPT.replace("lamps", "lamps and bulbs")
OURS = f"{PROMPT}\nNever lie."
BOTH = f"{THEIRS}\nNever lie."
HEAD = """name: Ada
avatarId: 30fa96d0-26c4-4e55-94a0-517025942e18
avatarModel: cara-4
voiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b
llmId: 0934d97d-0c3a-4f33-91b0-5e136a0ef466
"""


class Lamps:
    """A project with one persona, whose prompt is in a file of its own or in the YAML file."""

    def __init__(self, folder: Path, *, inline: bool) -> None:
        self.folder = folder
        self._inline = inline
        self.persona = folder / "personas" / "ada.yaml"
        self.prompt = self.persona if inline else folder / "personas" / "prompts" / "ada.md"
        self.prompt.parent.mkdir(parents=True)

    def write(self, prompt: str) -> None:
        if self._inline:
            lines = "\n".join(f"  {line}".rstrip() for line in prompt.split("\n"))
            self.persona.write_text(f"{HEAD}systemPrompt: |- # all of it\n{lines}\n")
        else:
            self.persona.write_text(f"{HEAD}systemPromptFile: prompts/ada.md\n")
            self.prompt.write_text(f"{prompt}\n")

    def text(self) -> str:
        return "\n".join(line.strip() for line in self.prompt.read_text().splitlines())


@pytest.fixture
def app(home: Path) -> WebApp:
    return WebApp(home)


@pytest.fixture(params=[False, True], ids=["file", "inline"])
def lamps(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Lamps:
    """A pushed project; the current folder of the test."""
    lamps = Lamps(tmp_path / "lamps", inline=bool(request.param))
    monkeypatch.chdir(lamps.folder)
    lamps.write(PROMPT)
    assert run("push", "--yes").status == 0
    return lamps


def test_a_push_sends_the_changes_of_both_and_a_pull_takes_them(lamps: Lamps, app: WebApp, run: Run) -> None:
    app.change("Ada", systemPrompt=THEIRS)
    lamps.write(OURS)
    refused = run("push", "--yes")
    assert refused.status == 6
    assert "--on-conflict merge merges texts by line" in refused.stderr
    shown = run("diff", "--on-conflict", "merge", "--output", "plan.json")
    assert "systemPrompt  +2 −0 words  (merged)" in shown.stdout
    done = run("push", "plan.json", "--yes")
    assert done.status == 0
    assert app.fields("Ada")["systemPrompt"] == BOTH
    assert (
        "what is merged is on the platform only; 'personactl pull --profile local' writes it to the files"
        in done.stderr
    )
    assert run("diff", "--exit-code").status == 1, "the file does not have it yet"
    assert run("push", "--yes").status == 0
    assert app.fields("Ada")["systemPrompt"] == BOTH, "a second push must not take it back"
    assert run("pull").status == 0
    assert BOTH in lamps.text()
    assert run("diff", "--exit-code", "--refresh").status == 0
    assert run("rollback", "--last", "--yes").status == 0
    assert app.fields("Ada")["systemPrompt"] == THEIRS


def test_a_pull_writes_the_changes_of_both_and_a_push_sends_them(lamps: Lamps, app: WebApp, run: Run) -> None:
    app.change("Ada", systemPrompt=THEIRS, skipGreeting=True)
    lamps.write(OURS)
    planned = run("pull", "--on-conflict", "merge", "--dry-run")
    assert (planned.status, BOTH in lamps.text()) == (0, False)
    done = run("pull", "--on-conflict", "merge", "--format", "json")
    assert done.status == 0
    (item,) = json.loads(done.stdout)["items"]
    assert (item["kept"], item["markers"]) == ([], [])
    assert BOTH in lamps.text()
    assert "skipGreeting: true" in lamps.persona.read_text()
    assert run("diff", "--exit-code").status == 1
    assert run("push", "--yes").status == 0
    assert app.fields("Ada")["systemPrompt"] == BOTH
    assert run("diff", "--exit-code", "--refresh").status == 0


def test_what_both_changed_is_refused_by_push_and_marked_by_pull(lamps: Lamps, app: WebApp, run: Run) -> None:
    app.change("Ada", systemPrompt=THEIRS.replace("kind", "cool"))
    lamps.write(OURS.replace("kind", "warm"))
    refused = run("push", "--yes", "--on-conflict", "merge")
    assert refused.status == 6
    assert "systemPrompt cannot be merged: both sides changed the same lines in 1 place" in refused.stdout
    assert "personactl pull ada --on-conflict merge --profile local" in refused.stderr
    marked = run("pull", "--on-conflict", "merge")
    assert marked.status == 6
    lines = [line.strip() for line in lamps.prompt.read_text().splitlines()]
    place = f"{lamps.prompt.relative_to(lamps.folder)}:{lines.index('<<<<<<< the file') + 1}"
    assert f"where: {place}" in marked.stderr
    assert "<<<<<<< the file\nBe warm.\n=======\nBe cool.\n>>>>>>> the platform\n" in lamps.text()
    assert "lamps and bulbs" in lamps.text()
    assert "Never lie." in lamps.text()
    found = run("validate")
    assert (found.status, f"{place}:" in found.stdout, "P430" in found.stdout) == (1, True, True)
    for command in ("push", "push --on-conflict ours", "push --on-conflict merge"):
        stopped = run(*command.split(), "--yes")
        assert stopped.status == 2
        assert "P430" in stopped.stderr
    assert app.fields("Ada")["systemPrompt"] == THEIRS.replace("kind", "cool")
    lamps.write(BOTH.replace("kind", "kind to all"))
    assert run("push", "--yes").status == 0, "what was marked counts as seen"
    assert app.fields("Ada")["systemPrompt"] == BOTH.replace("kind", "kind to all")


def test_other_conflicts_stay_conflicts(lamps: Lamps, app: WebApp, run: Run) -> None:
    lamps.write(PROMPT)
    before = lamps.persona.read_text()
    app.change("Ada", name="Adele", systemPrompt=THEIRS)
    lamps.write(OURS)
    lamps.persona.write_text(lamps.persona.read_text().replace("name: Ada", "name: Bea"))
    edited = lamps.persona.read_text()
    assert run("push", "--yes", "--on-conflict", "merge").status == 6
    assert run("pull", "--on-conflict", "merge").status == 6
    assert lamps.persona.read_text() == edited
    assert edited != before


def test_a_merge_that_adds_nothing_to_one_side_is_that_side(lamps: Lamps, app: WebApp, run: Run) -> None:
    app.change("Ada", systemPrompt=BOTH)
    lamps.write(OURS)
    assert run("push", "--yes", "--on-conflict", "merge").status == 0
    assert app.fields("Ada")["systemPrompt"] == BOTH
    assert run("pull").status == 0
    assert BOTH in lamps.text()
    app.change("Ada", systemPrompt=f"{BOTH}\nA.")
    lamps.write(f"{BOTH}\nA.\nB.".replace("kind", "good"))
    assert run("pull", "--on-conflict", "merge").status in (0, 6)


@pytest.mark.processes
def test_the_base_is_found_in_git_or_everything_is_marked(
    lamps: Lamps, app: WebApp, home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in ("init --quiet", "add --all", "commit --quiet --message first"):
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
        subprocess.run(["git", *who, *command.split()], cwd=lamps.folder, check=True)
    shutil.rmtree(home / "personactl" / "state" / "texts")
    app.change("Ada", systemPrompt=THEIRS)
    lamps.write(OURS)
    assert run("push", "--yes", "--on-conflict", "merge", "--dry-run").status == 0
    shutil.rmtree(lamps.folder / ".git")
    refused = run("push", "--yes", "--on-conflict", "merge", "--dry-run")
    assert refused.status == 6
    assert "the text of the last push was found neither on this machine nor in the git history" in refused.stdout
    marked = run("pull", "--on-conflict", "merge")
    assert marked.status == 6
    assert "<<<<<<< the file" in lamps.text()
    assert "Never lie." in lamps.text()
    assert "lamps and bulbs" in lamps.text()


def test_the_same_push_again_does_not_undo_a_merge(lamps: Lamps, app: WebApp, run: Run) -> None:
    app.change("Ada", systemPrompt=THEIRS, skipGreeting=True)
    lamps.write(OURS)
    options = ("--yes", "--on-conflict", "merge", "--on-drift", "ours")
    for _ in range(2):
        done = run("push", *options)
        assert done.status == 0
        assert app.fields("Ada")["systemPrompt"] == BOTH
        assert app.fields("Ada")["skipGreeting"] is False
    assert "stays until a pull takes it or --on-conflict ours overwrites it: systemPrompt" in done.stdout
    assert run("push", "--yes", "--on-drift", "refuse").status == 6
    assert run("push", "--yes", "--on-conflict", "ours", "--on-drift", "ours").status == 0
    assert app.fields("Ada")["systemPrompt"] == OURS
    assert run("diff", "--exit-code", "--refresh").status == 0
