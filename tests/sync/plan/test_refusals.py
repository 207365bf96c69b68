"""Changes of somebody else: which a push leaves alone, which it refuses, and which option decides."""

import pytest

from personactl.errors import ConflictError
from personactl.sync.apply.outcome import Done, Failed
from personactl.sync.apply.write_errors import RemoteChangedError
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Adopt, Conflict, Drift, Missing, NameTaken, Update
from tests.sync.workspace import ADAMS_VOICE, CARA, CARAS_VOICE, LUCYS_VOICE, Workspace, id_of


def test_drift_is_reported_left_alone_and_remembered(workspace: Workspace) -> None:
    workspace.write("cara", description="Front desk")
    remote_id = id_of(workspace.push()["cara"].result)
    workspace.app.change(remote_id, description="Changed in the app")
    workspace.write("cara", description="Front desk", systemPrompt="You are Cara, and brief.")
    assert isinstance(workspace.item("cara").action, Update)
    workspace.push()
    assert workspace.app.fields(remote_id)["description"] == "Changed in the app"
    assert isinstance(workspace.item("cara").action, Drift)
    workspace.push()
    assert isinstance(workspace.item("cara").action, Drift)


def test_push_refuses_when_both_sides_changed(workspace: Workspace) -> None:
    remote_id = _conflicting(workspace)
    assert isinstance(workspace.item("cara").action, Conflict)
    with pytest.raises(ConflictError, match="description changed in the file and on the platform"):
        workspace.push()
    assert not [sent for sent in workspace.sent if sent.method != "GET"]
    assert workspace.app.fields(remote_id)["description"] == "theirs"


def test_a_new_voice_that_would_reset_options_of_others_is_a_conflict(workspace: Workspace) -> None:
    workspace.write("cara", voiceId=LUCYS_VOICE, voiceGenerationOptions={"speed": 1})
    remote_id = id_of(workspace.push()["cara"].result)
    workspace.app.change(remote_id, voiceGenerationOptions={"speed": 1.1})
    workspace.write("cara", voiceId=ADAMS_VOICE, voiceGenerationOptions={"speed": 1})
    assert isinstance(workspace.item("cara").action, Conflict)
    workspace.push(options=PlanOptions(on_conflict="theirs"))
    assert workspace.app.fields(remote_id)["voiceGenerationOptions"] == {"speed": 1.1}
    assert workspace.app.fields(remote_id)["voiceId"] == ADAMS_VOICE


def test_a_conflict_decided_for_us_is_written(workspace: Workspace) -> None:
    remote_id = _conflicting(workspace)
    workspace.push(options=PlanOptions(on_conflict="ours"))
    assert workspace.app.fields(remote_id)["description"] == "mine"
    assert workspace.plan(options=PlanOptions(refresh=True)).in_sync


def test_a_conflict_decided_for_them_stays_theirs(workspace: Workspace) -> None:
    remote_id = _conflicting(workspace)
    workspace.push(options=PlanOptions(on_conflict="theirs"))
    assert isinstance(workspace.item("cara").action, Drift)
    workspace.push()
    assert workspace.app.fields(remote_id)["description"] == "theirs"


def test_a_persona_of_the_same_name_is_not_overwritten(workspace: Workspace) -> None:
    stranger = workspace.app.create(name="Cara", avatarId=CARA, voiceId=CARAS_VOICE, description="somebody's")
    workspace.write("cara", description="mine")
    assert workspace.item("cara").action == NameTaken((stranger,))
    with pytest.raises(ConflictError, match="not pushed from here"):
        workspace.push()
    assert isinstance(workspace.item("cara", PlanOptions(adopt=True)).action, Adopt)
    assert id_of(workspace.push(options=PlanOptions(adopt=True))["cara"].result) == stranger
    assert workspace.app.fields(stranger)["description"] == "mine"
    assert workspace.plan().in_sync


def test_two_unmanaged_personas_of_one_name_cannot_be_adopted(workspace: Workspace) -> None:
    for _ in range(2):
        workspace.app.create(name="Cara", avatarId=CARA, voiceId=CARAS_VOICE)
    workspace.write("cara")
    with pytest.raises(ConflictError, match="2 personas named"):
        workspace.push(options=PlanOptions(adopt=True))


def test_a_persona_deleted_on_the_platform_is_named_and_refused(workspace: Workspace) -> None:
    workspace.write("cara")
    remote_id = id_of(workspace.push()["cara"].result)
    workspace.app.delete(remote_id)
    assert workspace.item("cara").action == Missing(remote_id)
    with pytest.raises(ConflictError, match="deleted on the platform"):
        workspace.push()
    assert isinstance(workspace.push(options=PlanOptions(on_conflict="theirs"))["cara"].result, Done)
    assert workspace.app.names() == []
    again = id_of(workspace.push(options=PlanOptions(on_conflict="ours"))["cara"].result)
    assert again != remote_id
    assert workspace.plan().in_sync


def test_a_change_after_the_plan_is_not_overwritten(workspace: Workspace) -> None:
    workspace.write("cara", description="one")
    remote_id = id_of(workspace.push()["cara"].result)
    workspace.write("cara", description="two")
    outcome = workspace.push(between=lambda: workspace.app.change(remote_id, systemPrompt="meanwhile"))["cara"]
    assert isinstance(outcome.result, Failed)
    assert isinstance(outcome.result.error, RemoteChangedError)
    assert "push" not in outcome.result.error.hint, "a promotion or a rollback meets it too"
    assert workspace.app.fields(remote_id)["description"] == "one"


def test_a_name_that_appeared_after_the_plan_is_not_duplicated(workspace: Workspace) -> None:
    workspace.write("cara")
    outcome = workspace.push(between=lambda: workspace.app.create(name="Cara", description="somebody's"))["cara"]
    assert isinstance(outcome.result, Failed)
    assert workspace.app.names() == ["Cara"]
    assert not workspace.locked.pending


def _conflicting(workspace: Workspace) -> str:
    workspace.write("cara", description="first")
    remote_id = id_of(workspace.push()["cara"].result)
    workspace.write("cara", description="mine")
    workspace.app.change(remote_id, description="theirs")
    return remote_id
