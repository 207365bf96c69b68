"""`engine serve`, from a shell and from a client on the network."""

import os
import pty
import signal
import socket
import sqlite3
import subprocess
import termios
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from personactl.engine import serving
from personactl.engine.app import open_engine
from personactl.engine.errors import SettingsError
from personactl.engine.settings import EngineSettings
from tests.child_process import PERSONACTL, child_on_terminal, child_process
from tests.conftest import EngineServer, Run
from tests.engine.conftest import CARA


@contextmanager
def serving_process(*options: str, **env: str) -> Iterator[tuple["subprocess.Popen[str]", dict[str, str]]]:
    """A running `engine serve` and the two values that it printed."""
    command, environment = [*PERSONACTL, "engine", "serve", *options], {**os.environ, **env}
    with child_process(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(2)]
        yield process, dict(line.rstrip("\n").split("=", 1) for line in lines)


def authorized(values: dict[str, str]) -> httpx.Client:
    return httpx.Client(
        base_url=values["ANAM_API_URL"], headers={"authorization": f"Bearer {values['ANAM_API_KEY']}"}, trust_env=False
    )


@pytest.mark.processes
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_prints_two_lines_serves_and_ends_cleanly(number: signal.Signals, tmp_path: Path) -> None:
    database = tmp_path / "e.db"
    with serving_process("--port", "0", "--db", str(database)) as (process, values):
        assert values.keys() == {"ANAM_API_URL", "ANAM_API_KEY"}
        with authorized(values) as client:
            assert client.post("/v1/personas", json=CARA).status_code == 201
            process.send_signal(number)
            stdout, stderr = process.communicate()

    assert (process.returncode, stdout) == (0, "")
    assert stderr == "engine: ready; Ctrl-C stops it\n"
    assert [path.name for path in tmp_path.glob("e.db*")] == ["e.db"]


@pytest.mark.processes
def test_a_shell_can_read_what_it_prints(tmp_path: Path) -> None:
    with serving_process("--port", "0", "--db", str(tmp_path / "e.db"), "--quiet") as (process, values):
        script = "".join(f"{name}={value}\n" for name, value in values.items())
        read = subprocess.run(
            ["sh", "-c", f'{script}\nprintf %s "$ANAM_API_URL $ANAM_API_KEY"'],
            capture_output=True,
            text=True,
            check=True,
        )
        assert read.stdout == " ".join(values.values())
        process.terminate()
        assert process.communicate()[1] == ""


@pytest.mark.processes
def test_a_key_of_the_users_own_is_quoted_for_the_shell_that_reads_it(tmp_path: Path) -> None:
    key = "a'b;touch${IFS}pwned`id`"
    options = ("--port", "0", "--db", str(tmp_path / "e.db"))
    with serving_process(*options, PERSONACTL_ENGINE_KEY=key) as (_, values):
        script = 'eval "$1"; printf %s "$ANAM_API_KEY"'
        line = f"ANAM_API_KEY={values['ANAM_API_KEY']}"
        read = subprocess.run(
            ["sh", "-c", script, "sh", line], capture_output=True, text=True, check=True, cwd=tmp_path
        )
        assert read.stdout == key
        assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("key", ["k LD_PRELOAD=/tmp/x.so x", "k\nANAM_API_URL=http://evil.example", "", "k;id"])
def test_a_database_of_somebody_else_prints_nothing_for_a_shell(key: str, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "trial.db"
    open_engine(EngineSettings(database_url=str(path))).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'api_key'", (key,))
    result = run("engine", "serve", "--port", "0", "--db", str(path))
    assert (result.status, result.stdout) == (2, "")
    assert "the key in the engine's database is not one that the engine made" in result.stderr
    assert str(path) in result.stderr


@pytest.mark.processes
def test_a_narrow_terminal_gets_a_key_that_can_be_copied(tmp_path: Path) -> None:
    other, end = pty.openpty()
    termios.tcsetwinsize(end, (24, 40))
    shown = ""
    with child_on_terminal([*PERSONACTL, "engine", "serve", "--port", "0", "--db", tmp_path / "e.db"], end) as process:
        while "ready" not in shown:
            shown += os.read(other, 65_536).decode()
        process.send_signal(signal.SIGTERM)
    os.close(other)
    lines = shown.splitlines()
    assert lines[0].startswith("ANAM_API_URL=")
    assert lines[1].startswith("ANAM_API_KEY=")
    assert len(lines[1]) > 40
    assert lines[2].startswith("engine: ready")


@pytest.mark.processes
def test_serves_the_database_of_the_local_profile_by_default(home: Path) -> None:
    with serving_process("--port", "0"):
        assert (home / "personactl" / "data" / "engine" / "engine.db").exists()


@pytest.mark.processes
def test_takes_its_key_from_the_environment(tmp_path: Path) -> None:
    options = ("--port", "0", "--db", str(tmp_path / "e.db"))
    with serving_process(*options, PERSONACTL_ENGINE_KEY="a-key-of-my-own") as (_, values):
        assert values["ANAM_API_KEY"] == "a-key-of-my-own"
        with authorized(values) as client:
            assert client.get("/v1/personas").status_code == 200
            assert client.get("/v1/personas", headers={"authorization": "Bearer other"}).status_code == 401


@pytest.mark.processes
def test_keeps_its_key_and_its_personas_over_a_kill(tmp_path: Path) -> None:
    options = ("--port", "0", "--db", str(tmp_path / "e.db"))
    with serving_process(*options) as (process, first), authorized(first) as client:
        client.post("/v1/personas", json=CARA)
        process.kill()
    with serving_process(*options) as (_, second), authorized(second) as client:
        assert second["ANAM_API_KEY"] == first["ANAM_API_KEY"]
        assert [persona["name"] for persona in client.get("/v1/personas").json()["data"]] == ["Cara"]


@pytest.mark.processes
def test_strict_refuses_unknown_keys(tmp_path: Path) -> None:
    options = ("--port", "0", "--db", str(tmp_path / "e.db"), "--strict")
    with serving_process(*options) as (_, values), authorized(values) as client:
        assert client.post("/v1/personas", json={"voiceSpeed": 1}).status_code == 400


def test_a_body_that_is_too_large_is_refused_over_a_socket(engine_server: EngineServer) -> None:
    with authorized({"ANAM_API_URL": engine_server.url, "ANAM_API_KEY": engine_server.key}) as client:
        response = client.post("/v1/personas", json={"name": "x" * 5_000_000})
        assert (response.status_code, response.json()["error"]) == (413, "Payload too large")
        assert client.get("/v1/personas").status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com"])
def test_an_address_for_others_needs_a_key_given_on_purpose(host: str, run: Run) -> None:
    result = run("engine", "serve", "--host", host, "--port", "0")

    assert (result.status, result.stdout) == (2, "")
    assert "PERSONACTL_ENGINE_KEY is not set" in result.stderr
    assert "PERSONACTL_ENGINE_KEY" in result.stderr


@pytest.mark.processes
def test_all_addresses_can_be_served_with_a_key(tmp_path: Path) -> None:
    options = ("--host", "0.0.0.0", "--port", "0", "--db", str(tmp_path / "e.db"))
    with serving_process(*options, PERSONACTL_ENGINE_KEY="k") as (_, values), authorized(values) as client:
        assert values["ANAM_API_URL"].startswith("http://127.0.0.1:")
        assert client.get("/v1/llms").status_code == 200


def test_a_port_in_use_is_reported(run: Run, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = run("engine", "serve", "--port", str(port), "--db", str(tmp_path / "e.db"))

    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "error[usage]: cannot listen there: Address already in use",
        f"  where: --host 127.0.0.1 --port {port}",
        "  next: stop what listens there, or take a free port with --port 0",
    ]


LLM = {"PERSONACTL_LLM_URL": "http://llm.example.com", "PERSONACTL_LLM_MODEL": "m"}


@pytest.mark.parametrize(
    ("options", "env", "said"),
    [
        (["--db", "/dev/null/e.db"], {}, "/dev/null/e.db"),
        (["--port", "65536"], {}, "--port"),
        (["--host", "no.such.host.invalid"], {"PERSONACTL_ENGINE_KEY": "k"}, "no.such.host.invalid"),
        ([], {"PERSONACTL_ENGINE_KEY": "two words"}, "PERSONACTL_ENGINE_KEY"),
        ([], {"PERSONACTL_LLM_URL": "llm.example.com"}, "PERSONACTL_LLM_URL"),
        ([], {"PERSONACTL_LLM_URL": "http://llm.example.com"}, "PERSONACTL_LLM_MODEL"),
        ([], {"PERSONACTL_LLM_URL": "", "PERSONACTL_LLM_MODEL": "m"}, "PERSONACTL_LLM_URL"),
        ([], LLM | {"PERSONACTL_LLM_KEY": " "}, "PERSONACTL_LLM_KEY"),
    ],
    ids=str,
)
def test_what_cannot_be_served_is_said_in_three_lines(
    options: list[str], env: dict[str, str], said: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    result = run("engine", "serve", *options)

    assert (result.status, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 3


def test_a_broken_database_is_reported_by_a_command_that_opens_the_engine_itself(run: Run, home: Path) -> None:
    database = home / "personactl" / "data" / "engine" / "engine.db"
    database.parent.mkdir(parents=True)
    database.write_bytes(b"not a database " * 100)
    result = run("session", "list", "--profile", "local")

    assert (result.status, result.stdout) == (2, "")
    assert "error[storage]: " in result.stderr
    assert str(database) in result.stderr


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"PERSONACTL_LLM_URL": "llm.example.com"}, "PERSONACTL_LLM_URL"),
        ({"PERSONACTL_LLM_URL": "http://llm.example.com"}, "PERSONACTL_LLM_MODEL"),
        ({"PERSONACTL_LLM_URL": "", "PERSONACTL_LLM_MODEL": "m"}, "PERSONACTL_LLM_URL"),
        (LLM | {"PERSONACTL_LLM_KEY": " "}, "PERSONACTL_LLM_KEY"),
    ],
)
def test_a_wrong_llm_setting_is_reported_by_such_a_command_too(
    env: dict[str, str], named: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    result = run("session", "list", "--profile", "local")

    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-3].startswith("error[usage]: ")
    assert result.stderr.splitlines()[-2] == f"  where: {named}"


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 on this machine")
def test_an_ipv6_address_is_bracketed() -> None:
    try:
        listening = serving.listen("::1", 0)
    except SettingsError:
        pytest.skip("no IPv6 loopback on this machine")
    with listening:
        assert serving.url_of(listening) == f"http://[::1]:{listening.getsockname()[1]}"


def test_a_small_answer_is_not_held_back_by_nagle() -> None:
    with serving.listen("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP, "asyncio switches Nagle's algorithm off only where it is named"
