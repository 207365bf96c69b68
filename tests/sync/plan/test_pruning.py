"""What lost its file: left alone, or deleted with its snapshot kept, in the right order and not beyond the limit."""

from pathlib import Path

import pytest

from personactl.errors import ConflictError, StorageError
from personactl.sync.choices import Choices
from personactl.sync.outcome import Done, Failed, Skipped, raise_for
from personactl.sync.plan import Conflict, Delete, Drift
from personactl.sync.snapshot import Snapshot
from tests.faults import ResetAfter, Rule, Status
from tests.sync.sample_project import cara, document, open_shop, platform
from tests.sync.workspace import Bench, id_of

PRUNE = Choices(prune=True)


def test_nothing_is_deleted_unasked(bench: Bench) -> None:
    open_shop(bench)
    bench.push()
    _clear(bench)
    bench.write("cara", tools=["end_call"])
    assert [str(item.address) for item in bench.plan().items] == ["persona cara"]


def test_everything_without_a_file_is_deleted_after_what_needs_it(bench: Bench) -> None:
    open_shop(bench)
    bench.push()
    _clear(bench)
    bench.write("cara", tools=["end_call"])
    plan = bench.plan(choices=PRUNE)
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
    raise_for(tuple(bench.push(choices=PRUNE).values()))
    left = platform(bench)
    assert [one["name"] for one in left["personas"]] == ["Cara"]
    assert not [*left["llms"], *left["groups"], *left["documents"]]
    assert {str(address) for address in bench.locked.resources} == {"persona cara"}
    deeds = {str(one.address): one.deed for one in bench.kept}
    assert deeds.pop("persona cara") == "updated"
    assert set(deeds.values()) == {"deleted"}
    assert len(deeds) == 8
    assert bench.plan(choices=Choices(prune=True, refresh=True)).in_sync


def test_a_deletion_waits_for_who_lets_go(bench: Bench) -> None:
    open_shop(bench)
    bench.push()
    cara(bench, tools=["end_call"])
    bench.write("julia")
    (bench.folder / "tools" / "open_calendar.yaml").unlink()
    assert bench.item("tool open_calendar", PRUNE).notes == ("used by 2 personas now",)
    refused = Rule(Status(400, {"error": "no"}), method="PUT", path="/v1/personas/*", times=None)
    outcomes = bench.push(refused, choices=PRUNE)
    assert outcomes["tool open_calendar"].result == Skipped("persona cara failed")
    assert not [sent for sent in bench.sent if sent.method == "DELETE"]
    raise_for(tuple(bench.push(choices=PRUNE).values()))
    assert "open_calendar" not in [one["name"] for one in platform(bench)["tools"]]


def test_one_persona_that_still_uses_a_tool_is_one(bench: Bench) -> None:
    bench.save("tools/ring.yaml", name="ring", description="Rings.", type="CLIENT", config={"parameters": {}})
    bench.write("cara", tools=["ring"])
    bench.push()
    bench.write("cara", tools=[])
    (bench.folder / "tools" / "ring.yaml").unlink()
    assert bench.item("tool ring", PRUNE).notes == ("used by 1 persona now",)


def test_what_somebody_changed_is_not_deleted(bench: Bench) -> None:
    open_shop(bench)
    remote_id = id_of(bench.push()["julia"].result)
    (bench.folder / "julia.yaml").unlink()
    bench.app.change(remote_id, systemPrompt="Somebody's work.")
    item = bench.item("julia", PRUNE)
    assert item.action == Conflict(remote_id)
    assert [change.path for change in item.changes] == ["systemPrompt"]
    with pytest.raises(ConflictError, match="systemPrompt changed"):
        bench.push(choices=PRUNE)
    assert isinstance(bench.item("julia", Choices(prune=True, on_conflict="theirs")).action, Drift)
    raise_for(tuple(bench.push(choices=Choices(prune=True, on_conflict="ours")).values()))
    assert [one["name"] for one in platform(bench)["personas"]] == ["Cara"]
    assert bench.kept[-1].values["systemPrompt"] == "Somebody's work."


def test_a_group_with_somebody_elses_document_is_not_deleted(bench: Bench) -> None:
    open_shop(bench)
    bench.push()
    group = bench.locked.of_kind("knowledge")["store-faq"].remote_id
    bench.app.upload(group, "theirs.md", b"Somebody's document.\n")
    (bench.folder / "knowledge" / "store-faq.yaml").unlink()
    cara(bench, knowledge=[])
    item = bench.item("knowledge store-faq", PRUNE)
    assert isinstance(item.action, Conflict)
    assert item.notes == ("it holds documents that were not pushed from here: theirs.md",)
    with pytest.raises(ConflictError, match=r"theirs\.md"):
        bench.push(choices=PRUNE)


def test_more_deletions_than_allowed_are_refused(bench: Bench) -> None:
    for number in range(12):
        bench.write(f"persona-{number}")
    bench.push()
    for number in range(11):
        (bench.folder / f"persona-{number}.yaml").unlink()
    with pytest.raises(ConflictError, match="11 deletions, and at most 10 allowed"):
        bench.push(choices=PRUNE)
    assert len(bench.app.names()) == 12
    raise_for(tuple(bench.push(choices=Choices(prune=True, max_delete=11)).values()))
    assert bench.app.names() == ["Persona-11"]


def test_what_is_gone_already_is_only_forgotten(bench: Bench) -> None:
    bench.write("cara")
    bench.write("julia")
    bench.app.delete(id_of(bench.push()["julia"].result))
    (bench.folder / "julia.yaml").unlink()
    raise_for(tuple(bench.push(choices=PRUNE).values()))
    assert set(bench.locked.of_kind("persona")) == {"cara"}
    assert not bench.kept


def test_a_deletion_whose_answer_was_lost_is_done(bench: Bench) -> None:
    bench.write("cara")
    bench.write("julia")
    bench.push()
    (bench.folder / "julia.yaml").unlink()
    raise_for(tuple(bench.push(Rule(ResetAfter(), method="DELETE"), choices=PRUNE).values()))
    assert bench.app.names() == ["Cara"]


def test_nothing_is_overwritten_that_could_not_be_kept(bench: Bench, tmp_path: Path) -> None:
    open_shop(bench)
    bench.push()
    before = platform(bench)
    cara(bench, description="Front desk")
    document(bench, "hours.md", "# Hours\n\nTen to six.\n")
    (bench.folder / "julia.yaml").unlink()

    def full(snapshot: Snapshot) -> None:
        raise StorageError("cannot write: no space left", where="state", hint="free some space")

    bench.keep = full
    outcomes = bench.push(choices=PRUNE)
    failed = {name for name, one in outcomes.items() if isinstance(one.result, Failed)}
    assert failed
    assert not [sent for sent in bench.sent if sent.method in ("PUT", "DELETE")]
    after = platform(bench)
    assert (after["personas"], after["tools"]) == (before["personas"], before["tools"])
    assert all(one in after["documents"] for one in before["documents"])


def test_a_pruned_project_stays_pruned(bench: Bench) -> None:
    bench.write("cara")
    bench.write("julia")
    bench.push()
    (bench.folder / "julia.yaml").unlink()
    (result,) = (one.result for name, one in bench.push(choices=PRUNE).items() if name == "julia")
    assert isinstance(result, Done)
    assert result.deed == "deleted"
    assert bench.plan(choices=PRUNE).in_sync


def _clear(bench: Bench) -> None:
    for file in [*bench.folder.glob("*.yaml"), *bench.folder.glob("*/*.yaml")]:
        file.unlink()
