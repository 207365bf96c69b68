"""Every command has help, an example, and an entry in the README."""

import subprocess
import sys

import pytest

from personactl.cli.command_tree import COMMANDS, GROUPS, SECTIONS, START, SUMMARIES
from tests.conftest import ROOT, Run

PATHS = [f"{group} {name}".strip() for group, name, _ in COMMANDS]


@pytest.mark.parametrize("path", PATHS)
def test_every_command_has_help_with_an_example(path: str, run: Run) -> None:
    shown = run(*path.split(), "--help")
    assert (shown.status, shown.stderr) == (0, "")
    assert "Examples:" in shown.stdout
    assert f"  personactl {path}" in shown.stdout
    assert f"`personactl {path}" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("path", PATHS)
def test_help_fits_a_terminal_of_80_columns(path: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert [line for line in run(*path.split(), "--help").stdout.splitlines() if len(line) > 80] == []


def test_the_programs_help_names_every_verb_and_group_in_one_section(run: Run) -> None:
    verbs = [name for group, name, _ in COMMANDS if not group]
    assert set(SUMMARIES) == set(verbs)
    assert {group for group, _, _ in COMMANDS} == set(GROUPS)
    assert sorted(name for names in SECTIONS.values() for name in names) == sorted([*verbs, *filter(None, GROUPS)])
    shown = run("--help").stdout
    for name, text in {**SUMMARIES, **{group: text for group, text in GROUPS.items() if group}}.items():
        assert f"  {name.ljust(10)}  {text}\n" in shown
    assert shown.index("Start here:") < min(shown.index(f"{title}:") for title in SECTIONS)


def test_what_a_new_user_types_first_is_a_command(run: Run) -> None:
    assert {words.split()[0] for words, _ in START} <= {name for group, name, _ in COMMANDS if not group}


@pytest.mark.parametrize("path", ["", *PATHS])
def test_h_and_help_show_the_same_help(path: str, run: Run) -> None:
    words = path.split()
    shown = run(*words, "--help")
    assert run(*words, "-h") == shown
    assert run("help", *words) == shown


def test_help_of_a_command_that_there_is_not_is_refused(run: Run) -> None:
    refused = run("help", "pushh")
    assert (refused.status, refused.stdout) == (2, "")
    assert "pushh" in refused.stderr


def test_version_is_a_command_too(run: Run) -> None:
    assert run("version") == run("--version")


@pytest.mark.parametrize("group", [group for group in GROUPS if group])
def test_a_groups_help_shows_commands_that_there_are(group: str, run: Run) -> None:
    shown = run(group, "--help").stdout
    block = shown.partition("Examples:\n")[2].partition("\n\n")[0]
    examples = [line.strip().split() for line in block.splitlines()]
    assert {(program, *words[:1]) for program, *words in examples} == {("personactl", group)}
    assert {words[2] for words in examples} <= {name for of, name, _ in COMMANDS if of == group}
    assert "..." not in shown.partition("Commands:\n")[2]


def test_no_arguments_show_the_help(run: Run) -> None:
    assert run() == run("--help")
    assert run("session") == run("session", "--help")


@pytest.mark.parametrize(
    "arguments",
    [("frobnicate",), ("push", "--frobnicate"), ("validate", "--format", "xml"), ("session", "frobnicate"), ("token",)],
)
def test_a_call_that_cannot_be_taken_exits_2_in_three_lines(arguments: tuple[str, ...], run: Run) -> None:
    refused = run(*arguments)
    assert (refused.status, refused.stdout) == (2, "")
    first, where, then = refused.stderr.splitlines()
    assert first.startswith("error[usage]: ")
    assert where.startswith("  where: the command line of 'personactl")
    assert then.startswith("  next: see 'personactl")


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (("token", "--inspect"), "personactl token"),
        (("session", "list", "--profile"), "personactl session list"),
        (("--frobnicate",), "personactl"),
    ],
)
def test_an_option_without_its_value_is_explained_by_its_own_command(
    arguments: tuple[str, ...], command: str, run: Run
) -> None:
    assert run(*arguments).stderr.splitlines()[1:] == [
        f"  where: the command line of '{command}'",
        f"  next: see '{command} --help'",
    ]


@pytest.mark.processes
@pytest.mark.parametrize("flag", ["--version", "--help"])
def test_saying_the_version_or_the_help_imports_nothing_heavy(flag: str) -> None:
    heavy = ["httpx", "pydantic", "sqlalchemy", "keyring", "starlette", "uvicorn", "jwt", "rich"]
    script = (
        "import sys\n"
        "from personactl.cli.main import main\n"
        f"status = main([{flag!r}])\n"
        f"print(status, [name for name in {heavy!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"
