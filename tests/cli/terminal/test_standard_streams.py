"""Streams that are closed, full or not UTF-8: no command takes that for a bug, and none reports success wrongly."""

import json
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from personactl.cli.command_tree import COMMANDS
from personactl.report.findings.findings_formats import REPORTERS
from tests.cli.terminal.forked_commands import Case, Stream, ended
from tests.conftest import Run

LINES: dict[str, tuple[str, ...]] = {
    "validate": ("validate", "wrong.yaml"),
    "rule": ("rule",),
    "schema": ("schema",),
    "diff": ("diff",),
    "push": ("push", "--dry-run"),
    "status": ("status",),
    "pull": ("pull", "--dry-run"),
    "history": ("history",),
    "token": ("token", "cara"),
    "talk": ("talk", "cara", "--say", "Hello"),
    "session list": ("session", "list"),
    "session tail": ("session", "tail", "-n", "3"),
    "avatar list": ("avatar", "list"),
    "voice list": ("voice", "list"),
    "llm list": ("llm", "list"),
    "auth status": ("auth", "status"),
    "auth list": ("auth", "list"),
    "engine serve": ("engine", "serve", "--port", "0"),
}
"""A command line that prints an answer, for each command that needs no arguments of the test; the others print help."""
JSON = ("rule", "diff", "push", "status", "history", "talk", "session list", "auth status")

_STATES: tuple[Stream, Stream] = ("open", "closed")


def _command_lines() -> list[tuple[str, ...]]:
    paths = [f"{group} {name}".strip() for group, name, _ in COMMANDS]
    lines = [LINES.get(path, (*path.split(), "--help")) for path in paths]
    lines += [(*LINES[path], "--format", "json") for path in JSON]
    lines += [("validate", "wrong.yaml", "--format", format) for format in REPORTERS]
    return [
        *lines,
        ("--version",),
        ("token", "cara", "--format", "env"),
    ]


@pytest.fixture
def pushed(project: Path, run: Run) -> Path:
    (project / "wrong.yaml").write_text("name: Wrong\n")
    persona = project / "personas" / "cara.yaml"
    for text in (persona.read_text(), persona.read_text().replace("Front desk", "Reception")):  # a run to list
        persona.write_text(text)
        assert run("push", "--yes", str(persona)).status == 0
    assert run("talk", "cara", "--say", "Hello").status == 0
    return project


@pytest.mark.processes
@pytest.mark.slow
def test_a_full_disk_behind_stdout_is_an_error_of_every_command_and_format(pushed: Path) -> None:
    cases = [Case(line, stdout="full") for line in _command_lines()]
    for case, result in zip(cases, ended(cases), strict=True):
        assert result.status == 2, (case, result)
        assert "error[storage]: the output cannot be written: No space left on device" in result.stderr, case
        assert "  next: free some space" in result.stderr, case


@pytest.mark.processes
@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_a_full_disk_behind_stderr_changes_neither_the_answer_nor_the_status(part: int, pushed: Path) -> None:
    lines = [line for line in _command_lines() if line[0] != "engine" and "token" not in line and "talk" not in line]
    lines += [("validate", "missing.yaml"), ("frobnicate",), ("push", "--frobnicate")]
    lines = lines[part::4]
    whole = ended([Case(line) for line in lines])
    full = ended([Case(line, stderr="full") for line in lines])
    both = ended([Case(line, stdout="full", stderr="full") for line in lines])
    for line, one, other, third in zip(lines, whole, full, both, strict=True):
        assert (one.status, one.stdout) == (other.status, other.stdout), line
        assert third.status == 2, line


@pytest.mark.processes
@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        ("--version",),
        ("--help",),
        ("validate",),
        ("validate", "personas/cara.yaml"),
        ("validate", "-"),
        ("push", "--yes", "personas/cara.yaml"),
        ("status", "--format", "json"),
        ("talk", "cara"),
        ("token", "--inspect", "-"),
        ("auth", "login"),
        ("frobnicate",),
    ],
)
def test_closed_streams_are_the_null_device(line: tuple[str, ...], pushed: Path) -> None:
    cases = [Case(line, *streams) for streams in product(_STATES, repeat=3)]
    first, *others = ended(cases)
    for case, result in zip(cases[1:], others, strict=True):
        assert result.status == first.status, (case, result)
        assert "Traceback" not in result.stderr + result.stdout
        assert "[bug]" not in result.stderr + result.stdout
        assert "target:" not in result.stdout, "a note went to stdout"


@pytest.mark.processes
def test_a_file_that_a_command_opens_never_becomes_its_stdout(pushed: Path) -> None:
    """With descriptor 1 closed, the next file that is opened would get it, and the answer would land in it."""
    before = {path: path.read_bytes() for path in pushed.rglob("*.yaml")}
    everything = "import os; os.close(1); os.close(2); os.execvp('python', ['python', '-m', 'personactl', 'status'])"
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    assert subprocess.run([sys.executable, "-c", everything], env=env, check=False).returncode == 0
    assert {path: path.read_bytes() for path in pushed.rglob("*.yaml")} == before


@pytest.mark.processes
@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"},
    ],
)
def test_documents_are_utf_8_and_texts_readable_in_every_locale(env: dict[str, str], project: Path) -> None:
    (project / "personas" / "möwe.yaml").write_text("name: Möwe ✓ 😀\nschlüßel: 1\n")
    command = [sys.executable, "-m", "personactl", "validate", "personas/möwe.yaml"]
    as_text = subprocess.run(command, capture_output=True, check=False, env={**os.environ, **env})
    assert (as_text.returncode, b"S101" in as_text.stdout) == (1, True)
    document = subprocess.run(
        [*command, "--format", "json"], capture_output=True, check=False, env={**os.environ, **env}
    ).stdout
    messages = [finding["message"] for finding in json.loads(document.decode("utf-8"))["findings"]]
    assert any("schlüßel" in message for message in messages)
