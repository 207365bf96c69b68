"""What a push leaves to somebody else, what it refuses, and who decides."""

import pytest

from personactl.errors import ConflictError
from personactl.sync.choices import Choices
from personactl.sync.outcome import Done, Failed
from personactl.sync.plan import Adopt, Conflict, Drift, Missing, NameTaken, Update
from personactl.sync.writing import MovedError
from tests.sync.workspace import ADAMS_VOICE, CARA, CARAS_VOICE, LUCYS_VOICE, Bench, id_of


def test_drift_is_reported_left_alone_and_not_forgotten(bench: Bench) -> None:
    bench.write("cara", description="Front desk")
    remote_id = id_of(bench.push()["cara"].result)
    bench.app.change(remote_id, description="Changed in the app")
    bench.write("cara", description="Front desk", systemPrompt="You are Cara, and brief.")
    assert isinstance(bench.item("cara").action, Update)
    bench.push()
    assert bench.app.fields(remote_id)["description"] == "Changed in the app"
    assert isinstance(bench.item("cara").action, Drift)
    bench.push()
    assert isinstance(bench.item("cara").action, Drift)


def test_push_refuses_when_both_sides_moved(bench: Bench) -> None:
    remote_id = _conflicting(bench)
    assert isinstance(bench.item("cara").action, Conflict)
    with pytest.raises(ConflictError, match="description changed in the file and on the platform"):
        bench.push()
    assert not [sent for sent in bench.sent if sent.method != "GET"]
    assert bench.app.fields(remote_id)["description"] == "theirs"


def test_a_new_voice_that_would_reset_somebody_elses_options_is_a_conflict(bench: Bench) -> None:
    bench.write("cara", voiceId=LUCYS_VOICE, voiceGenerationOptions={"speed": 1})
    remote_id = id_of(bench.push()["cara"].result)
    bench.app.change(remote_id, voiceGenerationOptions={"speed": 1.1})
    bench.write("cara", voiceId=ADAMS_VOICE, voiceGenerationOptions={"speed": 1})
    assert isinstance(bench.item("cara").action, Conflict)
    bench.push(choices=Choices(on_conflict="theirs"))
    assert bench.app.fields(remote_id)["voiceGenerationOptions"] == {"speed": 1.1}
    assert bench.app.fields(remote_id)["voiceId"] == ADAMS_VOICE


def test_a_conflict_decided_for_us_is_written(bench: Bench) -> None:
    remote_id = _conflicting(bench)
    bench.push(choices=Choices(on_conflict="ours"))
    assert bench.app.fields(remote_id)["description"] == "mine"
    assert bench.plan(choices=Choices(refresh=True)).in_sync


def test_a_conflict_decided_for_them_stays_theirs(bench: Bench) -> None:
    remote_id = _conflicting(bench)
    bench.push(choices=Choices(on_conflict="theirs"))
    assert isinstance(bench.item("cara").action, Drift)
    bench.push()
    assert bench.app.fields(remote_id)["description"] == "theirs"


def test_a_persona_of_the_same_name_is_not_overwritten(bench: Bench) -> None:
    stranger = bench.app.create(name="Cara", avatarId=CARA, voiceId=CARAS_VOICE, description="somebody's")
    bench.write("cara", description="mine")
    assert bench.item("cara").action == NameTaken((stranger,))
    with pytest.raises(ConflictError, match="not pushed from here"):
        bench.push()
    assert isinstance(bench.item("cara", Choices(adopt=True)).action, Adopt)
    assert id_of(bench.push(choices=Choices(adopt=True))["cara"].result) == stranger
    assert bench.app.fields(stranger)["description"] == "mine"
    assert bench.plan().in_sync


def test_two_strangers_of_one_name_can_not_be_adopted(bench: Bench) -> None:
    for _ in range(2):
        bench.app.create(name="Cara", avatarId=CARA, voiceId=CARAS_VOICE)
    bench.write("cara")
    with pytest.raises(ConflictError, match="2 personas named"):
        bench.push(choices=Choices(adopt=True))


def test_a_persona_deleted_on_the_platform_is_named_and_refused(bench: Bench) -> None:
    bench.write("cara")
    remote_id = id_of(bench.push()["cara"].result)
    bench.app.delete(remote_id)
    assert bench.item("cara").action == Missing(remote_id)
    with pytest.raises(ConflictError, match="deleted on the platform"):
        bench.push()
    assert isinstance(bench.push(choices=Choices(on_conflict="theirs"))["cara"].result, Done)
    assert bench.app.names() == []
    again = id_of(bench.push(choices=Choices(on_conflict="ours"))["cara"].result)
    assert again != remote_id
    assert bench.plan().in_sync


def test_what_moved_after_the_plan_is_not_overwritten(bench: Bench) -> None:
    bench.write("cara", description="one")
    remote_id = id_of(bench.push()["cara"].result)
    bench.write("cara", description="two")
    outcome = bench.push(between=lambda: bench.app.change(remote_id, systemPrompt="meanwhile"))["cara"]
    assert isinstance(outcome.result, Failed)
    assert isinstance(outcome.result.error, MovedError)
    assert "push" not in outcome.result.error.hint, "a promotion or a rollback meets it too"
    assert bench.app.fields(remote_id)["description"] == "one"


def test_a_name_that_appeared_after_the_plan_is_not_doubled(bench: Bench) -> None:
    bench.write("cara")
    outcome = bench.push(between=lambda: bench.app.create(name="Cara", description="somebody's"))["cara"]
    assert isinstance(outcome.result, Failed)
    assert bench.app.names() == ["Cara"]
    assert not bench.locked.pending


def _conflicting(bench: Bench) -> str:
    bench.write("cara", description="first")
    remote_id = id_of(bench.push()["cara"].result)
    bench.write("cara", description="mine")
    bench.app.change(remote_id, description="theirs")
    return remote_id
