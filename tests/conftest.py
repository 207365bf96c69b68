"""What all tests use: a private home, no network except loopback, and no keyring.

Each refusal names the fixture to request.
"""

import contextvars
import os
import shutil
import socket
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from personactl.cli.main import main
from tests.child_process import PERSONACTL, child_process

ROOT = Path(__file__).resolve().parent.parent
_KEPT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "VIRTUAL_ENV",
    "DBUS_SESSION_BUS_ADDRESS",
    "COVERAGE_PROCESS_START",
)

# CI compares changes, so it draws the same examples every time; other machines draw new ones in each run.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one command: its exit status and both streams."""

    status: int
    stdout: str
    stderr: str


Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A private home folder: all files of personactl are below `home / "personactl"`."""
    home = tmp_path / "home"
    home.mkdir()
    for name in list(os.environ):
        if name not in _KEPT:
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PERSONACTL_HOME", str(home / "personactl"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("PERSONACTL_KEYRING_TIMEOUT", "120")  # a keyring that is loaded on a busy machine takes over 2 s
    monkeypatch.setenv("PERSONACTL_SAFE_DIRECTORIES", str(ROOT))  # CI may check it out as another user
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    monkeypatch.setenv("PERSONACTL_PAGER", "cat")  # a test on a terminal would wait in the pager for its user
    return home


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections to other machines; request `engine_server` for a server to connect to."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {
            "127.0.0.1",
            "::1",
            "localhost",
        }:
            raise AssertionError(f"a test tried to reach {address[0]}: use the fixture engine_server")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def processes_are_marked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse child processes in tests that are not marked for it, so that `-m "not processes"` excludes them all."""
    if request.node.get_closest_marker("processes") is not None:
        return

    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("a test started a process: mark it with @pytest.mark.processes")

    monkeypatch.setattr(subprocess.Popen, "__init__", refuse)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with the example personas and their components; the current folder of the test."""
    folder = tmp_path / "project"
    for part in ("personas", "tools", "knowledge"):
        shutil.copytree(ROOT / part, folder / part)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process: `run("validate", "--format", "json")`; neither stream is a terminal."""

    def call(*arguments: str) -> Result:
        capfd.readouterr()
        status = main(arguments)
        captured = capfd.readouterr()
        return Result(status, captured.out, captured.err)

    return call


@pytest.fixture
def run_process() -> Run:
    """Run a command in a child process; `stdin=` is its input, `env=` adds to its environment."""

    def call(*arguments: str, stdin: str = "", env: dict[str, str] | None = None) -> Result:
        done = subprocess.run(
            [*PERSONACTL, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            env={**os.environ, **(env or {})},
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    return call


@dataclass(frozen=True, slots=True)
class EngineServer:
    """An `engine serve` in a child process."""

    url: str
    key: str
    process: "subprocess.Popen[str]"


@pytest.fixture
def engine_server(tmp_path: Path) -> Iterator[EngineServer]:
    """A real engine on a free loopback port; it ends with the test."""
    command = [*PERSONACTL, "engine", "serve", "--port", "0", "--db", str(tmp_path / "e.db")]
    log_path = tmp_path / "engine.log"
    with log_path.open("w") as log, child_process(command, stdout=subprocess.PIPE, stderr=log) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().strip() for _ in range(2)]
        values = dict(line.split("=", 1) for line in lines if "=" in line)
        assert set(values) == {"ANAM_API_URL", "ANAM_API_KEY"}, log_path.read_text()
        yield EngineServer(values["ANAM_API_URL"], values["ANAM_API_KEY"], process)


@pytest.fixture
def served(engine_server: EngineServer, monkeypatch: pytest.MonkeyPatch) -> EngineServer:
    """`engine_server`, with the environment variables of the target `env` set to it."""
    monkeypatch.setenv("ANAM_API_URL", engine_server.url)
    monkeypatch.setenv("ANAM_API_KEY", engine_server.key)
    return engine_server


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark the tests that start processes through a fixture; other tests have the mark themselves."""
    for item in items:
        if isinstance(item, pytest.Function) and not {"run_process", "engine_server"}.isdisjoint(item.fixturenames):
            item.add_marker(pytest.mark.processes)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Report how many pushes went through faults, and how many of them had to be run again."""
    counts = Counter(
        str(value)
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == "faults"
    )
    if counts:
        terminalreporter.section("pushes of 200 resources through faults")
        for said, count in sorted(counts.items()):
            terminalreporter.write_line(f"{said}: {count} converged")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """Call each test in a context of its own, as each run of the program has one: use cases leave what hints name."""
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    contextvars.copy_context().run(pyfuncitem.obj, **arguments)
    return True
