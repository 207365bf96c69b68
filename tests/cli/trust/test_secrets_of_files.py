"""A repository names a variable and a host: the secret goes there only if it is meant for that."""

import json
from pathlib import Path

import pytest

from tests.cli.trust.shop import EVIL, HUSH, ORDERS, tool, write
from tests.cli.web_app import WebApp
from tests.conftest import Run


@pytest.fixture
def app(home: Path) -> WebApp:
    return WebApp(home)


@pytest.mark.parametrize("variable", ["GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "ANAM_API_KEY", "PERSONACTL_LLM_KEY"])
@pytest.mark.parametrize("kind", ["tool", "llm", "inline"])
@pytest.mark.parametrize("words", [("push", "--yes"), ("push", "--dry-run"), ("push", "--yes", "--format", "json")])
def test_a_file_cannot_take_any_variable_to_any_host(
    shop: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, kind: str, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv(variable, HUSH)
    write(shop, kind, variable)
    result = run(*words, "--profile", "local")
    assert result.status == 3
    assert "error[untrusted]: " in result.stderr
    for part in (variable, EVIL, f"personactl trust --variable {variable}", "nothing was sent"):
        assert part in result.stderr
    assert HUSH not in result.stdout + result.stderr
    assert (app.tools(), app.names()) == ({}, [])


@pytest.mark.parametrize("command", [("token", "cara", "--ephemeral"), ("talk", "cara", "--say", "Hello")])
def test_neither_does_a_token_or_a_conversation(
    shop: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", HUSH)
    write(shop, "inline", "GITHUB_TOKEN")
    result = run(*command)
    assert (result.status, result.stdout) == (3, "")
    assert f"the variable GITHUB_TOKEN, whose name does not begin with ANAM_ or PERSONACTL_, is not sent to {EVIL}" in (
        result.stderr
    )
    assert app.tools() == {}


def test_an_api_key_goes_where_a_key_may_go(shop: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANAM_API_KEY_STAGING", HUSH)
    write(shop, "tool", "ANAM_API_KEY_STAGING", "https://api.anam.ai/v1/personas")
    assert run("push", "--yes", "--profile", "local").status == 0
    write(shop, "tool", "ANAM_API_KEY_STAGING", f"{ORDERS}/find")
    assert run("push", "--yes", "--profile", "local").status == 3
    monkeypatch.setenv("PERSONACTL_TRUST_ORIGINS", ORDERS)
    assert run("push", "--yes", "--profile", "local").status == 0
    assert app.tools()["find_order"]["url"] == f"{ORDERS}/find"


@pytest.mark.parametrize("variable", ["ANAM_API_KEY2", "ANAM_API_KEYS", "ANAM_api_key_STAGING"])
def test_a_name_that_begins_like_that_of_a_key_is_one(
    shop: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, HUSH)
    write(shop, "tool", variable)
    result = run("push", "--yes", "--profile", "local")
    assert (result.status, "which has an API key" in result.stderr, app.tools()) == (3, True, {})


def test_a_variable_that_the_project_names_for_a_key_is_an_api_key(
    shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANAM_LIVE", HUSH)
    write(shop, "tool", "ANAM_LIVE")
    (shop / "personactl.yaml").write_text("profiles: {live: {keyEnv: ANAM_LIVE}}\n")
    result = run("push", "--yes", "--profile", "local")
    assert (result.status, "which has an API key" in result.stderr) == (3, True)


@pytest.mark.parametrize("kind", ["tool", "llm", "inline"])
def test_a_variable_is_trusted_by_name_for_the_hosts_of_now(
    shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", HUSH)
    write(shop, kind, "OPENAI_API_KEY", f"{ORDERS}/x")
    trusted = run("trust", "--variable", "OPENAI_API_KEY")
    assert trusted.status == 0
    assert all(part in trusted.stdout for part in ("$OPENAI_API_KEY", ORDERS, str(shop)))
    assert run("push", "--yes").status == 0
    write(shop, kind, "OPENAI_API_KEY", f"{ORDERS}/another/path")
    assert run("push", "--yes").status == 0
    write(shop, kind, "OPENAI_API_KEY", f"{EVIL}/x")
    swapped = run("push", "--yes")
    assert (swapped.status, f"is not sent to {EVIL}" in swapped.stderr) == (3, True)
    assert run("trust", "--remove", "--variable", "OPENAI_API_KEY").status == 0
    write(shop, kind, "OPENAI_API_KEY", f"{ORDERS}/third")
    assert run("push", "--yes").status == 3


def test_trust_of_a_name_that_needs_none_promises_nothing(shop: Path, run: Run) -> None:
    write(shop, "tool", "ANAM_ORDERS_TOKEN", f"{ORDERS}/x")
    trusted = run("trust", "--variable", "ANAM_ORDERS_TOKEN")
    assert (trusted.status, "goes to every host that a file names" in trusted.stderr) == (0, True)
    assert "may not" not in trusted.stderr


def test_a_trusted_variable_is_trusted_in_its_project_only(
    shop: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", HUSH)
    write(shop, "llm", "OPENAI_API_KEY", f"{ORDERS}/v1")
    assert run("trust", ORDERS, "--variable", "OPENAI_API_KEY").status == 0
    assert run("push", "--dry-run").status == 0
    shop.rename(tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert run("push", "--dry-run").status == 3


def test_the_hosts_of_all_profiles_are_shown_and_trusted(shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", HUSH)
    write(shop, "llm", "OPENAI_API_KEY", f"{ORDERS}/v1")
    with (shop / "llms" / "house.yaml").open("a") as file:
        file.write(f"profiles: {{local: {{urls: [{{url: '{EVIL}/v1'}}, {{url: '{ORDERS}:8443/v1'}}]}}}}\n")
    entries = json.loads(run("trust", "--variable", "OPENAI_API_KEY", "--format", "json").stdout)["trusted"]
    assert {entry["origin"] for entry in entries} == {EVIL, ORDERS, f"{ORDERS}:8443"}
    assert run("push", "--dry-run").status == 0


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (f"OPENAI_API_KEY={ORDERS}", 0),
        (f"GITHUB_TOKEN={EVIL}, OPENAI_API_KEY=orders.lantern-shop.com", 0),
        (f"OPENAI_API_KEY={ORDERS}/v1", 0),
        (f"OPENAI_API_KEY={EVIL}", 3),
        (f"OPENAI_API_KEY=http://{ORDERS.removeprefix('https://')}", 3),
        (f"OPENAI_API_KEY={ORDERS}:8443", 3),
        (f"openai_api_key={ORDERS}", 3),
        ("OPENAI_API_KEY", 2),
        ("OPENAI_API_KEY=*", 2),
        (f"={ORDERS}", 2),
    ],
)
def test_the_environment_trusts_a_variable_for_a_host(
    shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch, value: str, status: int
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", HUSH)
    monkeypatch.setenv("PERSONACTL_TRUST_VARIABLES", value)
    write(shop, "llm", "OPENAI_API_KEY", f"{ORDERS}/v1")
    assert run("push", "--dry-run").status == status


@pytest.mark.parametrize(
    "url",
    [
        "https://orders.lantern-shop.com\\\\@evil.lantern-mail.com/x",
        "https://\u043erders.lantern-shop.com/x",
        "https://orders.lantern-shop.com%2f.evil.lantern-mail.com/x",
    ],
)
def test_no_secret_goes_to_an_address_that_programs_read_in_different_ways(
    shop: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("ANAM_ORDERS", HUSH)
    write(shop, "tool", "ANAM_ORDERS", url)
    result = run("push", "--yes")
    assert result.status in (2, 3), "refused, by the linter or before it is sent"
    assert app.tools() == {}


def test_a_secret_that_stays_on_the_platform_is_refused_too(
    shop: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the address changes, so the secret is not sent again, but another host would get it."""
    monkeypatch.setenv("OPENAI_API_KEY", HUSH)
    write(shop, "llm", "OPENAI_API_KEY", f"{ORDERS}/v1")
    run("trust", "--variable", "OPENAI_API_KEY")
    assert run("push", "--yes").status == 0
    monkeypatch.delenv("OPENAI_API_KEY")
    write(shop, "llm", "OPENAI_API_KEY", f"{EVIL}/v1")
    result = run("push", "--yes")
    assert (result.status, f"is not sent to {EVIL}" in result.stderr) == (3, True)


def test_a_lock_that_forgets_a_header_does_not_take_it_to_another_host(
    shop: Path, app: WebApp, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file has no headers any more, and the lock, which the repository brings along, says it never had them."""
    monkeypatch.setenv("ANAM_ORDERS", HUSH)
    write(shop, "tool", "ANAM_ORDERS", f"{ORDERS}/x")
    assert run("push", "--yes").status == 0
    (lock,) = (home / "personactl" / "data").rglob("*.lock")
    text = json.loads(lock.read_text())
    entry = text["platforms"]["local"]["profile:local"]["resources"]["tool"]["find_order"]
    entry["fields"] = {path: print for path, print in entry["fields"].items() if "headers" not in path}
    lock.write_text(json.dumps(text))
    path = shop / "tools" / "find_order.yaml"
    path.write_text(tool("ANAM_ORDERS").partition("  headers:")[0])
    for words in (("push", "--dry-run"), ("push", "--yes")):
        result = run(*words)
        assert result.status == 6
        assert "would send its own headers to another host: X-Api-Key" in result.stderr
    assert app.tools()["find_order"]["url"] == f"{ORDERS}/x"
    assert run("push", "--yes", "--on-drift", "ours").status == 0
    assert not app.tools()["find_order"].get("headers")


def test_a_rollback_may_go_back_to_the_host_of_before(
    shop: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANAM_ORDERS", HUSH)
    write(shop, "tool", "ANAM_ORDERS", f"{ORDERS}/x")
    assert run("push", "--yes").status == 0
    write(shop, "tool", "ANAM_ORDERS", "https://new.lantern-shop.com/x")
    assert run("push", "--yes").status == 0
    assert run("rollback", "--last", "--yes").status == 0
    assert app.tools()["find_order"]["url"] == f"{ORDERS}/x"


def test_a_lock_that_knows_another_secret_does_not_take_the_real_one_to_another_host(
    shop: Path, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file names a harmless variable now, and the lock says that the platform has its value already."""
    monkeypatch.setenv("OPENAI_API_KEY", HUSH)
    write(shop, "llm", "ANAM_HARMLESS", f"{ORDERS}/v1")
    monkeypatch.setenv("ANAM_HARMLESS", "harmless")
    assert run("push", "--yes").status == 0
    (lock,) = (home / "personactl" / "data").rglob("*.lock")
    harmless = lock.read_text()
    write(shop, "llm", "OPENAI_API_KEY", f"{ORDERS}/v1")
    run("trust", "--variable", "OPENAI_API_KEY")
    assert run("push", "--yes").status == 0
    entry = json.loads(harmless)["platforms"]["local"]["profile:local"]["resources"]["llm"]["house"]
    text = json.loads(lock.read_text())
    text["platforms"]["local"]["profile:local"]["resources"]["llm"]["house"]["fields"] = entry["fields"]
    lock.write_text(json.dumps(text))
    write(shop, "llm", "ANAM_HARMLESS", f"{EVIL}/v1")
    result = run("push", "--yes", "--format", "json")
    assert result.status == 0
    (item,) = [one for one in json.loads(result.stdout)["plan"]["items"] if one["kind"] == "llm"]
    assert any("its secret is sent again" in note for note in item["notes"])
    monkeypatch.delenv("ANAM_HARMLESS")
    write(shop, "llm", "ANAM_HARMLESS", "https://third.lantern-shop.com/v1")
    assert run("push", "--yes").status == 3, "no secret to take the place of the one on the platform"


@pytest.mark.parametrize("kind", ["tool", "llm"])
def test_an_address_that_was_changed_on_the_platform_is_what_counts(
    shop: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", HUSH)
    write(shop, kind, "OPENAI_API_KEY", f"{ORDERS}/x")
    run("trust", "--variable", "OPENAI_API_KEY")
    assert run("push", "--yes").status == 0
    if kind == "tool":
        app.change_tool("find_order", {**app.tools()["find_order"], "url": f"{EVIL}/x"})
    else:
        app.change_component("llm", url=f"{EVIL}/x")
    result = run("push", "--yes", "--resend-secrets")
    assert (result.status, f"is not sent to {EVIL}" in result.stderr) == (3, True)
    assert run("push", "--yes", "--resend-secrets", "--on-drift", "ours").status == 0
