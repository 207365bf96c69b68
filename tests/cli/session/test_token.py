"""`token` against the embedded engine: kinds, formats, and the output of --inspect."""

import json
import re
import time
from pathlib import Path

import jwt
import pytest

from tests.conftest import Run

JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")


def test_an_unpushed_persona_gets_an_ephemeral_token_alone_on_stdout(project: Path, run: Run) -> None:
    result = run("token", "cara")
    assert result.status == 0
    assert JWT.fullmatch(result.stdout.rstrip("\n"))
    assert "ephemeral token, because it was never pushed to this target" in result.stderr
    assert "target: local" in result.stderr


def test_a_pushed_and_unchanged_persona_gets_a_stateful_token(project: Path, run: Run) -> None:
    with (project / "personas" / "cara.yaml").open("a") as cara:
        cara.write("maxSessionLengthSeconds: 600\n")
    assert run("push", "--yes").status == 0
    result = run("token", "cara", "--format", "json")
    document = json.loads(result.stdout)
    assert document["tokenKind"] == "stateful"
    assert document["personaId"]
    assert document["expiresAt"].endswith("Z")
    assert "stateful token, because it is pushed and unchanged; valid for 59m5" in result.stderr
    assert "a stateful token does not contain maxSessionLengthSeconds; --ephemeral sends them" in result.stderr
    assert document["sessionToken"] not in result.stderr


def test_a_changed_file_gets_an_ephemeral_token_that_says_what_changed(project: Path, run: Run) -> None:
    assert run("push", "--yes").status == 0
    cara = project / "personas" / "cara.yaml"
    cara.write_text(cara.read_text().replace("description: Front desk", "description: Back desk"))
    result = run("token", "cara")
    assert "ephemeral token, because the file has changed since the last push (description)" in result.stderr


def test_ephemeral_can_be_asked_for(project: Path, run: Run) -> None:
    assert run("push", "--yes").status == 0
    result = run("token", "personas/cara.yaml", "--ephemeral")
    assert result.status == 0
    assert "ephemeral token, because --ephemeral was given" in result.stderr
    assert "drops" not in result.stderr


@pytest.mark.parametrize(
    ("form", "pattern"), [("env", r"ANAM_SESSION_TOKEN={}\n"), ("header", r"Authorization: Bearer {}\n")]
)
def test_forms_are_one_line(project: Path, run: Run, form: str, pattern: str) -> None:
    result = run("token", "cara", "--format", form, "--quiet")
    assert re.fullmatch(pattern.format(JWT.pattern), result.stdout)
    assert result.stderr == ""


def test_avatar_voice_and_llm_may_stand_by_name(project: Path, run: Run) -> None:
    cara = project / "personas" / "cara.yaml"
    text = re.sub(r"^avatarId: .*$", "avatar: Cara", cara.read_text(), flags=re.MULTILINE)
    cara.write_text(text)
    assert run("token", "cara").status == 0
    cara.write_text(text.replace("avatar: Cara", "avatar: Leo"))
    ambiguous = run("token", "cara")
    assert (ambiguous.status, ambiguous.stdout) == (2, "")
    assert "'Leo' matches 2 avatars" in ambiguous.stderr


def test_a_fresh_token_can_be_inspected(project: Path, run: Run, run_process: Run) -> None:
    minted = run("token", "cara", "--quiet").stdout
    result = run_process("token", "--inspect", "-", stdin=minted)
    assert result.status == 0
    assert "kind     ephemeral" in result.stdout
    assert "valid for" in result.stdout
    assert result.stderr == ""
    document = json.loads(run("token", "--inspect", minted.strip(), "--format", "json").stdout)
    assert (document["tokenKind"], document["expired"], document["algorithm"]) == ("ephemeral", False, "HS256")


def test_an_expired_token_tells_its_facts_and_exits_3(run: Run) -> None:
    old = jwt.encode({"type": "stateful", "exp": int(time.time()) - 90}, "k" * 32, algorithm="HS256")
    result = run("token", "--inspect", old)
    assert result.status == 3
    assert "expired 1m30s ago" in result.stdout or "expired 1m31s ago" in result.stdout
    assert result.stderr.splitlines()[0] == "error[auth]: this token has expired"
    assert len(result.stderr.splitlines()) == 3


def test_nonsense_is_refused_without_being_repeated(run: Run) -> None:
    result = run("token", "--inspect", "my-secret-api-key")
    assert (result.status, result.stdout) == (2, "")
    assert "my-secret-api-key" not in result.stderr


@pytest.mark.parametrize("arguments", [("token",), ("token", "cara", "--inspect", "a.b.c")])
def test_a_token_needs_one_thing_to_do(project: Path, run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert (result.status, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 3


def test_an_unknown_persona_is_not_found_and_near_ones_are_named(project: Path, run: Run) -> None:
    result = run("token", "carra")
    assert (result.status, result.stdout) == (4, "")
    assert "did you mean cara?" in result.stderr


@pytest.mark.parametrize("command", [["token"], ["talk", "--say", "Hello"]], ids=lambda words: words[0])
def test_all_that_cannot_be_read_is_listed_before_anything_is_sent(project: Path, run: Run, command: list[str]) -> None:
    (project / "personas" / "zoe.yaml").write_text("nmae: Zoe\nvoiceDetectionOptions: {endOfSpeechSensitivity: 7}\n")
    refused = run(command[0], "zoe", *command[1:])
    assert (refused.status, refused.stdout) == (2, "")
    assert "personas/zoe.yaml:1:1 S101 a persona has no key 'nmae'" in refused.stderr
    assert "personas/zoe.yaml:2:49 S105 voiceDetectionOptions.endOfSpeechSensitivity" in refused.stderr
    assert run(command[0], "cara", *command[1:]).status == 0
