"""A push to the real engine: what it writes, verifies and remembers."""

import pytest

from personactl.errors import AuthError, PartialError, StorageError, UnavailableError
from personactl.json_value import JsonValue
from personactl.sync.apply.outcome import Done, Failed, Skipped, raise_for
from personactl.sync.apply.write_errors import DroppedError
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Create, Unchanged, Update
from tests.faults import Refuse, Rule, Status
from tests.sync.workspace import ADAMS_VOICE, LUCYS_VOICE, Workspace, id_of


def test_a_new_persona_is_created_verified_and_remembered(workspace: Workspace) -> None:
    workspace.write("cara", initialMessage="Hello.", skipGreeting=False)
    assert isinstance(workspace.item("cara").action, Create)
    result = workspace.push()["cara"].result
    assert isinstance(result, Done)
    assert result.status == "created"
    assert result.unverified == ("initialMessage",)
    assert workspace.app.fields(result.remote_id)["systemPrompt"] == "You are cara."
    assert workspace.locked.of_kind("persona")["cara"].remote_id == result.remote_id
    assert not workspace.locked.pending


def test_an_unchanged_project_costs_one_list_request_and_no_other(workspace: Workspace) -> None:
    for number in range(5):
        workspace.write(f"persona-{number}")
    workspace.push()
    lock = workspace.lock_path.read_bytes()
    outcomes = workspace.push()
    assert [(sent.method, sent.path) for sent in workspace.sent] == [("GET", "/v1/personas")]
    assert {outcome.result.status for outcome in outcomes.values() if isinstance(outcome.result, Done)} == {"unchanged"}
    assert workspace.lock_path.read_bytes() == lock


def test_a_changed_field_is_the_only_one_sent(workspace: Workspace) -> None:
    workspace.write("cara", description="Front desk")
    workspace.push()
    workspace.write("cara", description="Reception")
    assert isinstance(workspace.item("cara").action, Update)
    workspace.push()
    assert [sent.body for sent in workspace.sent if sent.method == "PUT"] == [{"description": "Reception"}]
    assert workspace.plan().in_sync


def test_an_option_object_is_sent_whole(workspace: Workspace) -> None:
    workspace.write("cara", voiceDetectionOptions={"endOfSpeechSensitivity": 0.5, "speechEnhancementLevel": 0.5})
    remote_id = id_of(workspace.push()["cara"].result)
    workspace.write("cara", voiceDetectionOptions={"endOfSpeechSensitivity": 0.9, "speechEnhancementLevel": 0.5})
    workspace.push()
    (body,) = [sent.body for sent in workspace.sent if sent.method == "PUT"]
    assert body == {"voiceDetectionOptions": workspace.app.fields(remote_id)["voiceDetectionOptions"]}


def test_a_new_voice_is_sent_with_its_options(workspace: Workspace) -> None:
    options: JsonValue = {"stability": 0.5, "speed": 1.1}
    workspace.write("cara", voiceId=LUCYS_VOICE, voiceGenerationOptions=options)
    workspace.push()
    workspace.write("cara", voiceId=ADAMS_VOICE, voiceGenerationOptions=options)
    item = workspace.item("cara")
    assert any("voiceGenerationOptions" in note for note in item.notes)
    remote_id = id_of(workspace.push()["cara"].result)
    assert workspace.app.fields(remote_id)["voiceGenerationOptions"] == options
    assert workspace.plan(options=PlanOptions(refresh=True)).in_sync


def test_a_dropped_field_is_a_failure_that_names_it(workspace: Workspace) -> None:
    workspace.write("cara", voiceId=LUCYS_VOICE, voiceGenerationOptions={"emotion": "calm", "speed": 1})
    outcome = workspace.push()["cara"]
    assert isinstance(outcome.result, Failed)
    assert isinstance(outcome.result.error, DroppedError)
    assert "voiceGenerationOptions.emotion" in outcome.result.error.message
    (change,) = workspace.item("cara").changes
    assert change.path == "voiceGenerationOptions.emotion"
    assert workspace.app.names() == ["Cara"]


def test_a_field_removed_from_the_file_goes_back_to_its_default(workspace: Workspace) -> None:
    workspace.write("cara", skipGreeting=True, description="Front desk")
    remote_id = id_of(workspace.push()["cara"].result)
    workspace.write("cara")
    notable = {change.path: change.why for change in workspace.item("cara").changes}
    assert notable == {"skipGreeting": "ours", "description": "left"}
    workspace.push()
    assert workspace.app.fields(remote_id)["skipGreeting"] is False
    assert workspace.app.fields(remote_id)["description"] == "Front desk"
    assert workspace.plan().in_sync


def test_fields_that_only_an_update_can_set_follow_a_create(workspace: Workspace) -> None:
    workspace.write("cara", widgetConfig={"layout": "inline", "allowedOrigins": ["example.com"]})
    result = workspace.push()["cara"].result
    assert isinstance(result, Done)
    assert [sent.method for sent in workspace.sent if sent.method != "GET"] == ["POST", "PUT"]
    assert workspace.app.get(result.remote_id).widget_config == {
        "layout": "inline",
        "allowedOrigins": ["https://example.com"],
    }
    assert workspace.plan(options=PlanOptions(refresh=True)).in_sync


def test_names_become_ids_and_stay_pinned(workspace: Workspace) -> None:
    workspace.write("cara", avatarId=None, voiceId=None, avatar="Julia sofa", voice="Lucy")
    result = workspace.push()["cara"].result
    assert workspace.app.fields(id_of(result))["voiceId"] == LUCYS_VOICE
    assert workspace.plan().in_sync
    assert [sent.path for sent in workspace.sent] == ["/v1/personas"]


def test_a_lock_that_cannot_be_written_stops_the_push_before_it_sends(workspace: Workspace) -> None:
    workspace.write("cara")
    workspace.lock_path.mkdir()
    (workspace.lock_path / "in the way").touch()
    with pytest.raises(StorageError):
        workspace.push()
    assert not [sent for sent in workspace.sent if sent.method != "GET"]


def test_a_file_with_a_new_name_stays_the_same_persona(workspace: Workspace) -> None:
    workspace.write("cara", name="Cara", systemPrompt="You are Cara.")
    remote_id = id_of(workspace.push()["cara"].result)
    (workspace.folder / "cara.yaml").rename(workspace.folder / "front-desk.yaml")
    workspace.write("julia", name="Julia")
    outcomes = workspace.push()
    assert id_of(outcomes["front-desk"].result) == remote_id
    assert sorted(workspace.locked.of_kind("persona")) == ["front-desk", "julia"]
    assert workspace.app.names() == ["Cara", "Julia"]


def test_a_file_with_a_new_name_and_new_text_is_updated(workspace: Workspace) -> None:
    workspace.write("cara", name="Cara")
    remote_id = id_of(workspace.push()["cara"].result)
    (workspace.folder / "cara.yaml").unlink()
    workspace.write("front-desk", name="Cara", systemPrompt="You are Cara, at the front desk.")
    assert isinstance(workspace.item("front-desk").action, Update)
    assert id_of(workspace.push()["front-desk"].result) == remote_id
    assert workspace.plan().in_sync


def test_a_refused_key_stops_the_rest(workspace: Workspace) -> None:
    for number in range(20):
        workspace.write(f"persona-{number:02}")
    outcomes = workspace.push(Rule(Status(401, {"error": "Unauthorized"}), method="POST", times=None))
    kinds = [type(outcome.result) for outcome in outcomes.values()]
    assert set(kinds) == {Failed, Skipped}
    assert kinds.count(Skipped) >= 12
    with pytest.raises(AuthError):
        raise_for(tuple(outcomes.values()))
    assert {address.key for address in workspace.locked.pending} == {
        key for key, one in outcomes.items() if isinstance(one.result, Failed)
    }


def test_a_platform_that_is_gone_stops_the_rest(workspace: Workspace) -> None:
    for number in range(20):
        workspace.write(f"persona-{number:02}")
    outcomes = workspace.push(Rule(Refuse(), first=2, times=None))
    assert any(isinstance(outcome.result, Skipped) for outcome in outcomes.values())
    with pytest.raises(UnavailableError):
        raise_for(tuple(outcomes.values()))
    raise_for(tuple(workspace.push().values()))
    assert len(workspace.stored()) == 20


def test_one_rejected_persona_does_not_stop_the_others(workspace: Workspace) -> None:
    workspace.write("cara", avatarId="00000000-0000-4000-8000-000000000001")
    workspace.write("julia")
    outcomes = workspace.push()
    assert isinstance(outcomes["cara"].result, Failed)
    assert isinstance(outcomes["julia"].result, Done)
    assert not workspace.locked.pending
    with pytest.raises(
        PartialError, match=r"1 of 2 personas could not be finished; cara: .*avatar not found"
    ) as failure:
        raise_for(tuple(outcomes.values()))
    assert failure.value.hint.endswith("; what is done stays, and running the same command again does the rest")


def test_two_files_of_one_name_are_two_personas(workspace: Workspace) -> None:
    workspace.write("one", name="Twin", description="the first")
    workspace.write("two", name="Twin", description="the second")
    raise_for(tuple(workspace.push().values()))
    assert workspace.app.names() == ["Twin", "Twin"]
    assert workspace.plan().in_sync


def test_a_file_that_went_back_is_unchanged_again(workspace: Workspace) -> None:
    workspace.write("cara")
    workspace.push()
    workspace.write("cara", description="for a moment")
    workspace.write("cara")
    assert isinstance(workspace.item("cara").action, Unchanged)
