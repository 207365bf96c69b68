"""Resources without a file: left alone, or deleted with a snapshot, in the right order and within the limit."""

from pathlib import Path

import pytest

from personactl.errors import ConflictError, StorageError
from personactl.sync.apply.outcome import Done, Failed, Skipped, raise_for
from personactl.sync.apply.snapshot import Snapshot
from personactl.sync.plan.options import PlanOptions
from personactl.sync.plan.plan import Conflict, Delete, Drift
from tests.faults import ResetAfter, Rule, Status
from tests.sync.sample_project import cara, document, platform, write_sample_project
from tests.sync.workspace import Workspace, id_of

PRUNE = PlanOptions(prune=True)


def test_nothing_is_deleted_without_prune(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    _clear(workspace)
    workspace.write("cara", tools=["end_call"])
    assert [str(item.address) for item in workspace.plan().items] == ["persona cara"]


def test_everything_without_a_file_is_deleted_after_what_needs_it(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    _clear(workspace)
    workspace.write("cara", tools=["end_call"])
    plan = workspace.plan(options=PRUNE)
    assert [str(item.address) for item in plan.items if isinstance(item.action, Delete)] == [
        "persona julia",
        "tool cara.wave",
        "tool knowledge.store-faq",
        "tool open_calendar",
        "document store-faq/hours.md",
        "document store-faq/prices.md",
        "knowledge store-faq",
        "llm own",
    ]
    raise_for(tuple(workspace.push(options=PRUNE).values()))
    left = platform(workspace)
    assert [one["name"] for one in left["personas"]] == ["Cara"]
    assert not [*left["llms"], *left["groups"], *left["documents"]]
    assert {str(address) for address in workspace.locked.resources} == {"persona cara"}
    deeds = {str(one.address): one.status for one in workspace.kept}
    assert deeds.pop("persona cara") == "updated"
    assert set(deeds.values()) == {"deleted"}
    assert len(deeds) == 8
    assert workspace.plan(options=PlanOptions(prune=True, refresh=True)).in_sync


def test_a_deletion_waits_for_the_update_that_drops_the_reference(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    cara(workspace, tools=["end_call"])
    workspace.write("julia")
    (workspace.folder / "tools" / "open_calendar.yaml").unlink()
    assert workspace.item("tool open_calendar", PRUNE).notes == ("used by 2 personas now",)
    refused = Rule(Status(400, {"error": "no"}), method="PUT", path="/v1/personas/*", times=None)
    outcomes = workspace.push(refused, options=PRUNE)
    assert outcomes["tool open_calendar"].result == Skipped("persona cara failed")
    assert not [sent for sent in workspace.sent if sent.method == "DELETE"]
    raise_for(tuple(workspace.push(options=PRUNE).values()))
    assert "open_calendar" not in [one["name"] for one in platform(workspace)["tools"]]


def test_the_note_about_one_using_persona_is_singular(workspace: Workspace) -> None:
    workspace.save("tools/ring.yaml", name="ring", description="Rings.", type="CLIENT", config={"parameters": {}})
    workspace.write("cara", tools=["ring"])
    workspace.push()
    workspace.write("cara", tools=[])
    (workspace.folder / "tools" / "ring.yaml").unlink()
    assert workspace.item("tool ring", PRUNE).notes == ("used by 1 persona now",)


def test_a_resource_that_somebody_changed_is_not_deleted(workspace: Workspace) -> None:
    write_sample_project(workspace)
    remote_id = id_of(workspace.push()["julia"].result)
    (workspace.folder / "julia.yaml").unlink()
    workspace.app.change(remote_id, systemPrompt="Somebody's work.")
    item = workspace.item("julia", PRUNE)
    assert item.action == Conflict(remote_id)
    assert [change.path for change in item.changes] == ["systemPrompt"]
    with pytest.raises(ConflictError, match="systemPrompt changed"):
        workspace.push(options=PRUNE)
    assert isinstance(workspace.item("julia", PlanOptions(prune=True, on_conflict="theirs")).action, Drift)
    raise_for(tuple(workspace.push(options=PlanOptions(prune=True, on_conflict="ours")).values()))
    assert [one["name"] for one in platform(workspace)["personas"]] == ["Cara"]
    assert workspace.kept[-1].values["systemPrompt"] == "Somebody's work."


def test_a_group_with_an_unmanaged_document_is_not_deleted(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    group = workspace.locked.of_kind("knowledge")["store-faq"].remote_id
    workspace.app.upload(group, "theirs.md", b"Somebody's document.\n")
    (workspace.folder / "knowledge" / "store-faq.yaml").unlink()
    cara(workspace, knowledge=[])
    item = workspace.item("knowledge store-faq", PRUNE)
    assert isinstance(item.action, Conflict)
    assert item.notes == ("it holds documents that were not pushed from here: theirs.md",)
    with pytest.raises(ConflictError, match=r"theirs\.md"):
        workspace.push(options=PRUNE)


def test_more_deletions_than_allowed_are_refused(workspace: Workspace) -> None:
    for number in range(12):
        workspace.write(f"persona-{number}")
    workspace.push()
    for number in range(11):
        (workspace.folder / f"persona-{number}.yaml").unlink()
    with pytest.raises(ConflictError, match="11 deletions, and at most 10 allowed"):
        workspace.push(options=PRUNE)
    assert len(workspace.app.names()) == 12
    raise_for(tuple(workspace.push(options=PlanOptions(prune=True, max_delete=11)).values()))
    assert workspace.app.names() == ["Persona-11"]


def test_a_resource_that_is_already_gone_only_leaves_the_lock(workspace: Workspace) -> None:
    workspace.write("cara")
    workspace.write("julia")
    workspace.app.delete(id_of(workspace.push()["julia"].result))
    (workspace.folder / "julia.yaml").unlink()
    raise_for(tuple(workspace.push(options=PRUNE).values()))
    assert set(workspace.locked.of_kind("persona")) == {"cara"}
    assert not workspace.kept


def test_a_deletion_whose_answer_was_lost_is_done(workspace: Workspace) -> None:
    workspace.write("cara")
    workspace.write("julia")
    workspace.push()
    (workspace.folder / "julia.yaml").unlink()
    raise_for(tuple(workspace.push(Rule(ResetAfter(), method="DELETE"), options=PRUNE).values()))
    assert workspace.app.names() == ["Cara"]


def test_nothing_is_overwritten_without_a_saved_snapshot(workspace: Workspace, tmp_path: Path) -> None:
    write_sample_project(workspace)
    workspace.push()
    before = platform(workspace)
    cara(workspace, description="Front desk")
    document(workspace, "hours.md", "# Hours\n\nTen to six.\n")
    (workspace.folder / "julia.yaml").unlink()

    def full(snapshot: Snapshot) -> None:
        raise StorageError("cannot write: no space left", where="state", hint="free some space")

    workspace.keep = full
    outcomes = workspace.push(options=PRUNE)
    failed = {name for name, one in outcomes.items() if isinstance(one.result, Failed)}
    assert failed
    assert not [sent for sent in workspace.sent if sent.method in ("PUT", "DELETE")]
    after = platform(workspace)
    assert (after["personas"], after["tools"]) == (before["personas"], before["tools"])
    assert all(one in after["documents"] for one in before["documents"])


def test_a_pruned_project_stays_pruned(workspace: Workspace) -> None:
    workspace.write("cara")
    workspace.write("julia")
    workspace.push()
    (workspace.folder / "julia.yaml").unlink()
    (result,) = (one.result for name, one in workspace.push(options=PRUNE).items() if name == "julia")
    assert isinstance(result, Done)
    assert result.status == "deleted"
    assert workspace.plan(options=PRUNE).in_sync


def _clear(workspace: Workspace) -> None:
    for file in [*workspace.folder.glob("*.yaml"), *workspace.folder.glob("*/*.yaml")]:
        file.unlink()
