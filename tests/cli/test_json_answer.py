"""With `--format json`, stdout is one document with `schemaVersion` first, whatever happens to the run."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from personactl.cli.main import guarded
from personactl.cli.terminal.json_answer import asks_for_json, encoded_json
from personactl.cli.terminal.output import Output
from personactl.errors import ConflictError
from tests.child_process import PERSONACTL, child_process
from tests.conftest import Run
from tests.json_output.json_document import failure_problems, problems

REFUSED = [
    ("push", "--no-such-option", "--format", "json"),
    ("push", "--format=json", "--max-delete", "many"),
    ("diff", "--format", "html", "--format", "json", "--only"),
    ("session", "show", "--format", "json"),
    ("session", "list", "-n", "0", "--format", "json"),
    ("init", "--format", "json"),
    ("nonsense", "--format", "json"),
    ("session", "nonsense", "--format=json"),
    ("status", "--format", "json", "--profile", "nowhere"),
    ("validate", "--format", "json", "--fix", "--diff"),
    ("validate", "--format", "json", "missing.yaml"),
    ("rule", "S999999", "--format", "json"),
    ("talk", "nobody", "--say", "Hello", "--format", "json"),
    ("token", "--inspect", "not a token", "--format", "json"),
    ("avatar", "show", "Nobody At All", "--format", "json"),
    ("session", "tail", "--since", "whenever", "--format", "json"),
]


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_a_run_that_fails_before_its_answer_prints_its_error_as_json(
    project: object, run: Run, arguments: tuple[str, ...]
) -> None:
    result = run(*arguments)
    document = json.loads(result.stdout)
    assert list(failure_problems(document)) == []
    error = document["error"]
    assert result.status == {"usage": 2, "auth": 3, "rejected": 4, "not-found": 4}[error["code"]]
    assert f"error[{error['code']}]: " in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("session", "tail", "-f", "--format", "json", "--since", "whenever"),
        ("session", "tail", "-qf", "--format", "json", "--no-such-option"),
        ("session", "tail", "--follow", "--format", "json", "--profile", "nowhere"),
    ],
    ids=" ".join,
)
def test_a_tail_that_follows_and_fails_prints_its_error_as_an_event_on_one_line(
    run: Run, arguments: tuple[str, ...]
) -> None:
    result = run(*arguments)
    (line,) = result.stdout.splitlines()
    document = json.loads(line)
    assert result.status == 2
    assert list(problems(document, "event", framed=True)) == []
    assert (document["event"], document["error"]["code"]) == ("error", "usage")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", document["at"])


def test_without_json_nothing_of_an_error_is_on_stdout(run: Run) -> None:
    for arguments in (("push", "--nope"), ("status", "--format", "text", "--profile", "nowhere"), ("rule", "S999999")):
        result = run(*arguments)
        assert (result.stdout, result.status) == ("", 2)


def test_an_answer_and_a_later_error_are_one_document(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> int:
        Output().json({"content": 1})
        raise ConflictError("it failed", where="there", hint="try this")

    assert guarded(work) == 6
    assert json.loads(capfd.readouterr().out) == {
        "schemaVersion": 1,
        "content": 1,
        "error": {"code": "conflict", "message": "it failed", "where": "there", "next": "try this"},
    }


def test_a_bug_and_an_interrupt_leave_a_document_too(capfd: pytest.CaptureFixture[str]) -> None:
    def bug() -> int:
        raise ValueError("key-12345")

    def interrupted() -> int:
        raise KeyboardInterrupt

    for work, code, status in ((bug, "bug", 70), (interrupted, "interrupted", 130)):
        assert guarded(work, ["push", "--format", "json"]) == status
        document = json.loads(capfd.readouterr().out)
        assert list(failure_problems(document)) == []
        assert document["error"]["code"] == code
        assert "key-12345" not in str(document)


@pytest.mark.processes
def test_ctrl_c_leaves_a_document(project: Path) -> None:
    command = [*PERSONACTL, "talk", "cara", "--format", "json"]
    pipe = subprocess.PIPE
    with child_process(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("target: local")
        process.send_signal(signal.SIGINT)
        shown, _ = process.communicate()
    document = json.loads(shown)
    assert process.returncode == 130
    assert list(failure_problems(document)) == []
    assert (document["target"]["profile"], document["error"]["code"]) == ("local", "interrupted")


def test_a_run_does_not_see_the_answer_of_the_run_before(run: Run, project: object) -> None:
    assert json.loads(run("status", "--format", "json").stdout)["target"]["profile"] == "local"
    assert run("rule", "S101").stdout.startswith("S101")
    assert list(json.loads(run("rule", "--format", "json", "--nope").stdout)) == ["schemaVersion", "error"]


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["push", "--format", "json"], True),
        (["push", "--format=json"], True),
        (["push", "--format", "text"], False),
        (["push", "--format", "json", "--format", "text"], False),
        (["push", "--format", "text", "--format=json"], True),
        (["push", "--format=json", "--format", "text"], False),
        (["push", "--", "--format", "json"], False),
        (["push", "--format"], False),
        (["push", "json"], False),
        ([], False),
    ],
)
def test_json_is_requested_by_the_last_format(arguments: list[str], asked: bool) -> None:
    assert asks_for_json(arguments) == asked


def test_an_encoding_without_all_characters_gets_escapes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ascii:
        encoding = "ascii"

    monkeypatch.setattr(sys, "stdout", Ascii())
    assert encoded_json({"name": "Zoë 🙂"}) == '{\n  "name": "Zo\\u00eb \\ud83d\\ude42"\n}\n'
