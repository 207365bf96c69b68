"""Commands in hints go to the project and the target of the run, and can be typed as they are."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from personactl.cli.command_tree import COMMANDS
from tests.cli.web_app import WebApp
from tests.conftest import Result, Run
from tests.minimal_persona import write_persona

_COMMAND = re.compile(r"personactl (?:-C \S+ )?(?:[a-z]+)(?: (?:[^\s';,]+))*")
_WITHOUT_TARGET = {"validate", "history", "init", "rule"}


@pytest.fixture
def mono(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, the current one, with the project `agents`. A run that names no target goes to another one."""
    agents = tmp_path / "mono" / "agents"
    agents.mkdir(parents=True)
    (agents / "personactl.yaml").write_text(
        "profile: elsewhere\nprofiles: {elsewhere: {apiUrl: 'http://127.0.0.1:9'}}\n"
    )
    write_persona(agents, "mona", "Front desk")
    monkeypatch.chdir(tmp_path / "mono")
    return tmp_path / "mono"


def hinted(result: Result) -> Iterator[list[str]]:
    """The commands that stderr names."""
    for found in _COMMAND.findall(result.stderr.replace("error[", "\nerror[")):
        words = shlex.split(found)
        if words[1:] and not found.endswith("--help"):
            yield words[1:]


def carries_project_and_target(result: Result) -> list[str]:
    """Check each command that stderr names, and return these commands without -C and --profile."""
    names = []
    for words in hinted(result):
        assert words[:2] == ["-C", "agents"], words
        if words[2] not in _WITHOUT_TARGET:
            at = words.index("--profile")
            assert words[at + 1] == "local", words
            del words[at : at + 2]
        names.append(" ".join(words[2:]))
    return names


def test_the_hints_of_a_run_with_named_files_name_the_project_and_the_target(mono: Path, run: Run, home: Path) -> None:
    target = ("--profile", "local")
    mona = "agents/personas/mona.yaml"
    write_persona(mono / "agents", "otto", "Back door")
    assert run("-C", "agents", "push", "--yes", *target).status == 0
    (mono / "agents" / "personas" / "otto.yaml").unlink()
    assert carries_project_and_target(run("push", mona, "--dry-run", *target)) == ["push --prune"]
    WebApp(home).change("Mona", description="From the web")
    drift = carries_project_and_target(run("diff", mona, *target))
    assert "pull" in drift
    write_persona(mono / "agents", "mona", "Gate")
    assert carries_project_and_target(run("pull", mona, *target)) == ["pull mona --on-conflict theirs"]
    pushed = carries_project_and_target(run("push", mona, "--yes", "--on-conflict", "ours", *target))
    assert pushed[0] == "rollback 1"
    rolled_back = run("-C", "agents", "rollback", "--last", "--yes", *target)
    assert carries_project_and_target(rolled_back) == ["rollback 2", "pull mona"]
    (next_step,) = (words for words in hinted(rolled_back) if "pull" in words)
    typed = run(*next_step)
    assert typed.status == 0, typed.stderr
    assert "description: From the web" in (mono / mona).read_text()
    WebApp(home).delete("Mona")
    assert carries_project_and_target(run("pull", mona, *target)) == ["push mona --on-conflict ours"]
    (mono / mona).write_text("name: [\n")
    assert carries_project_and_target(run("push", mona, "--yes", *target)) == ["validate"]
    assert carries_project_and_target(run("rollback", "99", "-C", "agents")) == ["history"]


def test_the_hints_about_sessions_name_the_project_and_the_target(mono: Path, run: Run) -> None:
    mona = "agents/personas/mona.yaml"
    assert carries_project_and_target(run("session", "transcript", "-C", "agents", "--profile", "local")) == [
        "talk PERSONA"
    ]
    talked = run("talk", mona, "--say", "Hi", "--profile", "local")
    (transcript,) = hinted(talked)
    assert carries_project_and_target(talked)[0].startswith("session transcript ")
    assert "Hi" in run(*transcript).stdout
    shown = run("session", "-C", "agents", "show", "zz", "--profile", "local")
    assert carries_project_and_target(shown) == ["session list"]
    (listed,) = hinted(shown)
    assert run(*listed).status == 0


def test_hints_in_the_project_name_no_folder(mono: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mono / "agents" / "personas")
    result = run("session", "transcript", "--profile", "local")
    assert list(hinted(result)) == [["talk", "PERSONA", "--profile", "local"]]


def test_every_hint_names_a_command_that_exists() -> None:
    known = {words for group, name, _ in COMMANDS for words in [f"{group} {name}".strip()]}
    root = Path(__file__).parents[2] / "personactl"
    for path in root.rglob("*.py"):
        for command in re.findall(r"(?:command|run)_hint\(\s*[\"']([a-z ]+)", path.read_text("utf-8")):
            assert any(command == one or command.startswith(f"{one} ") for one in known | {"talk"}), (path, command)


def test_hints_are_written_when_they_are_given_and_not_when_a_module_is_loaded() -> None:
    root = Path(__file__).parents[2] / "personactl"
    for path in root.rglob("*.py"):
        for node in _run_while_loading(ast.parse(path.read_text("utf-8"))):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            assert called not in {"command_hint", "run_hint"}, f"{path}:{node.lineno}"


def _run_while_loading(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions that loading a module evaluates: all but the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and child not in _evaluated(node):
            continue
        if isinstance(child, ast.expr):
            yield child
        yield from _run_while_loading(child)


def _evaluated(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.AST]:
    """The parts of a function that are evaluated when it is defined."""
    return [function.args, *getattr(function, "decorator_list", [])]
