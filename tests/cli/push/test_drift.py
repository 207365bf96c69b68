"""What only the platform changed: shown, left alone, overwritten or refused, also in fields that no file sets."""

import json
from pathlib import Path

import pytest

from personactl.json_value import JsonValue
from tests.cli.web_app import WebApp
from tests.conftest import Run

PERSONA = """name: Ada
avatarId: 30fa96d0-26c4-4e55-94a0-517025942e18
avatarModel: cara-4
voiceId: 6bfbe25a-979d-40f3-a92b-5394170af54b
llmId: 0934d97d-0c3a-4f33-91b0-5e136a0ef466
"""
COMPONENTS = {
    "tool": "name: ring\ntype: CLIENT\ndescription: Rings at the desk.\nconfig: {parameters: {type: object}}\n",
    "knowledge": "name: Lamps\ndocuments: []\n",
    "llm": "displayName: Own\nllmFormat: openai\nmodelName: small\nurls: [{url: https://llm.example.com/v1}]\n"
    "secret: {env: ANAM_LAMP_SECRET}\n",
}
FOLDERS = {"tool": "tools", "knowledge": "knowledge", "llm": "llms"}
OMITTED: list[tuple[str, JsonValue]] = [
    ("skipGreeting", True),
    ("systemPrompt", "You are kind.\nAlways."),
    ("description", "Front desk"),
    ("languageCode", "de"),
    ("voiceDetectionOptions", {"endOfSpeechSensitivity": 0.9}),
    ("voiceGenerationOptions", {"speed": 1.2}),
]
OMITTED_OF_COMPONENTS: list[tuple[str, str, JsonValue]] = [
    ("tool", "config", {"parameters": {"type": "object"}, "awaitResult": True}),
    ("tool", "disableInterruptions", True),
    ("knowledge", "description", "All about lamps"),
    ("llm", "description", "Small and quick"),
    ("llm", "reasoningEffort", "high"),
    ("llm", "metadata", {"team": "desk"}),
]


@pytest.fixture
def app(home: Path) -> WebApp:
    return WebApp(home)


@pytest.fixture
def ada(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """The folder of a project with one persona that is pushed; the current folder of the test."""
    folder = tmp_path / "lamps"
    (folder / "personas").mkdir(parents=True)
    (folder / "personas" / "ada.yaml").write_text(PERSONA)
    monkeypatch.chdir(folder)
    assert run("push", "--yes").status == 0
    return folder


@pytest.mark.parametrize(("field", "value"), OMITTED)
def test_a_field_that_the_file_omits_and_somebody_sets_is_drift(
    ada: Path, app: WebApp, run: Run, field: str, value: JsonValue
) -> None:
    app.change("Ada", **{field: value})
    for options in ((), ("--refresh",)):
        shown = run("diff", "--exit-code", *options)
        assert (shown.status, shown.stdout[:6]) == (1, "< ada ")
        assert "(not in the file) → " in shown.stdout or "+" in shown.stdout
        assert "(theirs)" in shown.stdout
    assert "drift" in run("status").stdout
    assert run("push", "--yes").status == 0
    assert run("diff", "--exit-code").status == 1, "a push that leaves it must not forget it"
    assert run("pull").status == 0
    assert run("diff", "--exit-code", "--refresh").status == 0
    assert f"{field}:" in (ada / "personas" / "ada.yaml").read_text()


def test_tools_that_somebody_attached_are_drift(ada: Path, app: WebApp, run: Run) -> None:
    (ada / "tools").mkdir()
    (ada / "tools" / "ring.yaml").write_text(COMPONENTS["tool"])
    assert run("push", "--yes").status == 0
    app.attach_tool("Ada")
    shown = run("diff", "--exit-code", "--refresh")
    assert (shown.status, "toolIds" in shown.stdout) == (1, True)
    assert run("push", "--yes", "--on-drift", "ours").status == 0
    assert app.fields("Ada")["toolIds"] == []
    assert run("diff", "--exit-code", "--refresh").status == 0


@pytest.mark.parametrize(("kind", "field", "value"), OMITTED_OF_COMPONENTS)
def test_a_field_that_the_file_of_a_component_omits_is_drift_too(
    ada: Path, app: WebApp, run: Run, monkeypatch: pytest.MonkeyPatch, kind: str, field: str, value: JsonValue
) -> None:
    monkeypatch.setenv("ANAM_LAMP_SECRET", "s3cr3t-value-of-a-test")
    (ada / FOLDERS[kind]).mkdir()
    (ada / FOLDERS[kind] / "ring.yaml").write_text(COMPONENTS[kind])
    assert run("push", "--yes").status == 0
    assert run("diff", "--exit-code", "--refresh").status == 0
    app.change_component(kind, **{field: value})
    shown = run("diff", "--exit-code")
    assert (shown.status, "(theirs)" in shown.stdout) == (1, True)
    assert run("push", "--yes", "--on-drift", "refuse").status == 6
    assert run("pull").status == 0
    assert run("diff", "--exit-code", "--refresh").status == 0


def test_what_the_platform_fills_in_itself_is_not_drift(ada: Path, app: WebApp, run: Run) -> None:
    persona = ada / "personas" / "ada.yaml"
    persona.write_text("name: Bea\n" + PERSONA.split("\n", 1)[1].replace("avatarModel: cara-4\n", ""))
    persona.rename(persona.with_name("bea.yaml"))
    assert run("push", "--yes").status == 0
    assert app.fields("Bea")["avatarModel"] == "cara-4", "the engine fills it in"
    app.change("Bea", skipGreeting=True)
    shown = run("diff", "--exit-code")
    assert (shown.status, "skipGreeting" in shown.stdout, "avatarModel" in shown.stdout) == (1, True, False)
    app.change("Bea", skipGreeting=False)
    assert run("diff", "--exit-code", "--refresh").status == 0


def test_drift_is_left_alone_overwritten_or_refused(ada: Path, app: WebApp, run: Run) -> None:
    app.change("Ada", name="Adele", skipGreeting=True)
    left = run("push", "--yes")
    assert (left.status, app.names()) == (0, ["Adele"])
    assert "what only the platform changed stays as it is; 'personactl pull --profile local'" in left.stderr
    assert "--on-drift ours overwrites it" in left.stderr
    refused = run("push", "--yes", "--on-drift", "refuse")
    assert (refused.status, app.names()) == (6, ["Adele"])
    assert "! ada  personas/ada.yaml  drift refused: changed on the platform only" in refused.stdout
    assert "push refused, nothing was sent: 1 resource changed on the platform only" in refused.stderr
    assert "where: persona ada: name, skipGreeting" in refused.stderr
    assert "personactl pull ada --profile local; or repeat the command with --on-drift ours" in refused.stderr
    planned = run("diff", "--on-drift", "ours")
    assert "name          Adele → Ada  (theirs, overwritten)" in planned.stdout
    assert "skipGreeting  true → false  (theirs, overwritten)" in planned.stdout
    assert run("push", "--yes", "--on-drift", "ours").status == 0
    assert app.names() == ["Ada"]
    assert run("diff", "--exit-code", "--refresh").status == 0
    assert run("rollback", "--last", "--yes").status == 0
    assert app.names() == ["Adele"]
    assert run("push", "--yes", "--on-drift", "refuse").status == 6, "what a rollback restored is drift"
    assert run("push", "--yes", "--on-drift", "ours").status == 0
    assert app.names() == ["Ada"]


def test_what_ours_cannot_reset_is_named(ada: Path, app: WebApp, run: Run) -> None:
    app.change("Ada", languageCode="de", skipGreeting=True)
    done = run("push", "--yes", "--quiet", "--on-drift", "ours")
    assert done.status == 0
    assert "note: stays as it is on the platform, because no update can unset it: languageCode" in done.stdout
    assert "warning: only the platform changed languageCode of persona ada, and no update can unset it" in done.stderr
    document = json.loads(run("diff", "--on-drift", "ours", "--format", "json").stdout)
    (item,) = document["plan"]["items"]
    assert (item["action"], item["cannotReset"]) == ("drift", ["languageCode"])
    assert run("diff", "--exit-code").status == 1


def test_the_setting_of_the_project_decides_and_the_option_wins(ada: Path, app: WebApp, run: Run) -> None:
    app.change("Ada", name="Adele")
    settings = ada / "personactl.yaml"
    settings.write_text("push: {onDrift: refuse}\n")
    assert run("push", "--yes").status == 6
    assert run("push", "--yes", "--on-drift", "leave").status == 0
    assert json.loads(run("diff", "--format", "json").stdout)["plan"]["counts"]["drift-refused"] == 1
    settings.write_text("push: {onDrift: ours}\n")
    assert run("push", "--yes").status == 0
    assert app.names() == ["Ada"]
    settings.write_text("push: {onDrift: refused}\n")
    for command in ("validate", "push", "diff"):
        wrong = run(command)
        text = wrong.stdout + wrong.stderr
        assert wrong.status in (1, 2)
        assert "'onDrift' must be leave, ours or refuse, and this is 'refused'" in text
        assert "personactl.yaml:1:17" in text
        assert "did you mean 'refuse'?" in text


def test_a_saved_plan_keeps_what_was_decided_about_drift(ada: Path, app: WebApp, run: Run) -> None:
    app.change("Ada", name="Adele")
    assert run("diff", "--on-drift", "ours", "--output", "plan.json").status == 0
    assert run("push", "plan.json", "--on-drift", "leave", "--yes").status == 2
    assert run("push", "plan.json", "--yes").status == 0
    assert app.names() == ["Ada"]
    app.change("Ada", name="Adele")
    assert run("diff", "--on-drift", "refuse", "--output", "plan.json").status == 0
    refused = run("push", "plan.json", "--yes")
    assert (refused.status, app.names()) == (6, ["Adele"])
    assert "changed on the platform only" in refused.stderr
    app.change("Adele", description="Front desk")
    moved = run("push", "plan.json", "--yes")
    assert moved.status == 6
    assert "diff --on-drift=refuse --output plan.json --profile local" in moved.stderr


def test_a_conflict_and_drift_are_decided_apart(ada: Path, app: WebApp, run: Run) -> None:
    persona = ada / "personas" / "ada.yaml"
    persona.write_text(PERSONA + "description: Lamps\n")
    assert run("push", "--yes").status == 0
    app.change("Ada", description="Lights", name="Adele")
    persona.write_text(PERSONA + "description: Bulbs\n")
    assert run("push", "--yes", "--on-drift", "ours").status == 6, "a conflict is no drift"
    assert run("push", "--yes", "--on-conflict", "ours").status == 0
    assert (app.names(), app.fields("Adele")["description"]) == (["Adele"], "Bulbs")
    assert run("push", "--yes", "--on-conflict", "theirs", "--on-drift", "ours").status == 0
    assert app.names() == ["Ada"]


def test_options_that_a_new_voice_would_reset_are_not_lost(ada: Path, app: WebApp, run: Run) -> None:
    app.change("Ada", voiceGenerationOptions={"speed": 1.2})
    persona = ada / "personas" / "ada.yaml"
    other = "de23e340-1416-4dd8-977d-065a7ca11697"
    persona.write_text(PERSONA.replace("6bfbe25a-979d-40f3-a92b-5394170af54b", other))
    refused = run("push", "--yes")
    assert (refused.status, "voiceGenerationOptions.speed" in refused.stderr) == (6, True)
    assert app.fields("Ada")["voiceGenerationOptions"] == {"speed": 1.2}
    assert run("push", "--yes", "--on-drift", "ours").status == 0
    assert (app.fields("Ada")["voiceId"], "voiceGenerationOptions" in app.fields("Ada")) == (other, False)
    assert run("diff", "--exit-code", "--refresh").status == 0


def test_a_document_that_somebody_uploaded_is_drift_of_its_group(ada: Path, app: WebApp, run: Run) -> None:
    folder = ada / "knowledge" / "lamps"
    folder.mkdir(parents=True)
    (ada / "knowledge" / "lamps.yaml").write_text("name: Lamps\ndocuments: ['lamps/*.md']\n")
    (folder / "bulbs.md").write_text("# Bulbs\n\nWarm white.\n")
    assert run("push", "--yes").status == 0
    assert run("diff", "--exit-code").status == 0
    app.upload("shades.md", b"# Shades\n\nLinen.\n")
    shown = run("diff", "--exit-code")
    assert (shown.status, "< knowledge lamps" in shown.stdout, "shades.md" in shown.stdout) == (1, True, True)
    assert "drift" in run("status").stdout
    assert run("push", "--yes", "--on-drift", "refuse").status == 6
    kept = run("push", "--yes", "--on-drift", "ours")
    assert (kept.status, "documents of knowledge lamps" in kept.stderr) == (0, True)
    assert run("pull").status == 0
    assert (folder / "shades.md").read_text() == "# Shades\n\nLinen.\n"
    assert run("push", "--yes").status == 0  # which waits until the platform has processed it
    assert run("diff", "--exit-code", "--refresh").status == 0


def test_a_change_that_no_read_returns_is_suspected_by_its_date(ada: Path, app: WebApp, run: Run) -> None:
    file = ada / "personas" / "ada.yaml"
    file.write_text(file.read_text() + "initialMessage: Good morning.\n")
    assert run("push", "--yes").status == 0
    suspicion = "somebody changed it since the last push, perhaps in what no read returns: initialMessage"
    assert suspicion not in run("diff").stdout
    app.change("Ada", initialMessage="Hi.")
    assert suspicion in run("diff").stdout
    assert suspicion in run("diff", "--format", "markdown").stdout
    shown = run("push", "--yes", "--on-drift", "ours")
    assert (shown.status, "initialMessage  (not readable) → Good morning." in shown.stdout) == (0, True)
    assert suspicion not in run("diff").stdout
    assert "= ada" in run("push", "--yes", "--on-drift", "ours").stdout
