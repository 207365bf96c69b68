"""Completion in real shells: what a line becomes when Tab is pressed, and that names of files never run anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.completion.shells import BACK, SHELLS, TAB, Shell, shell

pytestmark = [pytest.mark.processes, pytest.mark.slow]

HOSTILE = (
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned",
    "& touch pwned",
    "|touch pwned",
    ">pwned",
    "two  words",
    "it's",
    'say "hi"',
    "back\\slash",
    "co:lon",
    "eq=ual",
    "at@home",
    "$HOME",
    "star*[ab]?{a,b}",
    "#hash (paren)",
    "!! !x",
    "ä€",
    "'\"$(touch pwned)\"'",
    "~root^%",
)


@pytest.fixture(params=SHELLS)
def started(
    request: pytest.FixtureRequest, tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    for number, name in enumerate(HOSTILE):
        (project / "personas" / f"n{number:02}{name}.yaml").write_text("name: A\n")
    with shell(request.param, tmp_path, monkeypatch) as one:
        yield one


def test_commands_options_and_values(started: Shell) -> None:
    assert started.words(f"personactl val{TAB}") == ["validate"]
    assert started.words(f"personactl session tr{TAB}") == ["session", "transcript"]
    assert started.words(f"personactl diff --on-c{TAB}th{TAB}") == ["diff", "--on-conflict", "theirs"]
    assert started.words(f"personactl diff --format=j{TAB}") == ["diff", "--format=json"]
    assert started.words(f"personactl push --profile loc{TAB}rec{TAB}") == [
        "push",
        "--profile",
        "local",
        "receptionist",
    ]
    assert started.words(f"personactl rul Y001{BACK * 5}{TAB}") == ["rule", "Y001"]


def test_files_and_folders(started: Shell, project: Path) -> None:
    deep = project / "two dirs" / "in=ner @x:y"
    deep.mkdir(parents=True)
    (deep / "a file.yaml").write_text("")
    whole = ["validate", "two dirs/in=ner @x:y/a file.yaml"]
    assert started.words(f"personactl validate two{TAB}in{TAB}a{TAB}") == whole
    assert started.words(f'personactl validate "two{TAB}in{TAB}a{TAB}') == whole
    assert started.words(f"personactl validate 'two{TAB}in{TAB}a{TAB}") == whole
    assert started.words(f"personactl validate --output=two{TAB}in{TAB}a{TAB}") == ["validate", f"--output={whole[1]}"]


@pytest.mark.parametrize("before", ["-C {}", "--directory={}", "session -C {}"])
def test_the_folder_that_a_command_starts_in(started: Shell, project: Path, before: str) -> None:
    other = project / "it's $other"
    (other / "personas").mkdir(parents=True)
    (other / "personas" / "zoe.yaml").write_text("name: Zoe\n")
    begun = before.format(f"it{TAB}")
    command = "list --persona" if "session" in before else "talk"
    words = started.words(f"personactl {begun} {command} z{TAB}")
    assert words == [*(word.format("it's $other/") for word in before.split()), *command.split(), "zoe"]


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_a_name_arrives_as_it_is_and_runs_nothing(started: Shell, project: Path, quote: str) -> None:
    for number, name in enumerate(HOSTILE):
        words = started.words(f"personactl talk {quote}n{number:02}{TAB}")
        assert words == ["talk", f"n{number:02}{name}"], name
    assert not list(project.rglob("pwned"))
