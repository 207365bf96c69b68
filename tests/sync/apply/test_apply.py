"""A push against the real engine: what it writes, what it verifies, what it remembers."""

import pytest

from personactl.errors import AuthError, PartialError, StorageError, UnavailableError
from personactl.json_value import JsonValue
from personactl.sync.choices import Choices
from personactl.sync.outcome import Done, Failed, Skipped, raise_for
from personactl.sync.plan import Create, Unchanged, Update
from personactl.sync.writing import DroppedError
from tests.faults import Refuse, Rule, Status
from tests.sync.workspace import ADAMS_VOICE, LUCYS_VOICE, Bench, id_of


def test_a_new_persona_is_created_verified_and_remembered(bench: Bench) -> None:
    bench.write("cara", initialMessage="Hello.", skipGreeting=False)
    assert isinstance(bench.item("cara").action, Create)
    result = bench.push()["cara"].result
    assert isinstance(result, Done)
    assert result.deed == "created"
    assert result.unverified == ("initialMessage",)
    assert bench.app.fields(result.remote_id)["systemPrompt"] == "You are cara."
    assert bench.locked.of_kind("persona")["cara"].remote_id == result.remote_id
    assert not bench.locked.pending


def test_nothing_changed_costs_one_list_request_and_no_other(bench: Bench) -> None:
    for number in range(5):
        bench.write(f"persona-{number}")
    bench.push()
    lock = bench.lock_path.read_bytes()
    outcomes = bench.push()
    assert [(sent.method, sent.path) for sent in bench.sent] == [("GET", "/v1/personas")]
    assert {outcome.result.deed for outcome in outcomes.values() if isinstance(outcome.result, Done)} == {"unchanged"}
    assert bench.lock_path.read_bytes() == lock


def test_a_changed_field_is_the_only_one_sent(bench: Bench) -> None:
    bench.write("cara", description="Front desk")
    bench.push()
    bench.write("cara", description="Reception")
    assert isinstance(bench.item("cara").action, Update)
    bench.push()
    assert [sent.body for sent in bench.sent if sent.method == "PUT"] == [{"description": "Reception"}]
    assert bench.plan().in_sync


def test_an_option_object_goes_whole(bench: Bench) -> None:
    bench.write("cara", voiceDetectionOptions={"endOfSpeechSensitivity": 0.5, "speechEnhancementLevel": 0.5})
    remote_id = id_of(bench.push()["cara"].result)
    bench.write("cara", voiceDetectionOptions={"endOfSpeechSensitivity": 0.9, "speechEnhancementLevel": 0.5})
    bench.push()
    (body,) = [sent.body for sent in bench.sent if sent.method == "PUT"]
    assert body == {"voiceDetectionOptions": bench.app.fields(remote_id)["voiceDetectionOptions"]}


def test_a_new_voice_takes_its_options_along(bench: Bench) -> None:
    options: JsonValue = {"stability": 0.5, "speed": 1.1}
    bench.write("cara", voiceId=LUCYS_VOICE, voiceGenerationOptions=options)
    bench.push()
    bench.write("cara", voiceId=ADAMS_VOICE, voiceGenerationOptions=options)
    item = bench.item("cara")
    assert any("voiceGenerationOptions" in note for note in item.notes)
    remote_id = id_of(bench.push()["cara"].result)
    assert bench.app.fields(remote_id)["voiceGenerationOptions"] == options
    assert bench.plan(choices=Choices(refresh=True)).in_sync


def test_a_dropped_field_is_a_failure_that_names_it(bench: Bench) -> None:
    bench.write("cara", voiceId=LUCYS_VOICE, voiceGenerationOptions={"emotion": "calm", "speed": 1})
    outcome = bench.push()["cara"]
    assert isinstance(outcome.result, Failed)
    assert isinstance(outcome.result.error, DroppedError)
    assert "voiceGenerationOptions.emotion" in outcome.result.error.message
    (change,) = bench.item("cara").changes
    assert change.path == "voiceGenerationOptions.emotion"
    assert bench.app.names() == ["Cara"]


def test_a_field_taken_out_of_the_file_goes_back_to_its_default(bench: Bench) -> None:
    bench.write("cara", skipGreeting=True, description="Front desk")
    remote_id = id_of(bench.push()["cara"].result)
    bench.write("cara")
    notable = {change.path: change.why for change in bench.item("cara").changes}
    assert notable == {"skipGreeting": "mine", "description": "left"}
    bench.push()
    assert bench.app.fields(remote_id)["skipGreeting"] is False
    assert bench.app.fields(remote_id)["description"] == "Front desk"
    assert bench.plan().in_sync


def test_what_only_an_update_can_set_follows_a_create(bench: Bench) -> None:
    bench.write("cara", widgetConfig={"layout": "inline", "allowedOrigins": ["example.com"]})
    result = bench.push()["cara"].result
    assert isinstance(result, Done)
    assert [sent.method for sent in bench.sent if sent.method != "GET"] == ["POST", "PUT"]
    assert bench.app.get(result.remote_id).widget_config == {
        "layout": "inline",
        "allowedOrigins": ["https://example.com"],
    }
    assert bench.plan(choices=Choices(refresh=True)).in_sync


def test_names_become_ids_and_stay_pinned(bench: Bench) -> None:
    bench.write("cara", avatarId=None, voiceId=None, avatar="Julia sofa", voice="Lucy")
    result = bench.push()["cara"].result
    assert bench.app.fields(id_of(result))["voiceId"] == LUCYS_VOICE
    assert bench.plan().in_sync
    assert [sent.path for sent in bench.sent] == ["/v1/personas"]


def test_a_lock_that_can_not_be_written_stops_the_push_before_it_sends(bench: Bench) -> None:
    bench.write("cara")
    bench.lock_path.mkdir()
    (bench.lock_path / "in the way").touch()
    with pytest.raises(StorageError):
        bench.push()
    assert not [sent for sent in bench.sent if sent.method != "GET"]


def test_a_file_with_a_new_name_stays_the_same_persona(bench: Bench) -> None:
    bench.write("cara", name="Cara", systemPrompt="You are Cara.")
    remote_id = id_of(bench.push()["cara"].result)
    (bench.folder / "cara.yaml").rename(bench.folder / "front-desk.yaml")
    bench.write("julia", name="Julia")
    outcomes = bench.push()
    assert id_of(outcomes["front-desk"].result) == remote_id
    assert sorted(bench.locked.of_kind("persona")) == ["front-desk", "julia"]
    assert bench.app.names() == ["Cara", "Julia"]


def test_a_file_with_a_new_name_and_new_text_is_updated(bench: Bench) -> None:
    bench.write("cara", name="Cara")
    remote_id = id_of(bench.push()["cara"].result)
    (bench.folder / "cara.yaml").unlink()
    bench.write("front-desk", name="Cara", systemPrompt="You are Cara, at the front desk.")
    assert isinstance(bench.item("front-desk").action, Update)
    assert id_of(bench.push()["front-desk"].result) == remote_id
    assert bench.plan().in_sync


def test_a_refused_key_stops_the_rest(bench: Bench) -> None:
    for number in range(20):
        bench.write(f"persona-{number:02}")
    outcomes = bench.push(Rule(Status(401, {"error": "Unauthorized"}), method="POST", times=None))
    kinds = [type(outcome.result) for outcome in outcomes.values()]
    assert set(kinds) == {Failed, Skipped}
    assert kinds.count(Skipped) >= 12
    with pytest.raises(AuthError):
        raise_for(tuple(outcomes.values()))
    assert {address.key for address in bench.locked.pending} == {
        key for key, one in outcomes.items() if isinstance(one.result, Failed)
    }


def test_a_platform_that_is_gone_stops_the_rest(bench: Bench) -> None:
    for number in range(20):
        bench.write(f"persona-{number:02}")
    outcomes = bench.push(Rule(Refuse(), first=2, times=None))
    assert any(isinstance(outcome.result, Skipped) for outcome in outcomes.values())
    with pytest.raises(UnavailableError):
        raise_for(tuple(outcomes.values()))
    raise_for(tuple(bench.push().values()))
    assert len(bench.stored()) == 20


def test_one_rejected_persona_does_not_stop_the_others(bench: Bench) -> None:
    bench.write("cara", avatarId="00000000-0000-4000-8000-000000000001")
    bench.write("julia")
    outcomes = bench.push()
    assert isinstance(outcomes["cara"].result, Failed)
    assert isinstance(outcomes["julia"].result, Done)
    assert not bench.locked.pending
    with pytest.raises(
        PartialError, match=r"1 of 2 personas could not be finished; cara: .*avatar not found"
    ) as failure:
        raise_for(tuple(outcomes.values()))
    assert failure.value.hint.endswith("; what was done stays, run it again for the rest")


def test_two_files_of_one_name_are_two_personas(bench: Bench) -> None:
    bench.write("one", name="Twin", description="the first")
    bench.write("two", name="Twin", description="the second")
    raise_for(tuple(bench.push().values()))
    assert bench.app.names() == ["Twin", "Twin"]
    assert bench.plan().in_sync


def test_a_file_that_went_back_is_unchanged_again(bench: Bench) -> None:
    bench.write("cara")
    bench.push()
    bench.write("cara", description="for a moment")
    bench.write("cara")
    assert isinstance(bench.item("cara").action, Unchanged)
