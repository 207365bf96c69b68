"""Secrets are not sent: no setting, comment of a repository can switch that off, only a command line can."""

import json
from pathlib import Path

import pytest

from tests.cli.web_app import WebApp
from tests.conftest import EngineServer, Run

KEY = "_".join(("ghp", "A9f3kQ7LmZ2xVb8NtYr4WcEu6HsJd1Gp0RiT"))
PRIVATE_KEY = "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJ\n"
PROMPT = f"You are Ada.\n\nThe catalogue opens with {KEY}.\n"

WAYS = {
    "nothing": "",
    "a comment at the end": "<!-- personactl: ignore[X801] -->\n",
    "a comment with the name": "<!-- personactl: ignore[secret] -->\n",
}
SETTINGS = {
    "no setting": "",
    "ignore": "lint: {ignore: [X801]}\n",
    "ignore by family": "lint: {ignore: [X8]}\n",
    "select": "lint: {select: [S]}\n",
    "severity": "lint: {severity: {X801: info}}\n",
    "per file": "lint: {perFile: {'**': [X801]}}\n",
}


@pytest.fixture
def app(home: Path) -> WebApp:
    return WebApp(home)


@pytest.fixture
def lamps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "lamps"
    for folder in ("personas", "prompts", "knowledge"):
        (root / folder).mkdir(parents=True)
    (root / "personas" / "ada.yaml").write_text(
        "name: Ada\navatar: Cara\nvoice: Lucy\nsystemPromptFile: ../prompts/ada.md\n"
    )
    monkeypatch.chdir(root)
    return root


def refused(run: Run, *command: str) -> str:
    result = run(*command)
    assert result.status == 2, result.stderr
    assert KEY not in result.stdout + result.stderr
    return result.stderr


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS.keys())
@pytest.mark.parametrize("comment", WAYS.values(), ids=WAYS.keys())
def test_a_secret_in_a_prompt_is_not_pushed(lamps: Path, app: WebApp, run: Run, comment: str, settings: str) -> None:
    (lamps / "prompts" / "ada.md").write_text(f"{comment}{PROMPT}")
    if settings:
        (lamps / "personactl.yaml").write_text(settings)
    refused(run, "push", "--yes")
    said = refused(run, "push", "--yes", "--no-validate")
    line = 4 if comment else 3
    assert "systemPrompt of persona ada holds a GitHub token, nothing was sent" in said
    assert f"where: prompts/ada.md:{line}" in said
    assert "--allow-secrets" in said
    assert app.names() == []


def test_only_the_command_line_allows_it(lamps: Path, app: WebApp, run: Run) -> None:
    (lamps / "prompts" / "ada.md").write_text(f"<!-- personactl: ignore[X801] -->\n{PROMPT}")
    for option in ("allowSecrets: true", "push: {allowSecrets: true}"):
        (lamps / "personactl.yaml").write_text(f"{option}\n")
        assert run("push", "--yes").status == 2
    (lamps / "personactl.yaml").unlink()
    assert run("push", "--yes", "--allow-secrets").status == 0
    assert app.names() == ["Ada"]


def test_the_command_line_allows_it_without_a_comment_in_the_file(lamps: Path, app: WebApp, run: Run) -> None:
    (lamps / "prompts" / "ada.md").write_text(PROMPT)
    assert "--allow-secrets" in refused(run, "push", "--yes")
    assert run("push", "--yes", "--allow-secrets").status == 0
    assert app.names() == ["Ada"]


def test_a_saved_plan_sends_none_either(lamps: Path, app: WebApp, run: Run) -> None:
    (lamps / "prompts" / "ada.md").write_text(f"<!-- personactl: ignore[X801] -->\n{PROMPT}")
    assert run("diff", "--output", "plan.json").status == 0
    assert KEY not in (lamps / "plan.json").read_text()
    assert "holds a GitHub token" in refused(run, "push", "plan.json", "--yes")
    assert "holds a GitHub token" in refused(run, "push", "plan.json", "--dry-run")
    assert app.names() == []


@pytest.mark.parametrize("command", [("token", "ada"), ("token", "ada", "--ephemeral"), ("talk", "ada", "--say", "Hi")])
def test_a_token_holds_none(lamps: Path, app: WebApp, run: Run, command: tuple[str, ...]) -> None:
    (lamps / "prompts" / "ada.md").write_text(f"<!-- personactl: ignore[X801] -->\n{PROMPT}")
    said = refused(run, *command)
    assert "persona ada holds a GitHub token, nothing was sent" in said
    assert "where: prompts/ada.md:4" in said
    allowed = run(*command, "--allow-secrets")
    assert allowed.status == 0, allowed.stderr


@pytest.mark.processes
def test_a_promotion_carries_none(
    lamps: Path, run: Run, engine_server: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lamps / "prompts" / "ada.md").write_text(f"<!-- personactl: ignore[X801] -->\n{PROMPT}")
    assert run("push", "--yes", "--allow-secrets", "--profile", "local").status == 0
    monkeypatch.setenv("ANAM_API_URL", engine_server.url)
    monkeypatch.setenv("ANAM_API_KEY", engine_server.key)
    said = refused(run, "promote", "local", "env", "--yes")
    assert "systemPrompt of persona ada holds a GitHub token, nothing was sent" in said
    assert run("promote", "local", "env", "--yes", "--allow-secrets").status == 0


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("description", f"Uses {KEY}"),
        ("initialMessage", f"Hello, the key is {KEY}"),
    ],
)
def test_every_field_is_searched(lamps: Path, run: Run, field: str, text: str) -> None:
    (lamps / "prompts" / "ada.md").write_text("You are Ada.\n")
    path = lamps / "personas" / "ada.yaml"
    path.write_text(f"{path.read_text()}{field}: {json.dumps(text)} # personactl: ignore[X801]\n")
    said = refused(run, "push", "--yes", "--no-validate")
    assert f"{field} of persona ada holds a GitHub token" in said
    assert "where: personas/ada.yaml:5" in said


@pytest.mark.parametrize(
    ("name", "content"), [("a.md", PROMPT), ("b.txt", PROMPT), ("c.csv", f"a,{KEY}\n"), ("d.md", PRIVATE_KEY)]
)
def test_a_text_document_is_searched(lamps: Path, app: WebApp, run: Run, name: str, content: str) -> None:
    (lamps / "prompts" / "ada.md").write_text("You are Ada.\n")
    path = lamps / "personas" / "ada.yaml"
    path.write_text(f"{path.read_text()}knowledge: [faq]\n")
    (lamps / "knowledge" / "faq.yaml").write_text(f"name: FAQ\ndocuments: [{name}]\n")
    (lamps / "knowledge" / name).write_text(content)
    said = refused(run, "push", "--yes")
    assert f"the document faq/{name} holds" in said
    assert f"where: knowledge/{name}:{3 if content is PROMPT else 1}" in said
    assert app.names() == []


def test_a_push_without_secrets_is_as_before(lamps: Path, app: WebApp, run: Run) -> None:
    (lamps / "prompts" / "ada.md").write_text("You are Ada. Ask for a key such as ghp_xxxxxxxx.\n")
    assert run("push", "--yes").status == 0
    (lamps / "prompts" / "ada.md").write_text("You are Ada. You are kind.\n")
    assert run("push", "--yes").status == 0


@pytest.mark.parametrize(
    "settings", ["lint: {ignore: [X801]}\n", "lint: {select: [S]}\n", "lint: {perFile: {'**': [X]}}\n"]
)
def test_validate_says_that_a_setting_decides_nothing(lamps: Path, run: Run, settings: str) -> None:
    (lamps / "prompts" / "ada.md").write_text(PROMPT)
    (lamps / "personactl.yaml").write_text(settings)
    checked = run("validate")
    assert "X801" not in checked.stdout
    assert "personactl.yaml switches the search for secrets off (X801); push, promote, token and talk" in checked.stderr


def test_validate_says_that_a_comment_decides_nothing(lamps: Path, run: Run) -> None:
    (lamps / "prompts" / "ada.md").write_text(f"<!-- personactl: ignore[X801] -->\n{PROMPT}")
    checked = run("validate")
    assert checked.status == 0, "a comment still decides about validate itself"
    assert "J912 info: push, promote, token and talk refuse the secret that this comment ignores" in checked.stdout
