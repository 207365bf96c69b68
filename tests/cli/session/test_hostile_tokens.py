"""What a hostile platform answers for a token never reaches the shell that evaluates the output."""

import base64
import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.api.live import served
from tests.child_process import PERSONACTL
from tests.conftest import Run

FORMATS = ("raw", "json", "env", "header")


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


HEADER, CLAIMS = part({"alg": "HS256", "typ": "JWT"}), part({"type": "ephemeral", "sessionId": "s"})
GOOD = f"{HEADER}.{CLAIMS}.c2lnbmF0dXJl"
HOSTILE = {
    "a command in the signature": f"{HEADER}.{CLAIMS}.$(touch pwned)",
    "backticks": f"{HEADER}.{CLAIMS}.`touch pwned`",
    "a second command": f"{HEADER}.{CLAIMS}.x;touch pwned",
    "a second line": f"{GOOD}\ntouch pwned",
    "a line before it": f"touch pwned\n{GOOD}",
    "a scheme that is a command": f"Bearer {GOOD}",
    "white space around it": f" {GOOD} ",
    "another variable": f"x PATH=. {GOOD}",
    "a header of its own": f"{GOOD}\r\nX-Evil: 1",
    "a control sequence": f"{HEADER}.{CLAIMS}.\x1b]0;pwned\x07",
    "letters of another script": f"{HEADER}.{CLAIMS}.ѕіg",
    "no signature": f"{HEADER}.{CLAIMS}.",
    "a header that is a list": f"{part([])}.{CLAIMS}.x",
    "claims that are no JSON": f"{HEADER}.eHh4.x",
    "four parts": f"{GOOD}.x",
    "endless": f"{HEADER}.{CLAIMS}.{'x' * 70_000}",
    "deep claims": f"{HEADER}.{base64.urlsafe_b64encode(b'[' * 40_000).decode().rstrip('=')}.x",
    "a word": "hunter2",
    "nothing": "",
}


@contextmanager
def platform(token: str) -> Iterator[dict[str, str]]:
    """A platform that answers `token` for every session; yields the variables that make it the target."""

    async def session_token(request: Request) -> JSONResponse:
        return JSONResponse({"sessionToken": token})

    async def engine(request: Request) -> JSONResponse:
        return JSONResponse({"engine": "personactl", "version": "1", "text": "/text"})

    async def refuse(request: Request) -> JSONResponse:
        return JSONResponse({"error": "no such thing"}, 404)

    routes = [
        Route("/v1/auth/session-token", session_token, methods=["POST"]),
        Route("/engine", engine),
        Route("/{rest:path}", refuse, methods=["GET", "POST"]),
    ]
    with served(Starlette(routes=routes)) as origin:
        yield {"ANAM_API_URL": origin, "ANAM_API_KEY": "key"}


@pytest.fixture(params=sorted(HOSTILE))
def hostile(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    token = HOSTILE[request.param]
    with platform(token) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        yield token


@pytest.mark.parametrize("format", FORMATS)
def test_a_token_that_is_not_a_jwt_is_printed_in_no_format(project: Path, run: Run, hostile: str, format: str) -> None:
    refused = run("token", "cara", "--format", format)
    assert refused.status == 5
    assert "the platform's answer is not a session token: it has " in refused.stderr
    assert "sessionToken in the answer to POST http://127.0.0.1:" in refused.stderr
    if format == "json":
        assert json.loads(refused.stdout)["error"]["code"] == "unavailable"
    else:
        assert refused.stdout == ""
    assert not hostile or hostile not in refused.stdout + refused.stderr


def test_talk_takes_no_such_token(project: Path, run: Run, hostile: str) -> None:
    refused = run("talk", "cara", "--say", "Hello")
    assert refused.status == 5
    assert "the platform's answer is not a session token: it has " in refused.stderr


@pytest.mark.processes
@pytest.mark.parametrize("form", ["eval {}; echo $ANAM_SESSION_TOKEN alive", "export {}; echo alive"])
@pytest.mark.parametrize("name", ["a command in the signature", "a second line", "a scheme that is a command"])
def test_a_shell_that_evaluates_the_answer_runs_nothing_of_it(project: Path, form: str, name: str) -> None:
    command = f'"$({shlex.join(PERSONACTL)} token cara --format env)"'
    with platform(HOSTILE[name]) as variables:
        done = subprocess.run(
            ["bash", "-c", form.format(command)],
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
    assert "alive" in done.stdout
    assert not (project / "pwned").exists()


@pytest.mark.parametrize("format", FORMATS)
def test_a_jwt_is_printed_as_it_came(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, format: str) -> None:
    with platform(GOOD) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        made = run("token", "cara", "--format", format)
    assert made.status == 0
    assert GOOD in made.stdout


@pytest.mark.parametrize("token", [HOSTILE[name] for name in ("a command in the signature", "four parts", "endless")])
def test_inspect_refuses_what_is_not_a_token(run: Run, token: str) -> None:
    refused = run("token", "--inspect", token)
    assert (refused.status, refused.stdout) == (2, "")
    assert token not in refused.stderr


def test_times_of_any_size_are_read(run: Run) -> None:
    huge = f"{HEADER}.{part({'exp': 10**400, 'iat': -(10**400)})}.x"
    assert run("token", "--inspect", huge).status == 0
