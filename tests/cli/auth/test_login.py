"""`auth login` and `auth logout`: a key is checked before it is stored, and is never shown."""

import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Protocol

import pytest

from tests.child_process import PERSONACTL, child_on_terminal
from tests.conftest import EngineServer, Result, Run


class _OtherServer(BaseHTTPRequestHandler):
    """A server that is not the platform and answers with status 200."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"hello": "world"}')

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def other_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _OtherServer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def stored(home: Path) -> Path:
    """The folder with all files that personactl stores."""
    return home / "personactl"


class Login(Protocol):
    """`auth login` in this process, with text on standard input and the private file as the key store."""

    def __call__(self, *more: str, stdin: str) -> Result: ...


@pytest.fixture
def login(run: Run, monkeypatch: pytest.MonkeyPatch) -> Login:
    def call(*more: str, stdin: str) -> Result:
        with monkeypatch.context() as patch, io.TextIOWrapper(io.BytesIO(stdin.encode())) as stream:
            patch.setattr(sys, "stdin", stream)
            return run("auth", "login", "--with-token", "--insecure-storage", *more)

    return call


def test_a_good_key_is_stored_in_a_private_file_and_used_from_then_on(
    engine_server: EngineServer, login: Login, run: Run, stored: Path
) -> None:
    result = login("--api-url", engine_server.url, stdin=f"{engine_server.key}\n")
    assert (result.status, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [
        f"logged in to {engine_server.url} as profile 'default'",
        f"warning: the key is stored unencrypted in {stored / 'data' / 'keys.json'}",
        "commands that name no profile use 'default' now; to use another: personactl auth use NAME",
    ]
    assert (stored / "data" / "keys.json").stat().st_mode & 0o777 == 0o600
    status = json.loads(run("auth", "status", "--format", "json").stdout)
    assert status["target"]["profile"] == "default"
    assert status["target"]["keySource"] == f"the private file {stored / 'data' / 'keys.json'}"


def test_a_refused_key_is_not_stored_and_not_shown(engine_server: EngineServer, login: Login, stored: Path) -> None:
    result = login("--api-url", engine_server.url, stdin="hunter2\n")
    assert (result.status, result.stdout) == (3, "")
    assert result.stderr.startswith("error[auth]: ")
    assert len(result.stderr.splitlines()) == 3
    assert "next: the key was not stored; check that it was copied completely" in result.stderr
    assert "hunter2" not in result.stderr
    assert not stored.exists()


def test_a_refused_key_leaves_the_older_one_in_use(engine_server: EngineServer, login: Login, run: Run) -> None:
    login("--api-url", engine_server.url, stdin=f"{engine_server.key}\n")
    before = run("auth", "status", "--format", "json")
    assert before.status == 0
    assert login(stdin="hunter2\n").status == 3
    assert run("auth", "status", "--format", "json") == before


def test_a_server_that_is_not_the_platform_is_refused(other_server: str, login: Login, stored: Path) -> None:
    result = login("--api-url", other_server, stdin="hunter2\n")
    assert result.status == 5
    assert "this server answers, but it is not the platform's API" in result.stderr
    assert not stored.exists()


def test_an_address_that_is_not_the_apis_is_what_the_hint_is_about(
    engine_server: EngineServer, login: Login, stored: Path
) -> None:
    result = login("--api-url", f"{engine_server.url}/nope", stdin=f"{engine_server.key}\n")
    assert result.status == 4
    assert "next: the key was not stored; check the address of the API, which --api-url names" in result.stderr
    assert not stored.exists()


def test_a_key_that_is_refused_later_names_the_profile_to_look_at(
    engine_server: EngineServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANAM_API_KEY", "hunter2")
    monkeypatch.setenv("ANAM_API_URL", engine_server.url)
    assert "see which key is used: personactl auth status --profile env" in run("avatar", "list").stderr


def test_a_dead_server_keeps_nothing(other_server: str, login: Login, stored: Path) -> None:
    result = login("--api-url", "http://127.0.0.1:1", stdin="hunter2\n")
    *waits, what, _, _ = result.stderr.splitlines()
    assert (result.status, what.partition(":")[0]) == (5, "error[unavailable]"), result.stderr
    assert all("trying again" in wait for wait in waits)
    assert not stored.exists()


@pytest.mark.parametrize(
    ("stdin", "said"),
    [
        ("", "no key was given"),
        (" \n", "no key was given"),
        ("hunter2 hunter3", "contains white space"),
        ("hunter2\nhunter3\n", "contains white space"),
        ("hunter2\x1b[31m", "contains white space or characters"),
        ("eyJhbGciOiJIUzI1NiJ9.hunter2.c2ln", "a session token, not an API key"),
        ("hunter2" * 2000, "too long"),
    ],
)
def test_an_invalid_key_is_refused_before_anything_is_sent_and_not_shown(stdin: str, said: str, login: Login) -> None:
    result = login(stdin=stdin)
    assert (result.status, result.stdout) == (2, "")
    assert said in result.stderr
    assert "hunter2" not in result.stderr


def test_a_key_does_not_travel_in_clear_to_another_machine(login: Login) -> None:
    result = login("--api-url", "http://api.example", stdin="hunter2\n")
    assert result.status == 2
    assert "hunter2" not in result.stderr


def test_without_a_terminal_the_key_is_not_asked_for(run_process: Run) -> None:
    result = run_process("auth", "login", "--insecure-storage", stdin="hunter2\n")
    assert (result.status, result.stdout) == (2, "")
    assert "--with-token" in result.stderr


def test_on_a_terminal_the_key_is_asked_for_and_not_shown(engine_server: EngineServer, run_process: Run) -> None:
    ours, theirs = os.openpty()
    command = [*PERSONACTL, "auth", "login", "--insecure-storage", "--api-url", engine_server.url]
    with child_on_terminal(command, theirs) as process:
        shown = read_until(ours, f"API key for {engine_server.url}: ".encode())
        os.write(ours, f"{engine_server.key}\n".encode())
        shown += read_until(ours, b"keys.json")
        assert process.wait() == 0
    os.close(ours)
    assert "an engine prints its API key when it starts: personactl engine serve\r\n" in shown
    assert f"API key for {engine_server.url}: " in shown
    assert engine_server.key not in shown
    assert run_process("auth", "status").status == 0


def read_until(terminal: int, end: bytes) -> str:
    """Return the output of a terminal up to and including `end`, or all of it if `end` does not appear."""
    shown = b""
    while end not in shown:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # how Linux reports that the other side is closed
            break
        if not piece:
            break
        shown += piece
    return shown.decode()


def test_a_login_that_something_else_overrides_says_so(engine_server: EngineServer, run_process: Run) -> None:
    result = run_process(
        *("auth", "login", "--with-token", "--insecure-storage", "--api-url", engine_server.url),
        stdin=engine_server.key,
        env={"ANAM_API_KEY": "k"},
    )
    assert result.status == 0
    assert "warning: commands here still use 'env', because of: ANAM_API_KEY" in result.stderr


def test_a_new_address_replaces_the_old_one_and_its_key(
    engine_server: EngineServer, other_server: str, login: Login, stored: Path
) -> None:
    login("--api-url", engine_server.url, stdin=f"{engine_server.key}\n")
    host = engine_server.url.replace("127.0.0.1", "localhost")
    login("--api-url", host, stdin=f"{engine_server.key}\n")
    keys = json.loads((stored / "data" / "keys.json").read_text())["keys"]
    assert keys == {"default": {host: engine_server.key}}


def test_the_project_s_profile_says_where_a_login_goes(
    engine_server: EngineServer, login: Login, project: Path
) -> None:
    (project / "personactl.yaml").write_text(
        f"profile: staging\nprofiles:\n  staging: {{apiUrl: '{engine_server.url}'}}\n"
    )
    result = login("--api-url", engine_server.url, stdin=f"{engine_server.key}\n")
    assert result.status == 0
    assert result.stderr.splitlines()[:2] == [
        "the key is for the profile 'staging' of this project",
        f"logged in to {engine_server.url} as profile 'staging'",
    ]
    other = login("--api-url", "https://other.example", stdin=f"{engine_server.key}\n")
    assert other.status == 2
    assert "a key for another origin would be useless" in other.stderr


@pytest.mark.parametrize("name", ["local", "env", "../x"])
def test_a_name_that_no_profile_may_bear_is_refused(name: str, login: Login) -> None:
    result = login("--profile", name, stdin="hunter2\n")
    assert (result.status, result.stdout) == (2, "")


def test_a_logout_deletes_key_and_profile(engine_server: EngineServer, login: Login, run: Run, stored: Path) -> None:
    login("--api-url", engine_server.url, stdin=f"{engine_server.key}\n")
    result = run("auth", "logout")
    assert (result.status, result.stdout) == (0, "")
    assert result.stderr == "logged out of profile 'default'\ncommands that name no profile use 'local' now\n"
    assert engine_server.key not in (stored / "data" / "keys.json").read_text()
    assert json.loads(run("auth", "status", "--format", "json").stdout)["target"]["profile"] == "local"
    again = run("auth", "logout")
    assert again.status == 2
    assert "there is no profile 'default'" in again.stderr


def test_a_full_disk_keeps_the_older_key(engine_server: EngineServer, login: Login, stored: Path) -> None:
    login("--api-url", engine_server.url, stdin=f"{engine_server.key}\n")
    before = (stored / "data" / "keys.json").read_bytes()
    command = [*PERSONACTL, "auth", "login", "--with-token", "--insecure-storage"]
    done = subprocess.run(
        ["sh", "-c", f"ulimit -f 0; exec {shlex.join(command)}"],
        input=engine_server.key,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error[storage]: cannot write keys.json: File too large\n")
    assert len(done.stderr.splitlines()) == 3
    assert (stored / "data" / "keys.json").read_bytes() == before
    assert [path.name for path in (stored / "data").iterdir()] == ["keys.json"]


def test_a_folder_that_cannot_be_written_is_named(engine_server: EngineServer, login: Login, home: Path) -> None:
    (home / "personactl").write_text("a file in the way")
    result = login("--api-url", engine_server.url, stdin=f"{engine_server.key}\n")
    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.startswith("error[storage]: ")
    assert len(result.stderr.splitlines()) == 3
