"""`docs/json.md` against the real output of every command, and against the files that the commands leave."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from jsonschema import Draft202012Validator

from personactl.errors import RejectedError
from personactl.json_value import JsonValue
from personactl.persona.project_resource import Address
from personactl.report.plan.outcomes_report import outcomes_json
from personactl.report.sessions.session_json import conversation_json
from personactl.session.talk import FailedTurn
from personactl.state.lock import Leftover, Lock, LockBlock, LockEntry, PendingWrite
from personactl.state.lock_format.lock_file import write_lock
from personactl.sync.apply.outcome import Failed, Outcome, Skipped
from tests.cli.session.test_follow import following, read_until_ended
from tests.cli.web_app import WebApp
from tests.conftest import EngineServer, Run
from tests.documentation.documents_schema import SCHEMA_FILE, documents_schema
from tests.json_output.conftest import SCHEMA, WITH_JSON, Check, validator
from tests.json_output.json_document import MET, SECTIONS, TEXT, TITLES, anchor, problems

MEETS: Final = {
    "test_an_import": "import-finding imported-file imported-persona personactl-import place",
    "test_findings_and_rules": (
        "baseline-file counts-of-findings edit finding fix fixed-file known-finding personactl-rule "
        "personactl-validate personactl-validate---diff personactl-validate---write-baseline position rule "
        "written-baseline"
    ),
    "test_plans_outcomes_and_what_they_leave": (
        "change choices counts-of-actions counts-of-outcomes damaged-run history-file history-line saved-item "
        "saved-resource lock-block lock-entry lock-file name-of-an-id outcome personactl-diff personactl-history "
        "personactl-history---run-run personactl-pull personactl-push personactl-rollback personactl-status "
        "plan plan-file plan-item pulled-item returned-value run selection set-value status-of-a-resource "
        "status-of-a-target unmanaged-persona"
    ),
    "test_two_targets": "error personactl-promote",
    "test_outcomes_of_all_kinds": "error",
    "test_turns_without_an_answer": "failed-turn personactl-talk",
    "test_a_lock_with_all_its_parts": "leftover pending-write",
    "test_sessions_and_tokens": (
        "analytics average-latencies event listed-session message personactl-session-list personactl-session-show "
        "personactl-session-tail personactl-session-transcript personactl-talk personactl-token "
        "personactl-token---inspect-token platform-session session-configuration spoken-message statistics "
        "summary tool-call-counts turn"
    ),
    "test_a_turn_without_an_answer": "error failed-turn personactl-talk spoken-message",
    "test_the_catalogue": (
        "avatar llm llm-address personactl-avatar-list personactl-avatar-show personactl-llm-list personactl-llm-show "
        "personactl-voice-list personactl-voice-show voice"
    ),
    "test_targets_and_profiles": (
        "error personactl-auth-list personactl-auth-status personactl-trust profile source target trusted-address"
    ),
    "test_secrets_of_a_plan": "personactl-diff plan-item secret-host",
}
"""The sections that each test has to check a value against, so that all sections of the document are checked."""

_NEVER_MET = {"tool-call", "personactl-session-tail---follow"}
"""The embedded engine calls no tools yet, and the other section has no table of its own."""


@pytest.fixture(autouse=True)
def meeting(request: pytest.FixtureRequest) -> Iterator[None]:
    """Assert that each test checks values against the sections that `MEETS` lists for it."""
    MET.clear()
    yield
    assert set(MEETS.get(request.node.name, "").split()) - MET == set()


def test_the_schema_of_the_documents_says_what_the_tables_say() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA_FILE.read_text(encoding="utf-8") == documents_schema(), "run `make docs`"


@pytest.mark.parametrize(
    "wrong",
    [
        {"schemaVersion": 2, "currentProfile": None, "profiles": []},
        {"schemaVersion": 1, "currentProfile": None},
        {"schemaVersion": 1, "currentProfile": 1, "profiles": []},
        {"schemaVersion": 1, "error": {"code": "usage"}},
        {"schemaVersion": 1, "currentProfile": None, "profiles": [{"profile": "local"}]},
    ],
)
def test_the_schema_refuses_other_documents(wrong: JsonValue) -> None:
    assert not validator("personactl-auth-list").is_valid(wrong)


def _change(project: Path, text: str) -> None:
    path = project / "personas" / "cara.yaml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("description: ", f"description: {text} ", 1), encoding="utf-8")


def test_every_command_with_json_has_a_section() -> None:
    assert len(WITH_JSON) > 20
    assert [path for path in WITH_JSON if anchor(f"personactl {path}") not in SECTIONS] == []


def test_every_section_is_met_by_a_test() -> None:
    named = {section for sections in MEETS.values() for section in sections.split()}
    assert named | _NEVER_MET == set(SECTIONS)
    assert set(MEETS) <= set(globals())


def test_every_section_of_a_command_is_of_one_that_has_json() -> None:
    named = [title.removeprefix("personactl ").split(" --")[0] for title in TITLES if title.startswith("personactl ")]
    assert set(named) == set(WITH_JSON)
    assert len(TITLES) == len(SECTIONS)


def test_every_link_leads_to_a_heading() -> None:
    headings = {anchor(title) for title in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= headings


@pytest.mark.parametrize("section", [name for name, one in SECTIONS.items() if one.examples])
def test_every_example_is_what_its_table_says(section: str) -> None:
    for example in SECTIONS[section].examples:
        assert list(problems(example, section)) == []


def test_findings_and_rules(project: Path, check: Check, run: Run) -> None:
    path = project / "personas" / "cara.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}nmae: Cara\nskipgreeting: true\n", encoding="utf-8")
    check("validate", status=1)
    check("rule")
    check("validate", "--diff", section="personactl-validate---diff", status=1)
    baseline = ("validate", "--baseline", "known.json", "--write-baseline")
    check(*baseline, section="personactl-validate---write-baseline")
    assert list(problems(json.loads((project / "known.json").read_text()), "baseline-file")) == []


def test_plans_outcomes_and_what_they_leave(project: Path, home: Path, check: Check, run: Run) -> None:
    check("diff")
    check("push", "--dry-run")
    assert run("diff", "--output", "plan.json").status == 0
    assert list(problems(json.loads((project / "plan.json").read_text()), "plan-file")) == []
    check("push", "--yes")
    _change(project, "Now")
    WebApp(home).change("Julia", description="Changed elsewhere")
    WebApp(home).create(name="Stranger")
    check("status")
    check("push", "--yes")
    check("pull")
    check("history")
    check("history", "--run", "1", section="personactl-history---run-run")
    check("rollback", "1", "--yes")
    for path in (home / "personactl" / "state" / "history").rglob("*.jsonl"):
        first, *rest = path.read_text(encoding="utf-8").splitlines()
        assert list(problems(json.loads(first), "history-file")) == []
        assert [bad for line in rest for bad in problems(json.loads(line.split("\t")[0]), "history-line")] == []
    for path in (home / "personactl" / "data").rglob("*.lock"):
        assert list(problems(json.loads(path.read_text(encoding="utf-8")), "lock-file")) == []
    next((home / "personactl" / "state" / "history").rglob("1.jsonl")).write_text("nothing")
    check("history")


def test_both_sides_changed(project: Path, home: Path, check: Check, run: Run) -> None:
    assert run("push", "--yes").status == 0
    _change(project, "Now")
    WebApp(home).change("Cara", description="Changed elsewhere")
    check("diff")
    check("pull", status=6)
    check("push", "--yes", status=6)


def test_two_targets(project: Path, served: EngineServer, check: Check, run: Run) -> None:
    assert run("push", "--yes", "--profile", "local").status == 0
    check("promote", "local", "env", "--yes")
    promoted = json.loads(run("promote", "local", "env", "--dry-run", "--format", "json").stdout)
    assert (promoted["source"]["profile"], promoted["target"]["profile"]) == ("local", "env")
    assert promoted["target"]["keySource"] == "ANAM_API_KEY"
    assert served.key not in str(promoted)
    served.process.kill()
    served.process.wait()
    check("status", "--profile", "env", status=5)


def test_a_lock_with_all_its_parts(tmp_path: Path) -> None:
    cara, finn = Address("persona", "cara"), Address("persona", "finn")
    block = LockBlock(
        {cara: LockEntry("id-1", {"name": "1" * 32}, {"avatarId: Cara": "id-2"}, "2026-01-02T03:04:05.678Z")},
        {finn: PendingWrite("Finn", {"name": "2" * 32}, "2026-01-02T03:04:05Z", "id-3")},
        {Address("llm", "own"): (Leftover("id-4", {"displayName": "3" * 32}),)},
    )
    write_lock(tmp_path / "personactl.lock", Lock({"local": {"local": block}}))
    assert list(problems(json.loads((tmp_path / "personactl.lock").read_text()), "lock-file")) == []


def test_turns_without_an_answer() -> None:
    content = conversation_json("s-1", "Cara", [], [], [FailedTurn(None, "it hung"), FailedTurn("Hello", "500")])
    assert list(problems({"schemaVersion": 1, **content}, "personactl-talk")) == []


def test_outcomes_of_all_kinds() -> None:
    address = Address("persona", "cara")
    failed = Failed(RejectedError("refused", where="here", hint="correct it"))
    results = [Outcome(address, "personas/cara.yaml", "Cara", result) for result in (failed, Skipped("stopped"))]
    assert [bad for one in outcomes_json(results) for bad in problems(one, "outcome")] == []


def test_sessions_and_tokens(project: Path, check: Check, run: Run) -> None:
    check("talk", "cara", "--say", "Hello")
    check("session", "list")
    (session,) = json.loads(run("session", "list", "--format", "json").stdout)["sessions"]
    check("session", "show", session["sessionId"])
    check("session", "tail")
    check("session", "transcript")
    check("token", "cara", "--ephemeral")
    token = run("token", "cara").stdout.strip()
    check("token", "--inspect", token, section="personactl-token---inspect-token")


def test_a_turn_without_an_answer(project: Path, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSONACTL_LLM_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("PERSONACTL_LLM_MODEL", "a-model")
    check("talk", "cara", "--say", "Hello", status=5)


def test_a_tail_that_follows(project: Path, served: EngineServer, run_process: Run) -> None:
    with following("-n", "0", "--format", "json") as process:
        assert run_process("talk", "cara", "--say", "Hello").status == 0
        events = read_until_ended(process, 1)
    assert [bad for event in events for bad in problems(json.loads(json.dumps(event)), "event", framed=True)] == []


def test_the_catalogue(project: Path, check: Check) -> None:
    for kind, name in (("avatar", "Cara"), ("voice", "Leo"), ("llm", "gpt-4.1-mini")):
        check(kind, "list")
        check(kind, "show", name)


def test_an_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: Check) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.js").write_text(
        'const apiKey = "sk-proj-aB3dE5fG7hJ9kL1mN3pQ5rS7tU9v";\n'
        'const personaConfig = {name: "A", avatarId: x() ?? "y", voiceId: z, ...rest,\n'
        '  brainType: "CUSTOMER_CLIENT_V1"};\n'
        "personaConfig.a = f(`b`);\n"
    )
    check("import", "a.js", "--dry-run", status=1)
    check("import", "a.js", status=1)


def test_secrets_of_a_plan(project: Path, check: Check) -> None:
    config = "{url: https://orders.shop.test, method: GET, headers: {A: {env: ANAM_A}, B: {keyring: b}}}"
    text = f"name: find\ndescription: Finds an order.\ntype: SERVER_WEBHOOK\nconfig: {config}\n"
    (project / "tools" / "find.yaml").write_text(text)
    check("diff")


def test_targets_and_profiles(project: Path, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    check("auth", "status", "--profile", "nowhere", status=2)
    (project / "personactl.yaml").write_text("profiles: {p: {apiUrl: 'http://127.0.0.1:9', keyEnv: ANAM_A}}\n")
    for words in ("auth status", "trust https://a.example", "trust", "trust --list", "auth list"):
        check(*words.split())
    monkeypatch.setenv("ANAM_API_KEY", "a2V5")
    check("auth", "status")
