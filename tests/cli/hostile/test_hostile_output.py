"""Nothing hostile leaves: every command, with hostile files, settings, locks and answers, in a pipe and on a terminal.

Whether a command succeeds does not matter here. What it prints must have no control character and no bidirectional one
but newlines, tabs and styles of our own, and no line that a CI system takes for a command.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.hostile.hostile_platform import hostile_platform
from tests.cli.hostile.hostile_project import (
    BAD_NAMES,
    undecodable,
    write_findings,
    write_lock,
    write_project,
    write_settings,
)
from tests.cli.hostile.hostile_text import HOSTILE, bad_signs
from tests.cli.hostile.printed import Case, printed

pytestmark = [pytest.mark.processes, pytest.mark.slow]

FINDINGS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown")
# No argument of a process can hold NUL.
WORD = HOSTILE.replace("\0", "")
WORDS = (
    *(("rule", WORD), ("schema", WORD), ("help", WORD), (WORD,), ("-C", WORD, "status"), ("validate", WORD)),
    *(("push", WORD), ("diff", WORD), ("pull", WORD), ("token", WORD), ("talk", WORD, "--say", WORD)),
    *(("import", WORD), ("init", WORD, "--yes"), ("session", "show", WORD), ("session", "tail", "--since", WORD)),
    *(("avatar", "show", WORD), ("status", "--profile", WORD), ("history", WORD), ("rollback", WORD)),
    *(("promote", WORD, WORD), ("auth", "use", WORD), ("token", "--inspect", WORD), ("validate", "--select", WORD)),
    *(("validate", "--output", WORD), ("completion", WORD), ("session", WORD), ("push", "--plan", WORD)),
    *(("__complete", "zsh", "personactl", "push", ""), ("__complete", "bash", "personactl push p")),
    *(("__complete", "fish", "personactl", "validate", "personas/"), ("engine", "serve", "--host", WORD)),
)
ANSWERS = (
    *(("diff",), ("push", "--dry-run"), ("push", "--yes"), ("push", "--prune", "--yes"), ("status",), ("pull",)),
    *(("pull", "--all", "--dry-run"), ("token", "bo"), ("talk", "bo", "--say", "Hello"), ("session", "list")),
    *(
        ("session", "show", "0"),
        ("session", "tail"),
        ("session", "transcript", "0"),
        ("avatar", "list"),
        ("avatar", "show", "t"),
    ),
    *(("voice", "list"), ("voice", "show", "t"), ("llm", "list"), ("llm", "show", "t"), ("auth", "status")),
    *(("validate", "--online"), ("history",), ("auth", "list")),
)


def check(cases: Sequence[Case], *, github: bool = False) -> str:
    """Check what the cases print, and return all of it."""
    shown = ""
    for case, result in zip(cases, printed(cases), strict=True):
        for text in result.texts:
            own = github or "github" in case.arguments
            assert bad_signs(text, terminal=case.terminal or github, github=own) == [], (case, text)
            assert "Traceback" not in text, text
        if "json" in case.arguments and not case.terminal and result.stdout:
            json.loads(result.texts[0])
        shown += "".join(result.texts)
    return shown


def both(*commands: Sequence[str]) -> list[Case]:
    return [Case(tuple(command), terminal) for command in commands for terminal in (False, True)]


def in_json(commands: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    return [(*command, "--format", "json") for command in commands]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "##vso[x]\n::error::pwned\x1b[31m\u202e"
    write_project(folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TERM", "xterm-256color")
    return folder


def test_findings_in_every_format(folder: Path) -> None:
    write_findings(folder)
    undecodable(folder)
    formats = [("validate", "--format", one) for one in FINDINGS]
    fixes = [("validate", "--fix", "--diff"), ("validate", "--fix", "--diff", "--format", "json")]
    check(both(*formats, *fixes, *[("validate", name) for name in BAD_NAMES]))


def test_findings_in_files(folder: Path) -> None:
    write_findings(folder)
    check([Case(("validate", "--format", one, "--output", one)) for one in FINDINGS])
    for name in FINDINGS:
        assert bad_signs((folder / name).read_text(encoding="utf-8"), github=name == "github") == [], name


def test_words_of_the_command_line(folder: Path) -> None:
    write_findings(folder)
    check(both(*WORDS))


@pytest.mark.parametrize("refuses", [False, True])
def test_answers_of_the_platform(folder: Path, monkeypatch: pytest.MonkeyPatch, refuses: bool) -> None:
    with hostile_platform(refuses=refuses) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        shown = check([*both(*ANSWERS), *map(Case, in_json(ANSWERS))])
    assert shown.count("pwned") > 100


def test_answers_whose_ids_are_hostile(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hostile_platform(ids=True) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        shown = check([*both(*ANSWERS), *map(Case, in_json(ANSWERS))])
    assert shown.count("pwned") > 100


def test_locks_and_settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = [("status",), ("diff",), ("push", "--yes"), ("auth", "status"), ("auth", "list"), ("validate",)]
    write_lock(folder, "http://127.0.0.1:9")
    check(both(*commands, *in_json(commands)))
    write_settings(folder)
    check(both(*commands, *in_json(commands)))
    for name in ("personactl.lock", "personactl.yaml"):
        (folder / name).write_text(HOSTILE.replace("\0", ""))
    check(both(*commands, *in_json(commands)))


@pytest.mark.parametrize("name", ["PERSONACTL_PROFILE", "ANAM_API_URL", "ANAM_API_KEY", "PERSONACTL_HOME"])
def test_variables_of_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, WORD.replace("/", ""))
    commands = [("status",), ("diff",), ("auth", "status"), ("auth", "list"), ("history",), ("token", "bo")]
    check(both(*commands, *in_json(commands)))


def test_the_embedded_engine_and_the_history(folder: Path) -> None:
    tool = folder / "tools" / "hook.yaml"
    tool.unlink()
    check(both(("push", "--yes")))
    cara = folder / "personas" / "cara.yaml"
    cara.write_text(cara.read_text().replace('description: "pwned', 'description: "changed pwned'))
    commands = [("diff",), ("push", "--yes"), ("history",), ("history", "1"), ("rollback", "--yes"), ("status",)]
    check(both(*commands, *in_json(commands)))
    check([Case(("diff", "--format", "markdown"))])


def test_a_job_of_github(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_findings(folder)
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("FORCE_COLOR", "1")
    check([Case(("validate", "--format", "github")), Case(("validate", "nowhere" + WORD))], github=True)
