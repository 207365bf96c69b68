"""What `personactl __complete` answers: all kinds of values, and nothing but names."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from personactl.cli.completion.description import DESCRIPTION_FILE, description_text, read_description
from personactl.cli.completion.parameter_values import completes
from personactl.cli.completion.shell_script import Shell
from tests.conftest import Run

FREE_TEXTS = frozenset(
    {
        ("import", "name"),
        ("import", "only"),
        ("diff", "max_delete"),
        ("push", "max_delete"),
        ("push", "concurrency"),
        ("history", "limit"),
        ("session list", "limit"),
        ("token", "label"),
        ("talk", "label"),
        ("token", "inspect"),
        ("talk", "say"),
        ("trust", "variable"),
        ("session list", "search"),
        ("session list", "since"),
        ("session tail", "since"),
        ("session tail", "lines"),
        ("avatar list", "search"),
        ("voice list", "search"),
        ("llm list", "search"),
        ("avatar list", "tag"),
        ("voice list", "tag"),
        ("llm list", "tag"),
        ("voice list", "country"),
        ("auth login", "api_url"),
        ("engine serve", "host"),
        ("engine serve", "port"),
    }
)
"""Values that nobody can know before they are typed, by their command."""


def completed(run: Run, line: str) -> list[str]:
    """Return the candidates for the last word of a line, which is split at single spaces."""
    done = run("__complete", "zsh", *line.split(" "))
    assert (done.status, done.stderr) == (0, "")
    return [row.partition("\t")[0] for row in done.stdout.splitlines()]


def test_the_description_of_the_commands_is_up_to_date() -> None:
    assert DESCRIPTION_FILE.read_text(encoding="utf-8") == description_text(), "run `make docs`"


def test_every_value_is_completed_or_a_free_text() -> None:
    known = {
        (command, one.name): bool(one.choices) or completes(command, one.name)
        for command, parameters in read_description().parameters.items()
        for one in parameters
        if one.takes_value
    }
    assert {place for place, is_completed in known.items() if not is_completed} == FREE_TEXTS


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("pu", ["push", "pull"]),
        ("session ", ["list", "show", "tail", "transcript"]),
        ("help session t", ["tail", "transcript"]),
        ("diff --on-", ["--on-conflict", "--on-drift"]),
        ("status --format ", ["text", "json"]),
        ("status --format=j", ["--format=json"]),
        ("completion ", list(Shell)),
        ("talk car", ["cara"]),
        ("push tool/", None),
        ("push --profile l", ["local"]),
        ("promote --to e", ["env"]),
        ("rule P41", None),
        ("validate --select=Y001,Y00", None),
        ("voice list --gender ", ["female", "male", "neutral"]),
        ("-C ", ["knowledge/", "personas/", "tools/"]),
        ("validate personas/ca", ["personas/cara.yaml"]),
        ("diff -- --", []),
        ("import nothing-here", []),
        ("session show ", []),
        ("no such command ", []),
        ("-C /no/such/folder talk ", []),
        ("engine serve --port ", []),
    ],
)
def test_candidates(project: Path, run: Run, line: str, found: list[str] | None) -> None:
    answered = completed(run, line)
    assert answered if found is None else answered == found
    assert all(word.startswith(line.split(" ")[-1]) for word in answered)


def test_the_folder_that_the_line_names_is_looked_into(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.parent)
    assert completed(run, "talk ca") == []
    for line in ("-C project talk ca", "-Cproject talk ca", "talk -C project ca", "talk --directory=project ca"):
        assert completed(run, line) == ["cara"], line
    assert completed(run, "-C project/personas -C .. talk ca") == ["cara"]
    assert "cara" in completed(run, "session -C project list --persona ")


def test_profiles_of_the_project_change_with_its_settings(project: Path, run: Run) -> None:
    settings = project / "personactl.yaml"
    settings.write_text("personas: people\nprofiles:\n  production: {keyEnv: ANAM_A}\n")
    (project / "people").mkdir()
    (project / "people" / "ida.yaml").write_text("name: Ida\n")
    for _ in range(2):  # as read, and as kept
        assert completed(run, "push --profile ") == ["production", "local", "env"]
        assert completed(run, "talk ") == ["ida"]
    settings.write_text("profiles:\n  staging: {keyEnv: ANAM_A}\n")
    assert completed(run, "push --profile ") == ["staging", "local", "env"]
    assert "cara" in completed(run, "talk ")
    settings.write_text("profiles: [\n")
    assert completed(run, "push --profile ") == []


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"x": 1}', "[" * 100_000])
def test_a_damaged_cache_is_no_obstacle(project: Path, home: Path, run: Run, damage: str) -> None:
    (project / "personactl.yaml").write_text("profiles:\n  production: {keyEnv: ANAM_A}\n")
    assert "production" in completed(run, "push --profile ")
    kept = home / "personactl" / "cache" / "projects.json"
    assert kept.exists()
    kept.write_text(damage)
    (home / "personactl" / "config").mkdir(exist_ok=True)
    (home / "personactl" / "config" / "profiles.json").write_text(damage)
    assert "production" in completed(run, "push --profile ")


def test_runs_sessions_and_the_catalogue(project: Path, run: Run) -> None:
    assert run("push", "--yes").status == 0
    assert completed(run, "session show ") == []
    assert run("talk", "cara", "--say", "Hello").status == 0
    listed = run("session", "list", "--format", "json")
    session = json.loads(listed.stdout)["sessions"][0]["sessionId"]
    assert completed(run, "session show ") == [session]
    assert completed(run, "session show --profile local ") == [session]
    assert completed(run, "session show --profile other ") == []
    assert run("avatar", "list").status == run("voice", "list").status == 0
    names = completed(run, "avatar show C")
    assert names
    assert names != completed(run, "voice show C") != []
    assert run("avatar", "show", names[0]).status == 0


def test_numbers_of_runs_say_what_the_run_was(project: Path, run: Run) -> None:
    assert run("push", "--yes").status == 0
    persona = project / "personas" / "cara.yaml"
    persona.write_text(persona.read_text().replace("name: Cara", "name: Cara B.", 1))
    assert run("push", "--yes").status == 0
    newest = run("__complete", "fish", "rollback", "").stdout.splitlines()[0]
    number, _, text = newest.partition("\t")
    assert number.isdigit()
    assert text.startswith("push to local, ")


def test_what_is_not_text_is_left_out(project: Path, run: Run) -> None:
    for name in ("n\x1b]0;title\x07", "new\nline", "tab\there", "bell\x07"):
        (project / "personas" / f"{name}.yaml").write_text("name: A\n")
    shown = run("__complete", "zsh", "talk", "").stdout
    assert set(shown) & {"\x1b", "\x07"} == set()
    assert "cara" in completed(run, "talk ")
    assert completed(run, "talk n") == []


@pytest.mark.processes
def test_a_known_project_is_completed_without_slow_libraries(project: Path, run: Run) -> None:
    (project / "personactl.yaml").write_text("profiles:\n  production: {keyEnv: ANAM_A}\n")
    assert "production" in completed(run, "push --profile ")
    code = (
        "import sys; from personactl.cli.main import main; status = main(sys.argv[1:]);"
        "print(sorted({'typer', 'yaml', 'msgspec', 'rich', 'httpx', 'sqlite3', 'shlex'} & set(sys.modules)))"
    )
    for words in (("push", "--profile", ""), ("talk", ""), ("",)):
        done = subprocess.run(
            [sys.executable, "-c", code, "__complete", "fish", *words], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "[]", words
