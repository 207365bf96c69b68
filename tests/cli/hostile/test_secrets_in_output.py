"""Credentials that no rule knows: values of headers of any name, and what addresses carry. No output shows them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from personactl.json_value import JsonObject
from personactl.lint.text.secret_search import masked
from tests.api.live import served
from tests.cli.web_app import WebApp
from tests.conftest import Run

SECRETS = ("hunter2", "correct-horse", "swordfish", "tr0ub4dor", "opensesame")
_TOOL = """\
name: find_order
description: Looks up an order by its number when the customer asks where a parcel is.
type: SERVER_WEBHOOK
config:
  url: https://bob:swordfish@orders.lantern-shop.com/find?key=tr0ub4dor&page=2
  method: POST
  headers:
    X-Lantern: hunter2
    "Tenant": 'correct-horse'
    Content-Type: application/json
"""
_INLINE = """\
tools:
  - name: cancel_order
    type: server
    subtype: webhook
    description: Cancels an order after the customer has confirmed it.
    url: https://orders.lantern-shop.com/cancel
    method: DELETE
    headers: {X-House: opensesame, Accept: text/plain}
"""
_FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown")


@pytest.fixture
def shop(project: Path) -> Path:
    (project / "tools" / "find_order.yaml").write_text(_TOOL)
    with (project / "personas" / "cara.yaml").open("a") as file:
        file.write(_INLINE)
    return project


def refuse_secrets(text: str) -> str:
    assert [secret for secret in SECRETS if secret in text] == [], text
    return text


def shown(run: Run, *command: str) -> str:
    result = run(*command)
    assert "Traceback" not in result.stderr
    return refuse_secrets(result.stdout + result.stderr)


def breaking(text: str) -> Iterator[str]:
    """The tool with a finding on each of its lines, and in forms that are not YAML."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        yield "\n".join([*lines[:number], f"{line} \\u202e # TODO \u202e", *lines[number + 1 :]])
        yield "\n".join([*lines[:number], f"{line} ]: [", *lines[number + 1 :]])
        yield "\n".join([*lines[:number], f"{line}\t\x07", *lines[number + 1 :]])
        yield "\n".join([*lines[: number + 1], line, *lines[number + 1 :]])
    yield text.replace("X-Lantern: hunter2", "X-Lantern: [hunter2, {a: hunter2}]")
    yield text.replace("X-Lantern: hunter2", "X-Lantern: {env: X, prefix: hunter2}")
    yield text.replace("headers:\n", "headers: &h\n") + "profiles: {p: {config: {headers: {Q: swordfish}}}}\n"
    yield text.replace("hunter2", "|\n      hunter2\n      hunter2")


@pytest.mark.slow
def test_no_finding_shows_the_value_of_a_header(shop: Path, run: Run) -> None:
    for text in breaking(_TOOL):
        (shop / "tools" / "find_order.yaml").write_text(text, encoding="utf-8")
        for form in ("text", "json"):
            assert "find_order.yaml" in shown(run, "validate", "--format", form)


@pytest.mark.parametrize("form", _FORMATS)
def test_no_format_shows_the_value_of_a_header(shop: Path, run: Run, form: str) -> None:
    (shop / "tools" / "find_order.yaml").write_text(_TOOL.replace(": hunter2", ": hunter2  # TODO \u202e"))
    cara = shop / "personas" / "cara.yaml"
    cara.write_text(cara.read_text().replace("opensesame", "opensesame, X-Y: [opensesame]"))
    shown(run, "validate", "--format", form)


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_diff_of_fixes_shows_no_value_of_a_header(shop: Path, run: Run, form: str) -> None:
    tool = shop / "tools" / "find_order.yaml"
    tool.write_text(_TOOL.replace("type: SERVER_WEBHOOK", "type: server_webhook").replace("https://bob", "http://bob"))
    assert "SERVER_WEBHOOK" in shown(run, "validate", "--diff", "--format", form)
    tool.write_bytes(b"\xef\xbb\xbf" + tool.read_bytes().replace(b"\n", b"\r\n"))
    shown(run, "validate", "--diff", "--format", form)


def test_no_plan_and_no_history_shows_the_value_of_a_header(shop: Path, run: Run, home: Path) -> None:
    app = WebApp(home)
    (shop / "tools" / "find_order.yaml").write_text(_TOOL.replace("bob:swordfish@", ""))
    for form in ("text", "json", "markdown"):
        assert "X-Lantern" in shown(run, "diff", "--format", form)
    shown(run, "push", "--yes", "--format", "json")
    headers: JsonObject = {"X-Lantern": "opensesame"}
    config: JsonObject = {"url": "https://x.test/?token=swordfish", "method": "POST", "headers": headers}
    app.change_tool("find_order", {**config, "description": "d"})
    for form in ("text", "json", "markdown"):
        shown(run, "diff", "--format", form)
    for command in (
        ["status"],
        ["pull", "--dry-run"],
        ["push", "--yes", "--on-drift", "ours", "--on-conflict", "ours"],
    ):
        shown(run, *command)
    document = shown(run, "history", "--run", "1", "--format", "json")
    assert '"X-Lantern": "***"' in document
    shown(run, "history", "--run", "1")
    shown(run, "rollback", "--dry-run")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_refusal_that_quotes_a_header_is_shown_without_it(
    shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    async def answer(request: Request) -> Response:
        if request.method == "GET":
            return JSONResponse({"data": [], "meta": {"total": 0, "lastPage": 1, "currentPage": 1, "perPage": 100}})
        sent = json.loads(await request.body())
        return JSONResponse({"message": f"these headers are refused: {sent}"}, 400)

    (shop / "tools" / "find_order.yaml").write_text(_TOOL.replace("bob:swordfish@", ""))
    with served(Starlette(routes=[Route("/{rest:path}", answer, methods=["GET", "POST", "PUT"])])) as origin:
        monkeypatch.setenv("ANAM_API_URL", origin)
        monkeypatch.setenv("ANAM_API_KEY", "key-of-a-test")
        assert "these headers are refused" in shown(run, "push", "--yes", "--only", "tool/find_order", "--format", form)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://bob:swordfish@h.test/x", "https://bob:*********@h.test/x"),
        ("https://swordfish@h.test/x", "https://*********@h.test/x"),
        ("https://:swordfish@h.test/x", "https://:*********@h.test/x"),
        ("https://bob:${PASSWORD}@h.test/x", "https://bob:${PASSWORD}@h.test/x"),
        ("https://h.test/x?key=k3y&page=2", "https://h.test/x?key=***&page=2"),
        ("https://h.test/x?page=2&X-Amz-Signature=ab", "https://h.test/x?page=2&X-Amz-Signature=**"),
        ("wss://h.test/#access_token=ab&x=1", "wss://h.test/#access_token=**&x=1"),
        ("https://h.test/x?q=shoes&monkey=1&page=2", "https://h.test/x?q=shoes&monkey=1&page=2"),
        ("https://h.test/x?key={key}", "https://h.test/x?key={key}"),
        ("mail bob@h.test about https://h.test/@bob", "mail bob@h.test about https://h.test/@bob"),
    ],
)
def test_a_credential_in_an_address_is_hidden(address: str, expected: str) -> None:
    assert masked(address) == expected


@pytest.mark.parametrize("command", [("auth", "list"), ("auth", "status"), ("status",), ("validate",), ("diff",)])
@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "url", ["https://bob:swordfish@h.test", "https://h.test/?key=tr0ub4dor", "https://hunter2@h.t"]
)
def test_the_address_of_a_profile_shows_no_credential(
    project: Path, run: Run, command: tuple[str, ...], form: str, url: str
) -> None:
    (project / "personactl.yaml").write_text(
        f"profile: p\nprofiles: {{p: {{apiUrl: '{url}', keyEnv: ANAM_API_KEY}}}}\n"
    )
    shown(run, *command, "--format", form)


def test_an_imports_dry_run_shows_no_value_of_a_header(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    tool = {"type": "server", "subtype": "webhook", "name": "find", "description": "Finds it.", "method": "POST"}
    headers = {"X-House": "opensesame", "Accept": "text/plain"}
    persona = {"name": "Nora", "systemPrompt": "You are Nora, a friendly person.", "avatarId": "a", "voiceId": "v"}
    (tmp_path / "nora.json").write_text(
        json.dumps({**persona, "tools": [{**tool, "url": "https://x.test", "headers": headers}]})
    )
    assert "X-House" in shown(run, "import", "nora.json", "--dry-run")


TOKEN = re.compile(r"eyJ[\w.-]+")


@pytest.mark.parametrize("form", ["raw", "json", "env", "header"])
def test_a_job_of_github_masks_a_token_before_it_is_printed(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """The command is on stderr, so that `$(...)` does not take it."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    made = run("token", "cara", "--format", form, "--quiet")
    (token,) = TOKEN.findall(made.stdout)
    assert f"::add-mask::{token}\n" in made.stderr
    assert "add-mask" not in made.stdout


def test_elsewhere_no_token_is_on_stderr(project: Path, run: Run) -> None:
    made = run("token", "cara")
    assert made.stdout.strip() not in made.stderr
    assert "add-mask" not in made.stderr
