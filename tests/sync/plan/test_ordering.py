"""What waits for what: dependencies first, a failure takes along those who needed it and nobody else."""

import pytest

from personactl.errors import UsageError
from personactl.persona.resource import Address, Resource, reference
from personactl.state.lock import LockBlock
from personactl.sync.apply.outcome import Done, Failed, Skipped, raise_for
from personactl.sync.plan.item_order import refuse_loose_ends
from tests.faults import Rule, Status
from tests.sync.sample_project import platform, write_sample_project
from tests.sync.workspace import Workspace

REFUSED = Status(400, {"error": "Bad request"})


def test_a_failed_dependency_skips_what_needs_it_with_the_reason(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.save("tools/other.yaml", name="other", description="Does something else.", type="CLIENT")
    workspace.write("zoe", tools=["other"])
    outcomes = workspace.push(Rule(REFUSED, method="POST", path="/v1/knowledge/groups"))
    results = {name: one.result for name, one in outcomes.items()}
    assert isinstance(results["knowledge store-faq"], Failed)
    assert results["tool knowledge.store-faq"] == Skipped("knowledge store-faq failed")
    assert results["document store-faq/hours.md"] == Skipped("knowledge store-faq failed")
    assert results["cara"] == Skipped("tool knowledge.store-faq was skipped: knowledge store-faq failed")
    assert isinstance(results["julia"], Done)
    assert isinstance(results["zoe"], Done)
    assert {address.key for address in workspace.locked.pending} == set()
    raise_for(tuple(workspace.push().values()))
    assert len(platform(workspace)["personas"]) == 3


def test_a_slow_document_keeps_nobody_waiting(workspace: Workspace) -> None:
    write_sample_project(workspace)
    workspace.push()
    sent = [(one.method, one.path) for one in workspace.sent]
    created = sent.index(("POST", "/v1/personas"))
    polls = [number for number, (method, path) in enumerate(sent) if method == "GET" and "/documents/" in path]
    assert created < max(polls)


def test_fail_fast_begins_nothing_more(workspace: Workspace) -> None:
    for number in range(20):
        workspace.write(f"persona-{number:02}")
    workspace.fail_fast = True
    outcomes = workspace.push(Rule(REFUSED, method="POST"))
    kinds = [type(one.result) for one in outcomes.values()]
    assert kinds.count(Failed) == 1
    assert kinds.count(Skipped) >= 10
    workspace.fail_fast = False
    raise_for(tuple(workspace.push().values()))
    assert len(workspace.stored()) == 20


def test_what_is_needed_stands_first_in_the_plan(workspace: Workspace) -> None:
    write_sample_project(workspace)
    places = {item.address: place for place, item in enumerate(workspace.plan().items)}
    for item in workspace.plan().items:
        assert all(places[needed] < places[item.address] for needed in item.needs)


def test_a_circle_is_refused(workspace: Workspace) -> None:
    here = workspace.folder / "x.yaml"
    group, tool = Address("knowledge", "x"), Address("tool", "x")
    circle = [
        Resource(group, here, "x", {"name": reference(tool)}, {}),
        Resource(tool, here, "x", {"config": {"documentFolderIds": [reference(group)]}}, {}),
    ]
    with pytest.raises(UsageError, match="knowledge x can't need tool x"):
        refuse_loose_ends(circle, LockBlock())
