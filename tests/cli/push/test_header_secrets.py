"""Headers of webhooks that refer to secrets: sent when they have to be, and found in nothing that personactl writes."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from personactl.sync.values.field_paths import fingerprint
from tests.api.live import served
from tests.cli.organizations import Platform
from tests.cli.web_app import WebApp
from tests.conftest import Run
from tests.minimal_persona import write_persona

ORDERS, CANCEL = "orders-hush-0123456789", "cancel-hush-0123456789"
_TOOL = """\
name: find_order
description: Looks up an order by its number when the customer asks where a parcel is.
type: SERVER_WEBHOOK
config:
  url: https://orders.lantern-shop.com/find
  method: POST
  headers:
    Authorization: {env: ANAM_ORDERS_TOKEN, prefix: "Bearer "}
    X-Tenant: lantern
"""
_INLINE = """\
tools:
  - find_order
  - name: cancel_order
    type: server
    subtype: webhook
    description: Cancels an order after the customer has confirmed it.
    url: https://orders.lantern-shop.com/cancel
    method: DELETE
    headers: {X-Api-Key: {env: ANAM_CANCEL_KEY}}
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shop"
    (folder / "tools").mkdir(parents=True)
    (folder / "tools" / "find_order.yaml").write_text(_TOOL)
    write_persona(folder, "cara", "one")
    with (folder / "personas" / "cara.yaml").open("a") as file:
        file.write(_INLINE)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANAM_ORDERS_TOKEN", ORDERS)
    monkeypatch.setenv("ANAM_CANCEL_KEY", CANCEL)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.fixture
def quietly(run: Run) -> Callable[..., str]:
    """Run a command that must succeed, and return its output, which must not have a secret."""

    def call(*words: str) -> str:
        result = run(*words)
        assert result.status == 0, result.stderr
        said = result.stdout + result.stderr
        assert "hush" not in said
        return said

    return call


def files_with_secrets(folder: Path) -> list[str]:
    """The files below `folder` that have a secret, except those of the embedded platform."""
    every = (path for path in folder.rglob("*") if path.is_file() and "engine.db" not in path.name)
    return [str(path) for path in every if b"hush" in path.read_bytes()]


@pytest.mark.parametrize(("value", "state"), [(None, "not set"), ("", "set but empty"), (" ", "set but empty")])
def test_a_missing_variable_refuses_the_whole_push(
    shop: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch, value: str | None, state: str
) -> None:
    monkeypatch.setenv("ANAM_ORDERS_TOKEN", ORDERS)
    if value is not None:
        monkeypatch.setenv("ANAM_CANCEL_KEY", value)
    for words in (("push", "--yes"), ("push", "--dry-run"), ("push", "--yes", "--format", "json")):
        result = run(*words)
        assert result.status == 3
        assert f"the environment variable ANAM_CANCEL_KEY is {state}: nothing was sent" in result.stderr
        assert "tool cara.cancel_order (personas/cara.yaml)" in result.stderr
    assert (app.tools(), app.names()) == ({}, [])


@pytest.mark.usefixtures("secrets")
def test_secrets_reach_the_platform_and_nothing_else(
    shop: Path, app: WebApp, quietly: Callable[..., str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = quietly("push", "--yes")
    assert 'headers.Authorization  {env: ANAM_ORDERS_TOKEN, prefix: "Bearer "}' in said
    tools = app.tools()
    assert tools["find_order"]["headers"] == {"Authorization": f"Bearer {ORDERS}", "X-Tenant": "lantern"}
    assert tools["cancel_order"]["headers"] == {"X-Api-Key": CANCEL}
    edit(shop / "tools" / "find_order.yaml", "X-Tenant: lantern", "X-Tenant: lamp")
    for words in (
        ("diff", "--output", "plan.json"),
        ("diff", "--format", "json"),
        ("diff", "--format", "markdown"),
        ("push", "plan.json", "--yes"),
        ("history", "--run", "1"),
        ("history", "--run", "1", "--format", "json"),
        ("status",),
        ("pull", "--all"),
        ("rollback", "--last", "--yes"),
    ):
        quietly(*words)
    assert files_with_secrets(home) == files_with_secrets(shop) == []
    monkeypatch.delenv("ANAM_ORDERS_TOKEN")
    quietly("diff", "--refresh")
    assert app.tools()["find_order"]["headers"] == {"Authorization": f"Bearer {ORDERS}", "X-Tenant": "lantern"}
    app.change_tool("find_order", {**app.tools()["find_order"], "bodyTemplate": "{}"})
    assert "bodyTemplate" in quietly("pull")
    assert files_with_secrets(home) == []


@pytest.mark.usefixtures("secrets")
def test_only_a_changed_reference_or_resend_secrets_sends_a_new_secret(
    shop: Path, app: WebApp, quietly: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    quietly("push", "--yes")
    monkeypatch.setenv("ANAM_ORDERS_TOKEN", "second-hush")
    assert "push: 3 in sync" in quietly("push", "--yes")
    quietly("push", "--yes", "--resend-secrets")
    assert app.tools()["find_order"]["headers"]["Authorization"] == "Bearer second-hush"  # type: ignore[index, call-overload]
    monkeypatch.setenv("ANAM_NEW_TOKEN", "third-hush")
    edit(shop / "tools" / "find_order.yaml", "ANAM_ORDERS_TOKEN", "ANAM_NEW_TOKEN")
    assert "(not readable) → {env: ANAM_NEW_TOKEN" in quietly("push", "--yes")
    assert app.tools()["find_order"]["headers"] == {"Authorization": "Bearer third-hush", "X-Tenant": "lantern"}
    assert "diff: 3 in sync" in quietly("diff", "--exit-code")


@pytest.mark.usefixtures("secrets")
def test_what_others_change_beside_a_secret_is_seen(
    shop: Path, app: WebApp, run: Run, quietly: Callable[..., str]
) -> None:
    quietly("push", "--yes")
    config = app.tools()["find_order"]
    app.change_tool("find_order", {**config, "headers": {"Authorization": "Bearer other-hush", "X-Tenant": "lamp"}})
    assert "headers.X-Tenant  *** → ***  (theirs)" in quietly("diff")
    quietly("pull")
    text = (shop / "tools" / "find_order.yaml").read_text()
    assert text == _TOOL.replace("X-Tenant: lantern", "X-Tenant: lamp")
    app.change_tool("find_order", {**config, "headers": {"X-Tenant": "lamp"}})
    result = run("diff", "--exit-code")
    assert (result.status, "headers.Authorization" in result.stdout) == (1, True)


@pytest.mark.usefixtures("secrets")
def test_a_rollback_sends_the_secret_of_the_file_and_never_a_saved_one(
    shop: Path, app: WebApp, quietly: Callable[..., str], home: Path
) -> None:
    quietly("push", "--yes")
    tool = shop / "tools" / "find_order.yaml"
    edit(tool, 'Authorization: {env: ANAM_ORDERS_TOKEN, prefix: "Bearer "}\n    X-Tenant: lantern', "X-Tenant: lamp")
    quietly("push", "--yes")
    assert app.tools()["find_order"]["headers"] == {"X-Tenant": "lamp"}
    (item,) = json.loads(quietly("history", "--run", "1", "--format", "json").partition("\n}\n")[0] + "}")["items"]
    assert item["values"]["config"]["headers"] == {"Authorization": {"secret": "not saved"}, "X-Tenant": "***"}
    said = quietly("rollback", "--last", "--yes")
    assert "not restored, because secrets are never saved: config.headers.Authorization" in said
    assert app.tools()["find_order"]["headers"] == {"X-Tenant": "lantern"}
    assert files_with_secrets(home) == []


@pytest.mark.usefixtures("secrets")
def test_a_deleted_webhook_comes_back_without_its_secret(
    shop: Path, app: WebApp, quietly: Callable[..., str], home: Path
) -> None:
    quietly("push", "--yes")
    (shop / "tools" / "find_order.yaml").unlink()
    edit(shop / "personas" / "cara.yaml", "  - find_order\n", "")
    quietly("push", "--yes", "--prune")
    assert "find_order" not in app.tools()
    assert "secrets are never saved: config.headers.Authorization" in quietly("rollback", "--last", "--yes")
    assert app.tools()["find_order"]["headers"] == {"X-Tenant": "lantern"}
    assert files_with_secrets(home) == []


@pytest.mark.usefixtures("secrets")
def test_an_older_lock_has_one_fingerprint_for_all_headers(
    shop: Path, app: WebApp, quietly: Callable[..., str], home: Path
) -> None:
    tool = shop / "tools" / "find_order.yaml"
    edit(tool, '{env: ANAM_ORDERS_TOKEN, prefix: "Bearer "}', "Basic abc")
    quietly("push", "--yes")
    (lock,) = (home / "personactl" / "data").rglob("*.lock")
    value = json.loads(lock.read_text())
    fields = value["platforms"]["local"]["profile:local"]["resources"]["tool"]["find_order"]["fields"]
    for name in ("Authorization", "X-Tenant"):
        del fields[f"config.headers.{name}"]
    fields["config.headers"] = fingerprint("config.headers", {"Authorization": "Basic abc", "X-Tenant": "lantern"})
    lock.write_text(json.dumps(value))
    assert "diff: 3 in sync" in quietly("diff", "--exit-code")
    assert "push: 3 in sync" in quietly("push", "--yes")
    assert "config.headers.X-Tenant" in lock.read_text()


@pytest.mark.usefixtures("secrets")
def test_a_token_with_the_whole_configuration_has_the_secret(
    shop: Path, quietly: Callable[..., str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    quietly("push", "--yes")
    assert run("token", "cara", "--ephemeral").status == 0
    monkeypatch.delenv("ANAM_CANCEL_KEY")
    result = run("token", "cara", "--ephemeral")
    assert (result.status, result.stdout) == (3, "")
    assert "the environment variable ANAM_CANCEL_KEY is not set" in result.stderr


def test_each_target_gets_its_own_secret(
    shop: Path, platform: Platform, quietly: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("staging", "production"):
        platform.organization(name, f"key-of-{name}")
        monkeypatch.setenv(f"ANAM_API_KEY_{name.upper()}", f"key-of-{name}")
    monkeypatch.setenv("ANAM_CANCEL_KEY", CANCEL)
    monkeypatch.setenv("PERSONACTL_TRUST_ORIGINS", platform.url)
    profile = f"{{apiUrl: '{platform.url}', keyEnv: ANAM_API_KEY_%s}}"
    profiles = f"{{staging: {profile % 'STAGING'}, production: {profile % 'PRODUCTION'}}}"
    (shop / "personactl.yaml").write_text(f"profiles: {profiles}\n")
    with (shop / "tools" / "find_order.yaml").open("a") as file:
        file.write("profiles: {production: {config: {headers: {Authorization: {env: ANAM_LIVE_TOKEN}}}}}\n")
    monkeypatch.setenv("ANAM_ORDERS_TOKEN", ORDERS)
    quietly("push", "--yes", "--profile", "staging")
    monkeypatch.delenv("ANAM_ORDERS_TOKEN")
    monkeypatch.setenv("ANAM_LIVE_TOKEN", "live-hush")
    quietly("promote", "staging", "production", "--yes")
    headers = {"Authorization": "Bearer key-of-production"}
    (tool,) = httpx.get(f"{platform.url}/v1/tools", params={"search": "find_order"}, headers=headers).json()["data"]
    assert tool["config"]["headers"] == {"Authorization": "Bearer live-hush", "X-Tenant": "lantern"}
    assert "diff: 3 in sync" in quietly("diff", "--profile", "production")


@pytest.mark.usefixtures("secrets")
def test_a_platform_that_quotes_the_request_does_not_reveal_the_secret(
    shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(request: Request) -> JSONResponse:
        if request.method == "GET":
            meta = {"total": 0, "lastPage": 1, "currentPage": 1, "perPage": 100, "prev": None, "next": None}
            return JSONResponse({"data": [], "meta": meta})
        return JSONResponse({"error": f"cannot use {(await request.body()).decode()}"}, 400)

    with served(Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])) as url:
        monkeypatch.setenv("ANAM_API_URL", url)
        monkeypatch.setenv("ANAM_API_KEY", "any-key")
        result = run("push", "--yes", "--only", "find_order")
    assert result.status == 4
    assert "cannot use" in result.stdout + result.stderr
    assert "hush" not in result.stdout + result.stderr


@pytest.mark.usefixtures("secrets")
def test_a_rollback_leaves_a_secret_that_the_run_added(
    shop: Path, app: WebApp, quietly: Callable[..., str], home: Path
) -> None:
    tool = shop / "tools" / "find_order.yaml"
    edit(tool, '    Authorization: {env: ANAM_ORDERS_TOKEN, prefix: "Bearer "}\n', "")
    quietly("push", "--yes")
    tool.write_text(_TOOL.replace("X-Tenant: lantern", "X-Tenant: lamp"))
    quietly("push", "--yes")
    assert "does not show config.headers.Authorization: left as it is" in quietly("rollback", "--last", "--yes")
    assert app.tools()["find_order"]["headers"] == {"X-Tenant": "lantern", "Authorization": f"Bearer {ORDERS}"}
    assert files_with_secrets(home) == []


@pytest.mark.usefixtures("secrets")
def test_an_interrupted_create_is_recognized(shop: Path, app: WebApp, quietly: Callable[..., str], home: Path) -> None:
    quietly("push", "--yes")
    (lock,) = (home / "personactl" / "data").rglob("*.lock")
    value = json.loads(lock.read_text())
    block = value["platforms"]["local"]["profile:local"]
    entry = block["resources"]["tool"].pop("find_order")
    pending = {"name": "find_order", "fields": entry["fields"], "startedAt": "2026-11-22T10:00:00Z"}
    block["pending"] = {"tool": {"find_order": pending}}
    lock.write_text(json.dumps(value))
    assert "an interrupted push wrote it" in quietly("push", "--yes")
    assert sorted(app.tools()) == ["cancel_order", "find_order"]
    assert "diff: 3 in sync" in quietly("diff", "--refresh")
